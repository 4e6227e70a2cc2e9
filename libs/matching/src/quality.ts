import type { AchievementContent, NeedContent, RecordContent, RecordKind } from './records.js';
import { statementsIn } from './indicators/statements.js';

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
  const hints = kind === 'need' ? hintsOfNeed(content) : hintsOfAchievement(content);
  if (content.description.length < TELLING_LENGTH) hints.unshift(describing[kind]);
  if (!content.technicalFields?.length) hints.push(field);
  if (!content.cooperationModes?.length) hints.push(cooperation);
  return hints;
}

function hintsOfNeed(need: NeedContent): QualityHint[] {
  const hints: QualityHint[] = [];
  if (!saysNumbers(need)) {
    hints.push({
      pointer: '/indicators',
      zh: '写下至少一项可以检验的数字指标，例如“耐温 ≥ 150 ℃”，供给是否达标才能逐项比较。',
      en: 'State at least one number that can be checked, e.g. “≥ 150 ℃”, so that offers can be held against it.',
    });
  }
  if (need.leastTrl === undefined) {
    hints.push({
      pointer: '/leastTrl',
      zh: '说明至少需要的技术成熟度，可避免只有实验室样品的成果排在前面。',
      en: 'Say the least maturity you can use, or laboratory samples may come first.',
    });
  }
  if (need.budgetMax === undefined) {
    hints.push({
      pointer: '/budgetMax',
      zh: '给出预算上限（可以是大致数），研发方据此判断能否承接。',
      en: 'Give a budget, even a rough one: it tells others whether they can take it on.',
    });
  }
  return hints;
}

function hintsOfAchievement(achievement: AchievementContent): QualityHint[] {
  const hints: QualityHint[] = [];
  if (achievement.advantage === undefined) {
    hints.push({
      pointer: '/advantage',
      zh: '说明比现有技术好在哪里、好多少；“优势不明”是经纪人常见的不推荐原因。',
      en: 'Say what it does better than today’s technology, and by how much: brokers often decline for want of that.',
    });
  }
  if (!saysNumbers(achievement)) {
    hints.push({
      pointer: '/indicators',
      zh: '写下实测的数字指标和单位，才能与需求的指标逐项比较。',
      en: 'State what was measured, with units, so that it can be held against what needs ask.',
    });
  }
  if (achievement.trl === undefined && achievement.stage === undefined) {
    hints.push({
      pointer: '/trl',
      zh: '说明技术成熟度（TRL 1–9）或所处阶段。',
      en: 'State the technology readiness level (1–9) or the stage.',
    });
  }
  if (!achievement.intellectualProperty?.length) {
    hints.push({
      pointer: '/intellectualProperty',
      zh: '列出知识产权及其状态；企业会先问能否合法使用。',
      en: 'List the intellectual property and its status: enterprises ask first whether they may use it.',
    });
  }
  return hints;
}

const describing: Readonly<Record<RecordKind, QualityHint>> = {
  need: {
    pointer: '/description',
    zh: '再多写几句：现在怎么做、问题出在哪、试过什么、希望达到什么。',
    en: 'Write a little more: how it is done today, what goes wrong, what was tried, what you hope for.',
  },
  achievement: {
    pointer: '/description',
    zh: '再多写几句：原理是什么、做到了哪一步、能用在哪里。',
    en: 'Write a little more: how it works, how far it has come, where it can be used.',
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

/** Whether a number that can be checked stands anywhere in it. */
export const saysNumbers = ({ description, indicators = [] }: RecordContent): boolean =>
  [description, ...indicators].some((text, i) => statementsIn({ path: `/${i}`, text }).length > 0);
