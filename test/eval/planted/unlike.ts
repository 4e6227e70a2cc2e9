import type { AnyProfiled, AnyRecord, RecordContent } from '#matching';
import { numbersOf } from './paraphrase.js';

/** Ways in which a record looks like another one and is not. */
export const UNLIKE_KINDS = ['other-numbers', 'other-object', 'title-pattern', 'same-enterprise'] as const;
export type UnlikeKind = (typeof UNLIKE_KINDS)[number];

/** Each text of a content, changed. */
const rewritten = (content: RecordContent, change: (text: string) => string): RecordContent =>
  JSON.parse(
    JSON.stringify(content, (key, value: unknown) =>
      typeof value === 'string' && !/^(region|validFrom|validUntil|deadline|completedOn)$/.test(key)
        ? change(value)
        : value,
    ),
  ) as RecordContent;

/** The same text that asks or offers another order of magnitude in a third of its numbers, the first included. */
function otherNumbers(record: AnyRecord): RecordContent | null {
  const pick = numbersOf(`${record.id} numbers`);
  const pattern =
    /(≥|≤|不低于|不高于|不超过|低于|达到?|大于|小于) ?(\d+(?:\.\d+)?)(?=(?: ?[~～–-] ?[\d.]+)? ?(?:[%℃℉μ元天次年吨]|[a-zA-Z]))/;
  const text = JSON.stringify(record.content);
  const all = [...text.matchAll(new RegExp(pattern, 'g'))].map(([, , number = '']) => number);
  const changed = new Map<string, string>();
  for (const [i, number] of [...new Set(all)].entries()) {
    if (i === 0 || pick() < 0.34)
      changed.set(number, String(Number((Number(number) * (pick() < 0.5 ? 8 : 0.12)).toPrecision(2))));
  }
  if (changed.size === 0) return null;
  const alone = /(?<![\d.A-Za-z])\d+(?:\.\d+)?(?![\d.])/g;
  return rewritten(record.content, (one) => one.replace(alone, (number) => changed.get(number) ?? number));
}

const textOf = ({ record }: AnyProfiled): string => JSON.stringify(record.content);

/** The same text about something else: a title word it keeps using is one of another record's, throughout. */
function otherObject(one: AnyProfiled, other: AnyProfiled): RecordContent | null {
  const objectOf = (of: AnyProfiled, beside: AnyProfiled): string | undefined =>
    of.profile.titleWords
      .filter((word) => /^[一-鿿]{2,}$/.test(word) && !textOf(beside).includes(word))
      .map((word) => ({ word, uses: textOf(of).split(word).length - 1 }))
      .sort((a, b) => b.uses - a.uses || (a.word < b.word ? -1 : 1))
      .find(({ uses }) => uses >= 3)?.word;
  const [from, to] = [objectOf(one, other), objectOf(other, one)];
  return from && to ? rewritten(one.record.content, (text) => text.replaceAll(from, to)) : null;
}

/** A title made the same way over another record's text. */
function titlePattern(one: AnyProfiled, other: AnyProfiled): RecordContent | null {
  const words = (of: AnyProfiled, beside: AnyProfiled): string | undefined =>
    of.profile.titleWords.find((word) => !beside.profile.titleWords.includes(word));
  const [from, to] = [words(one, other), words(other, one)];
  if (!from || !to) return null;
  return {
    ...other.record.content,
    title: one.record.content.title.replace(new RegExp(from.replace(/[.+]/g, '\\$&'), 'i'), to),
  };
}

/** Another need of the one enterprise, told with the same introduction. */
function sameEnterprise(one: AnyProfiled, other: AnyProfiled): RecordContent {
  const opening = one.record.content.description.slice(0, 120).replace(/[^。；]*$/, '');
  return { ...other.record.content, description: `${opening}${other.record.content.description}` };
}

/** A record that looks like `one` and is not; null where the text has nothing to change. */
export function unlike(kind: UnlikeKind, one: AnyProfiled, other: AnyProfiled): AnyRecord | null {
  const content =
    kind === 'other-numbers'
      ? otherNumbers(one.record)
      : kind === 'other-object'
        ? otherObject(one, other)
        : kind === 'title-pattern'
          ? titlePattern(one, other)
          : sameEnterprise(one, other);
  return content && { ...one.record, id: `${one.record.id}-${kind}`, content };
}
