import { blindOf } from '../blind/blind.js';
import type { NamedOrganization } from '../blind/blind.js';
import { HIDDEN } from '../blind/hide.js';
import type { NeedContent } from '../records.js';
import type { Steps } from '../steps.js';
import { bigramsOf, normalize } from '../text/normalize.js';
import type { OrganizationNames } from './organization-names.js';

/** A need of a group, and whose it is: what its blind summary is made of. */
export interface NeedInGroup {
  content: NeedContent;
  organization: NamedOrganization;
}

export interface Wording {
  title: string;
  description: string;
}

const MOST_SENTENCES = 4;
/** Sentences looked at of one text: what a need is about stands at its beginning. */
const MOST_OF_A_TEXT = 50;
const SENTENCE = { shortest: 8, longest: 120 };
/** Share of bigrams that an earlier sentence has, from which a sentence says nothing new. */
const SAID = 0.5;

/**
 * A first wording of a common need, out of blind summaries alone: the title of the most central need that hides nothing,
 * and the sentences most of them say. Sentences in which anything had to be hidden are left out. A step is one need.
 * @param needs the most central first
 */
export function* wordingOf(needs: readonly NeedInGroup[], names: OrganizationNames): Steps<Wording> {
  const own = needs.map(({ organization }) => organization.name);
  const blind: Wording[] = [];
  for (const { content, organization } of needs) {
    const { title, description } = blindOf(content, organization).content;
    blind.push({ title: names.hide(title, own), description: names.hide(description, own) });
    yield undefined;
  }
  const title = blind.map((one) => one.title).find(isOpen) ?? names.forReaders(blind[0]?.title ?? '', own);
  return { title, description: (yield* commonSentences(blind.map((one) => one.description))).join('') };
}

const isOpen = (text: string): boolean => !text.includes(HIDDEN);

function* commonSentences(texts: readonly string[]): Steps<string[]> {
  const terms = texts.map((text) => new Set(bigramsOf(normalize(text))));
  const sentences: { sentence: string; own: string[]; weight: number }[] = [];
  for (const [of, text] of texts.entries()) {
    const open = (text.match(/[^。！？；\n]+[。！？；]?/gu) ?? [])
      .map((one) => one.trim())
      .filter((one) => one.length >= SENTENCE.shortest && one.length <= SENTENCE.longest && isOpen(one));
    for (const sentence of open.slice(0, MOST_OF_A_TEXT)) {
      const own = [...new Set(bigramsOf(normalize(sentence)))];
      const shared = own.reduce((sum, term) => sum + terms.filter((all, i) => i !== of && all.has(term)).length, 0);
      sentences.push({ sentence, own, weight: own.length === 0 ? 0 : shared / own.length });
    }
    yield undefined;
  }
  const said = new Set<string>();
  const chosen: string[] = [];
  for (const { sentence, own } of sentences.sort((a, b) => b.weight - a.weight || (a.sentence < b.sentence ? -1 : 1))) {
    if (chosen.length === MOST_SENTENCES) break;
    if (own.filter((term) => said.has(term)).length >= SAID * own.length) continue;
    for (const term of own) said.add(term);
    chosen.push(/[。！？；]$/u.test(sentence) ? sentence : `${sentence}。`);
  }
  return chosen;
}
