/**
 * 1 Every move from every stage: allowed, or refused with what is allowed.
 * 2 A case can end from wherever it is not over, and is over then.
 * 3 A registration number has 16 or 14 digits.
 */
import { describe, expect, it } from '@jest/globals';
import { CASE_STAGES, caseMovesFrom, isCaseOver, requireCaseMove } from './case-stages.js';
import type { CaseStage } from './case-stages.js';
import { contractNumberFault } from './codes/contract-number.js';
import { DomainError } from './errors.js';

const ALLOWED: [CaseStage, CaseStage[]][] = [
  ['introduced', ['met', 'ended']],
  ['met', ['negotiating', 'ended']],
  ['negotiating', ['contract-signed', 'ended']],
  ['contract-signed', ['registered', 'ended']],
  ['registered', []],
  ['ended', []],
];

describe.each(ALLOWED)('from %s', (from, allowed) => {
  it.each(CASE_STAGES)('1 to %s', (to) => {
    const move = (): void => requireCaseMove(from, to);
    if (allowed.includes(to)) expect(move).not.toThrow();
    else expect(move).toThrow(DomainError);
  });

  it('2 ends unless it is over', () => {
    expect(caseMovesFrom(from).includes('ended')).toBe(!isCaseOver(from));
  });
});

it.each([
  ['2026440100012345', true],
  ['20264401000123', true],
  ['202644010001234', false],
  ['2026-4401-000123', false],
  ['', false],
])('3 %s', (code, valid) => {
  expect(contractNumberFault(code) === null).toBe(valid);
});
