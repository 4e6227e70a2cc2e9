/**
 * 1 The broker who opened a case and operators lead it, its two sides take part, other brokers and auditors look on.
 * 2 To everyone else there is no such case.
 * 3 A key without the scope `read` sees none.
 */
import { expect, it } from '@jest/globals';
import { partInCase } from './case-part.js';
import { ANONYMOUS } from './principal.js';
import type { Member } from './principal.js';
import type { Role } from './roles.js';

const PARTIES = { openedBy: 'opener', needOrganizationId: 'mill', supplyOrganizationId: 'university' };
const as = (role: Role, organizationId: string, accountId = 'someone'): Member => ({
  ...{ role, organizationId, accountId },
  by: 'session',
});

it.each([
  ['the broker who opened it', as('broker', 'agency', 'opener'), 'lead'],
  ['another broker', as('broker', 'agency'), 'reader'],
  ['a broker of the enterprise', as('broker', 'mill'), 'need'],
  ['an operator', as('operator', 'platform'), 'lead'],
  ['an auditor', as('auditor', 'platform'), 'reader'],
  ['an auditor of a side', as('auditor', 'mill'), 'reader'],
  ['the enterprise', as('enterprise', 'mill'), 'need'],
  ['the university', as('researcher', 'university'), 'supply'],
])('1 %s', (_who, member, part) => {
  expect(partInCase(member, PARTIES)).toBe(part);
});

it.each([
  ['another enterprise', as('enterprise', 'other')],
  ['who once opened it as a broker', as('enterprise', 'other', 'opener')],
  ['nobody', ANONYMOUS],
])('2 %s', (_who, principal) => {
  expect(partInCase(principal, PARTIES)).toBe('none');
});

it.each(['enterprise', 'broker', 'operator', 'auditor'] as const)('3 a %s', (role) => {
  const writes: Member = { ...as(role, 'mill', 'opener'), by: { scopes: ['write'] } };
  expect(partInCase(writes, PARTIES)).toBe('none');
});
