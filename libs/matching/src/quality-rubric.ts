import { askedOf, qualityHints } from './quality.js';
import { saysNumbers } from './quality-asks.js';
import type { AnyContent, RecordContent, RecordKind } from './records.js';
import { textsOf } from './records.js';
import { charactersOf, normalize } from './text/normalize.js';

/** What a record is scored by before it is published: substance and advantage, clarity, cooperation expectations, completeness. */
export const RUBRIC = ['substance', 'clarity', 'cooperation', 'completeness'] as const;
export type RubricScores = Readonly<Record<(typeof RUBRIC)[number], number>>;

/** Each is 0–5; any 0, or a sum below this, holds a record back. */
export const LEAST_SUM = 10;
const MOST = 5;

/** The one thing asked for of a record that is held back. */
export interface Question {
  /** JSON pointer of the field that answers it. */
  pointer: string;
  zh: string;
  en: string;
}

export interface Rubric {
  scores: RubricScores;
  sum: number;
  /** Null when the record may be published. */
  question: Question | null;
}

/**
 * Extents, in Han characters and words of letters or digits counted double. Lower ones than most texts of the field
 * have (a need's mean is 322): short texts are let through, empty ones are not.
 */
const EXTENT = { telling: 60, plain: 14, scant: 9, nothing: 6 } as const;
const SHORT_TITLE = 2;
const LONG_TITLE = 80;
/** Of the first so many characters, so many at least are different ones in any text that says something. */
const SAMPLE = 60;
const LEAST_VARIETY = 0.3;

const PLACEHOLDER =
  /^(无|暂无|待补充|待定|略|同上|同标题|(请|详)?见附件|面议|测试|内容|描述|test(ing)?|tbd|todo|n\/?a|none|x+|-+|\.+)[\s。.!！]*$/i;
const DAMAGED = /�|\?{4,}/;
const NO_COOPERATION =
  /仅供展示|不对外合作|暂不合作|不接受任何合作|for display only|not open to (any )?cooperation|not available for licen[cs]ing/i;
const SENTENCE_ENDS = /[。；！？.;!?\n]/;

/** Scores a record by the field's rubric. The same content always scores the same. */
export function rubricOf(kind: RecordKind, content: RecordContent): Rubric {
  const { title } = content;
  const body = bodyOf(content);
  const units = unitsOf(body);
  const missing = qualityHints(kind, content);
  const scores: RubricScores = {
    substance: substanceOf(kind, content, units),
    clarity: clarityOf(content, title, body, units),
    cooperation: cooperationOf(content, body),
    completeness: completenessOf(kind, missing.length, units),
  };
  const sum = RUBRIC.reduce((total, one) => total + scores[one], 0);
  const isHeld = sum < LEAST_SUM || RUBRIC.some((one) => scores[one] === 0);
  return { scores, sum, question: isHeld ? questionOf(kind, content, scores) : null };
}

/** All prose but the title; nothing where it only repeats the title or says that it is to be filled in. */
function bodyOf(content: RecordContent): string {
  const isEmpty = PLACEHOLDER.test(content.description.trim()) || same(content.description, content.title);
  return textsOf(isEmpty ? { ...content, description: '' } : content).body;
}
const same = (one: string, other: string): boolean =>
  charactersOf(normalize(one)).join('') === charactersOf(normalize(other)).join('');
const unitsOf = (text: string): string[] => charactersOf(normalize(text));
const extentOf = (units: readonly string[]): number =>
  units.reduce((sum, unit) => sum + (/^[a-z0-9α-ω]/.test(unit) ? 2 : 1), 0);

function substanceOf(kind: RecordKind, content: RecordContent, units: readonly string[]): number {
  const extent = extentOf(units);
  if (extent < EXTENT.nothing) return 0;
  const said = extent < EXTENT.scant ? 1 : extent < EXTENT.plain ? 2 : extent < EXTENT.telling ? 3 : 4;
  const isHeldAgainst = saysNumbers(content) || SUBSTANCE[kind](content);
  return Math.min(MOST, said + (isHeldAgainst ? 1 : 0));
}

/** What the other side can hold a record of each kind against, beside numbers. */
const SUBSTANCE: Readonly<Record<RecordKind, (content: AnyContent) => boolean>> = {
  need: ({ mustHaves }) => isListed(mustHaves),
  achievement: ({ advantage }) => advantage !== undefined,
  expert: ({ papers, intellectualProperty }) => isListed(papers) || isListed(intellectualProperty),
  facility: ({ services, equipment }) => isListed(services) || isListed(equipment),
  service: ({ deliverables, certifications }) => isListed(deliverables) || isListed(certifications),
};
const isListed = (items: readonly unknown[] | undefined): boolean => (items?.length ?? 0) > 0;

function clarityOf(content: RecordContent, title: string, body: string, units: readonly string[]): number {
  const sample = units.slice(0, SAMPLE);
  const isRepetition = sample.length >= EXTENT.nothing && new Set(sample).size / sample.length < LEAST_VARIETY;
  if (PLACEHOLDER.test(title.trim()) || DAMAGED.test(title) || DAMAGED.test(body) || isRepetition) return 0;
  const isUnnamed = !content.technicalFields?.length && !content.industries?.length && !content.keywords?.length;
  const isUnbroken = units.length > 2 * EXTENT.telling && !SENTENCE_ENDS.test(body);
  const length = extentOf(unitsOf(title));
  const faults = [isUnnamed, isUnbroken, length < SHORT_TITLE || length > LONG_TITLE].filter(Boolean).length;
  return MOST - faults;
}

/** Silence is open to anything, and scores little; only a record that says it is open to nothing scores nothing. */
function cooperationOf(content: RecordContent, body: string): number {
  const all: AnyContent = content;
  if (all.cooperationModes?.length) {
    return 3 + (saysMoney(all) ? 1 : 0) + (saysTerms(all) ? 1 : 0);
  }
  // Away for now and back on a day that is named is open to something.
  if (NO_COOPERATION.test(body) || (all.availability === 'unavailable' && !all.availableFrom)) return 0;
  return 1 + (saysMoney(all) ? 1 : 0) + (saysTerms(all) ? 1 : 0);
}
const saysMoney = ({ budgetMin, budgetMax, priceMin, priceMax, priceBasis }: AnyContent): boolean =>
  [budgetMin, budgetMax, priceMin, priceMax, priceBasis].some((one) => one !== undefined);
/** Of experts, facilities and services, when they are to be had is what there is to agree on first. */
const saysTerms = (all: AnyContent): boolean =>
  [all.deadline, all.horizon, all.ipRequirement, all.right, all.availability, all.availableFrom, all.leadTimeDays].some(
    (one) => one !== undefined,
  ) ||
  isListed(all.acceptedRegions) ||
  isListed(all.intellectualProperty);

function completenessOf(kind: RecordKind, missing: number, units: readonly string[]): number {
  const extent = extentOf(units);
  if (extent < EXTENT.nothing) return 0;
  const asked = askedOf(kind);
  const stated = Math.round((MOST * (asked - missing)) / asked);
  return Math.max(stated, extent < EXTENT.plain ? 1 : 2);
}

/** Asks for what is weakest; the earlier of equals, which is the one that tells others most. */
function questionOf(kind: RecordKind, content: RecordContent, scores: RubricScores): Question {
  const weakest = RUBRIC.reduce((least, one) => (scores[one] < scores[least] ? one : least));
  switch (weakest) {
    case 'substance':
      return describe[kind];
    case 'clarity':
      return plainly;
    case 'cooperation':
      // What little is said of the matter weighs more than terms, unless it is terms that keep it back.
      return scores.cooperation === 0 || scores.substance >= 3 ? cooperate : describe[kind];
    case 'completeness':
      return scores.substance >= 3 ? completing(kind, content) : describe[kind];
  }
}

const describe: Readonly<Record<RecordKind, Question>> = {
  need: {
    pointer: '/description',
    zh: '现在怎么做、问题出在哪里、希望达到什么程度（最好有一个数字）？请在描述中用几句话写明。',
    en: 'How is it done today, what goes wrong, and how good must it become (a number if you can)? Say so in a few sentences of the description.',
  },
  achievement: {
    pointer: '/description',
    zh: '这项成果的原理是什么、比现有技术好在哪里（最好有一个数字）、能用在哪里？请在简介中用几句话写明。',
    en: 'How does it work, what does it do better than today’s technology (a number if you can), and where can it be used? Say so in a few sentences of the abstract.',
  },
  expert: {
    pointer: '/description',
    zh: '这位专家解决过哪些技术问题、效果如何（最好有一个数字）、还能解决什么？请在简介中用几句话写明。',
    en: 'Which technical problems has this expert solved, how well (a number if you can), and what else could they solve? Say so in a few sentences of the description.',
  },
  facility: {
    pointer: '/description',
    zh: '平台能把什么做到多大规模（最好有一个数字）、有哪些主要设备、做过哪些项目？请在简介中用几句话写明。',
    en: 'What can be brought to which scale here (a number if you can), with which equipment, and what was done before? Say so in a few sentences of the description.',
  },
  service: {
    pointer: '/description',
    zh: '这项服务做什么、按什么标准或方法、交付什么（最好有一个数字）？请在简介中用几句话写明。',
    en: 'What is done, by which standard or method, and what is delivered (a number if you can)? Say so in a few sentences of the description.',
  },
};
const plainly: Question = {
  pointer: '/title',
  zh: '能否换一个说明对象和问题的标题，并检查描述是否有重复或乱码？',
  en: 'Could you choose a title that names the thing and the problem, and check the description for repeated or garbled text?',
};
const cooperate: Question = {
  pointer: '/cooperationModes',
  zh: '您愿意以哪种方式合作（开发、转让、许可、咨询、服务或作价投资），大致的金额是多少？',
  en: 'How are you willing to work together (development, transfer, licence, consulting, service or equity), and for roughly how much?',
};
function completing(kind: RecordKind, content: RecordContent): Question {
  const [first] = qualityHints(kind, content).filter(({ pointer }) => pointer !== '/description');
  if (!first) return describe[kind];
  return { pointer: first.pointer, zh: `能否补充一项：${first.zh}`, en: `Could you add one thing? ${first.en}` };
}
