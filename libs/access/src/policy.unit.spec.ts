/**
 * 1 Nobody may do more than the table says; whatever is not granted is refused.
 * 2 A right on one's own things ends at the organization's edge, and `reach` says where it ends.
 * 3 A key reaches no further than its scopes, and never to accounts, sessions, passwords and keys.
 * 4 An auditor changes nothing at all.
 * 5 What is seen of a record: owners and operators the whole, auditors no contact and of sealed ones an outline.
 * 6 Whole records on request: owners, operators and auditors; of an opened pairing its two sides and brokers besides.
 */
import { describe, expect, it } from '@jest/globals';
import { RECORD_KINDS } from '#matching';
import { ACTIONS, may, reach, rightsOf, SUBJECTS } from './policy.js';
import { ANONYMOUS, MONITOR } from './principal.js';
import type { Principal } from './principal.js';
import { ROLES } from './roles.js';
import type { Role, Scope } from './roles.js';
import { seesDerived, seesWhole, sightOf, sightOfOpened } from './sight.js';

const MINE = { organizationId: 'mine' };
const OTHER = { organizationId: 'other' };
const as = (role: Role, by: 'session' | { scopes: Scope[] } = 'session'): Principal => ({
  ...{ role, accountId: 'me', organizationId: 'mine' },
  by,
});

it('1 anonymous callers look at what is published, and come in', () => {
  expect(rightsOf(ANONYMOUS).sort()).toEqual(
    [
      ...['read:published', 'search:published', 'match:published'],
      ...['read:session', 'create:session', 'read:setup', 'create:setup', 'read:health'],
    ].sort(),
  );
});

it('1 a monitor reads the metrics, and no more than everyone', () => {
  const more = rightsOf(MONITOR).filter((right) => !rightsOf(ANONYMOUS).includes(right));
  expect(more).toEqual(['read:metrics']);
});

describe('2 own and other', () => {
  it.each([
    ['enterprise', 'need', [true, false], 'mine'],
    ['enterprise', 'achievement', [false, false], 'none'],
    ['researcher', 'achievement', [true, false], 'mine'],
    ['researcher', 'need', [false, false], 'none'],
    ['enterprise', 'expert', [false, false], 'none'],
    ['enterprise', 'facility', [true, false], 'mine'],
    ['enterprise', 'service', [true, false], 'mine'],
    ['researcher', 'expert', [true, false], 'mine'],
    ['researcher', 'facility', [true, false], 'mine'],
    ['researcher', 'service', [true, false], 'mine'],
    ['broker', 'need', [false, false], 'none'],
    ['broker', 'expert', [false, false], 'none'],
    ['operator', 'expert', [true, true], 'all'],
    ['operator', 'need', [true, true], 'all'],
    ['auditor', 'need', [false, false], 'none'],
  ] as const)('2 %s changes a %s', (role, kind, rights, far) => {
    expect([MINE, OTHER].map((thing) => may(as(role), 'update', kind, thing))).toEqual(rights);
    expect(reach(as(role), 'update', kind)).toEqual(far === 'mine' ? MINE : far);
  });

  it.each(ROLES)('2 %s reads derived things of their own, and of others if they work for all', (role) => {
    const forAll = ['broker', 'operator', 'auditor'].includes(role);
    expect(seesDerived(as(role), 'pairing', [OTHER, MINE])).toBe(true);
    expect(seesDerived(as(role), 'pairing', [OTHER])).toBe(forAll);
    expect(seesDerived(ANONYMOUS, 'progress', [OTHER])).toBe(false);
  });
});

it.each(RECORD_KINDS)('2 a broker posts a %s for any organization, which confirms it', (kind) => {
  expect(may(as('broker'), 'create', kind, OTHER)).toBe(true);
  expect(may(as('broker'), 'update', kind, { ...OTHER, agentOrganizationId: 'mine' })).toBe(true);
  expect(may(as('broker'), 'confirm', kind, MINE)).toBe(false);
});

describe('3 keys', () => {
  it.each(ROLES)('3 of a %s', (role) => {
    const inPerson = /:(account|session|password|api-key)$/;
    const looking = /^(read|search|match):/;
    const whole = rightsOf(as(role)).filter((right) => !inPerson.test(right));
    const withScopes = (...scopes: Scope[]): string[] => rightsOf(as(role, { scopes }));
    expect(withScopes('read', 'write')).toEqual(whole);
    expect(withScopes('read')).toEqual(whole.filter((right) => looking.test(right)));
    expect(withScopes('write').filter((right) => right !== 'read:health')).toEqual(
      whole.filter((right) => !looking.test(right)),
    );
  });
});

it('4 an auditor changes nothing but what is their own', () => {
  const changing = ACTIONS.filter((action) => !['read', 'search', 'match'].includes(action));
  const own = new Set(['session', 'password', 'api-key', 'setup']);
  const changes = SUBJECTS.filter((subject) => changing.some((action) => may(as('auditor'), action, subject)));
  expect(changes.filter((subject) => !own.has(subject))).toEqual([]);
});

it.each([
  ['enterprise', 'whole', 'nothing', 'nothing'],
  ['researcher', 'whole', 'nothing', 'nothing'],
  ['broker', 'whole', 'nothing', 'nothing'],
  ['operator', 'whole', 'whole', 'whole'],
  ['auditor', 'outline', 'no-contact', 'outline'],
] as const)('5 %s', (role, ownSealed, otherPublic, otherSealed) => {
  const sealed = { confidentiality: 'sealed' } as const;
  expect([
    sightOf(as(role), 'need', { ...MINE, ...sealed }),
    sightOf(as(role), 'need', { ...OTHER, confidentiality: 'public' }),
    sightOf(as(role), 'need', { ...OTHER, ...sealed }),
    sightOf(ANONYMOUS, 'need', { ...OTHER, confidentiality: 'public' }),
  ]).toEqual([ownSealed, otherPublic, otherSealed, 'nothing']);
});

it.each([
  ['enterprise', MINE, 'whole', 'nothing'],
  ['researcher', MINE, 'whole', 'nothing'],
  ['broker', MINE, 'whole', 'whole'],
  ['operator', 'all', 'whole', 'whole'],
  ['auditor', 'all', 'no-contact', 'no-contact'],
] as const)('6 %s', (role, whose, ofOwn, ofOthers) => {
  expect(seesWhole(as(role), 'achievement')).toEqual(whose);
  expect(sightOfOpened(as(role), [OTHER, MINE])).toBe(ofOwn);
  expect(sightOfOpened(as(role), [OTHER, OTHER])).toBe(ofOthers);
});

it('6 anonymous callers see nothing of either', () => {
  expect([seesWhole(ANONYMOUS, 'need'), sightOfOpened(ANONYMOUS, [OTHER])]).toEqual(['none', 'nothing']);
});
