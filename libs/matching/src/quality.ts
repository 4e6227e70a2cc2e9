import { ASKS } from './quality-asks.js';
import type { RecordContent, RecordKind } from './records.js';

/** What would make a record easier to match. Advice, never a fault: a record without it is taken all the same. */
export interface QualityHint {
  /** JSON pointer of the field to look at. */
  pointer: string;
  zh: string;
  en: string;
}

/** Characters below which a description rarely says what is asked or offered, and how. */
const TELLING_LENGTH = 60;

/** What a record leaves out that a broker would ask first, the weightiest first. */
export function qualityHints(kind: RecordKind, content: RecordContent): QualityHint[] {
  const hints = ASKS[kind]
    .filter(({ isAnswered }) => !isAnswered(content))
    .map(({ pointer, zh, en }) => ({ pointer, zh, en }));
  if (content.description.length < TELLING_LENGTH) hints.unshift({ pointer: '/description', ...describing[kind] });
  if (!content.technicalFields?.length) hints.push(field);
  if (!content.cooperationModes?.length) hints.push(cooperation);
  return hints;
}

/** How many things a record of a kind is asked for: the most hints there can be. */
export const askedOf = (kind: RecordKind): number => ASKS[kind].length + 3;

const describing: Readonly<Record<RecordKind, Omit<QualityHint, 'pointer'>>> = {
  need: {
    zh: '再多写几句：现在怎么做、问题出在哪、试过什么、希望达到什么。',
    en: 'Write a little more: how it is done today, what goes wrong, what was tried, what you hope for.',
  },
  achievement: {
    zh: '再多写几句：原理是什么、做到了哪一步、能用在哪里。',
    en: 'Write a little more: how it works, how far it has come, where it can be used.',
  },
  expert: {
    zh: '再多写几句：解决过哪些问题、效果如何、还能解决什么。',
    en: 'Write a little more: which problems were solved, how well, and what else could be.',
  },
  facility: {
    zh: '再多写几句：能把什么做到什么规模、做过哪些项目、怎样使用。',
    en: 'Write a little more: what can be brought to which scale, what was done before, how it is used.',
  },
  service: {
    zh: '再多写几句：做什么、按什么标准、适用于谁。',
    en: 'Write a little more: what is done, by which standards, and for whom.',
  },
};
const field: QualityHint = {
  pointer: '/technicalFields',
  zh: '选择技术领域，便于同领域的人找到。',
  en: 'Choose a technical field, so that people in it find this.',
};
const cooperation: QualityHint = {
  pointer: '/cooperationModes',
  zh: '选择愿意采用的合作方式。',
  en: 'Choose how you are willing to work together.',
};
