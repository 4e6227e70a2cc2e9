import { HIDDEN } from '../blind/hide.js';
import type { RecordContent, TextField } from '../records.js';
import { textFieldsOf } from '../records.js';
import { plainForm } from '../indicators/quantities.js';
import { indicatorTags } from './indicator-tags.js';
import { EMPTY_BEGINNING, LETTERED_MATERIAL, NAME_RULES } from './name-rules.js';
import { phrasesIn } from './phrases.js';
import { LIST_END, NO_APPLICATION, SENTENCE_RULES } from './sentence-rules.js';
import type { Tag } from './tag.js';
import { uniqueTags } from './tag-key.js';

/** Kept of each kind: the surest, in text order. */
const MOST_OF_A_KIND = 12;
const LONGEST_NAME = 16;
/** What a title says is what the record is about. */
const TITLE_BONUS = 0.05;
/** Said before something that is not there: 不含卤素阻燃剂. */
const DENIED = /(?:不含有?|无需|不用|不使用|不采用|不需要|没有|避免使用|免用|放弃)(?:使用|添加|加入|引入|采用)?\s?$/u;

/** Labels in the prose of a record, by rules; each is the stored text it was read from. Declared lists are not prose. */
export function ruleTags(content: RecordContent): Tag[] {
  const prose = textFieldsOf(content).filter(
    ({ path }) => !/^\/(?:keywords|keywordsEn|applicationFields|indicators)\//.test(path),
  );
  const found = prose.flatMap((field) => {
    const bonus = field.path === '/title' ? TITLE_BONUS : 0;
    return tagsOf(field).map((tag) => ({ ...tag, confidence: Math.round((tag.confidence + bonus) * 100) / 100 }));
  });
  return surest(found.filter(({ value }) => !value.includes(HIDDEN)));
}

/** Of each kind the surest; of the same one said twice the surer, else the first. */
function surest(tags: readonly Tag[]): Tag[] {
  const counts = new Map<string, number>();
  return uniqueTags([...tags].sort((a, b) => b.confidence - a.confidence)).filter(({ kind }) => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return count <= MOST_OF_A_KIND;
  });
}

function tagsOf(field: TextField): Tag[] {
  const tag = (kind: Tag['kind'], start: number, end: number, confidence: number): Tag => ({
    kind,
    value: field.text.slice(start, end),
    source: 'rule',
    confidence,
    span: { path: field.path, start, end },
  });
  // Length for length the same: full-width letters as plain ones.
  const plain = plainForm(field.text);
  return [...namesIn(plain, tag), ...sentencesIn(plain, tag), ...indicatorTags(field)];
}

type Make = (kind: Tag['kind'], start: number, end: number, confidence: number) => Tag;

function namesIn(plain: string, tag: Make): Tag[] {
  const lettered = [...plain.matchAll(LETTERED_MATERIAL)].map(({ 0: name, index }) =>
    tag('material', index, index + name.length, 0.9),
  );
  return [...phrasesIn(plain).flatMap(({ text, start }) => namesOf(text, start, plain, tag)), ...lettered];
}

/** Names of a phrase from left to right; each begins where the one before it ended. */
function namesOf(phrase: string, start: number, plain: string, tag: Make): Tag[] {
  if (!/\p{Script=Han}/u.test(phrase) || DENIED.test(plain.slice(Math.max(0, start - 8), start))) return [];
  const found: Tag[] = [];
  let from = EMPTY_BEGINNING.exec(phrase)?.[0].length ?? 0;
  for (;;) {
    const rest = phrase.slice(from);
    // The head of a compound comes last: 铝合金激光熔覆涂层 is a coating.
    const [best] = NAME_RULES.flatMap((rule) =>
      [...rest.matchAll(new RegExp(rule.ending, `g${rule.ending.flags}`))]
        .filter(({ 0: ending, index }) => index >= rule.least && index + ending.length <= LONGEST_NAME)
        .map(({ 0: ending, index }) => ({ rule, end: index + ending.length })),
    ).sort((a, b) => b.end - a.end);
    if (!best) return found;
    found.push(tag(best.rule.kind, start + from, start + from + best.end, best.rule.confidence));
    from += best.end;
  }
}

function sentencesIn(plain: string, tag: Make): Tag[] {
  return SENTENCE_RULES.flatMap(({ kind, pattern, confidence }) =>
    [...plain.matchAll(pattern)].flatMap((match) => {
      const said = match[1] ?? '';
      const start = match.index + match[0].lastIndexOf(said);
      if (kind !== 'application' || /^[a-z]/i.test(said)) return [tag(kind, start, start + said.length, confidence)];
      return itemsOf(said, start).map(([from, end]) => tag(kind, from, end, confidence));
    }),
  );
}

/** Items of a list joined by 、 和 与 及 或. */
function itemsOf(list: string, start: number): [number, number][] {
  return [...list.matchAll(/(?:(?!、|以及|及其|或者|[和与及或])[^、]){2,20}/gu)].flatMap(
    ({ 0: item, index }): [number, number][] => {
      const bare = item.replace(/^其/u, '');
      const from = start + index + item.length - bare.length;
      let name = bare;
      for (let shorter = name.replace(LIST_END, ''); shorter !== name; shorter = name.replace(LIST_END, ''))
        name = shorter;
      if (name.length < 2 || NO_APPLICATION.test(name)) return [];
      return [[from, from + name.length]];
    },
  );
}
