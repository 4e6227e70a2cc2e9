import { DomainError } from './errors.js';

/** 对接项目, from the introduction of both sides to a registered contract, or to an end without one. */
export const CASE_STAGES = ['introduced', 'met', 'negotiating', 'contract-signed', 'registered', 'ended'] as const;
export type CaseStage = (typeof CASE_STAGES)[number];

/** Where each stage may lead. Anything else is illegal (409). Out of the last two nothing leads. */
const NEXT: Readonly<Record<CaseStage, readonly CaseStage[]>> = {
  introduced: ['met', 'ended'],
  met: ['negotiating', 'ended'],
  negotiating: ['contract-signed', 'ended'],
  'contract-signed': ['registered', 'ended'],
  registered: [],
  ended: [],
};

/** Why a case ends without a registered contract. `other` needs a note. */
export const CASE_END_REASONS = {
  'need-declined': { zh: '需求方无意向', en: 'the need’s side is not interested' },
  'supply-declined': { zh: '供给方无意向', en: 'the supply’s side is not interested' },
  'no-response': { zh: '一方长期未回应', en: 'a side does not answer' },
  technology: { zh: '技术不符合要求', en: 'the technology does not meet what is asked' },
  terms: { zh: '价格或条件未谈拢', en: 'no agreement on price or terms' },
  funding: { zh: '资金未落实', en: 'funding fell through' },
  'solved-elsewhere': { zh: '已另行解决', en: 'solved elsewhere' },
  other: { zh: '其他', en: 'other' },
} as const;
export type CaseEndReason = keyof typeof CASE_END_REASONS;
export const CASE_END_REASON_CODES = Object.keys(CASE_END_REASONS) as CaseEndReason[];

export const INTERESTS = ['interested', 'not-interested'] as const;
/** What an owner says of going on. Null until they say. */
export type Interest = (typeof INTERESTS)[number];

/** Who may see what is put into a case: the broker (and the side that put it there), or both sides too. */
export const CASE_AUDIENCES = ['broker', 'both-sides'] as const;
export type CaseAudience = (typeof CASE_AUDIENCES)[number];

/** Stages that may follow this one. */
export const caseMovesFrom = (stage: CaseStage): readonly CaseStage[] => NEXT[stage];

/** A case that is over takes no more notes, files or reminders. */
export const isCaseOver = (stage: CaseStage): boolean => NEXT[stage].length === 0;

/** Checks a move of a case. @throws DomainError `illegal-case-move` */
export function requireCaseMove(from: CaseStage, to: CaseStage): void {
  const allowed = NEXT[from];
  if (!allowed.includes(to))
    throw new DomainError('illegal-case-move', { from, to, allowed: allowed.join(', ') || '—' });
}
