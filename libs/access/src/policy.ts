import { AbilityBuilder, createMongoAbility, subject as typed } from '@casl/ability';
import type { MongoAbility } from '@casl/ability';
import { RECORD_KINDS } from '#matching';
import type { RecordKind } from '#matching';
import { isMember } from './principal.js';
import type { Principal } from './principal.js';

/**
 * What can be done. `match` and `search` look at what is published and store nothing; `move` takes a case to its next
 * stage; `confirm` lets what an agent posted be published; `review` of a record decides what the gate held back.
 */
export const ACTIONS = ['read', 'search', 'match', 'create', 'update', 'confirm', 'review', 'move', 'import'] as const;
export type Action = (typeof ACTIONS)[number];

/**
 * What it is done to. `published`: a record as everyone may see it; a kind of record: the whole one as posted,
 * with its drafts and revisions; `pairing`: the list of a record and what it holds; `progress`: how far a record has
 * come; `agreement`: a side's word that the other may see the whole of a pairing's record; `review-queue`: what waits for
 * brokers, and what they hold; `review-plan`: who is to review what; `case`: what follows an accepted pairing (who is what
 * in one: case-part.ts); `duplicate`: records that seem to say the same; `common-need`: what several enterprises ask
 * for, before it is published (`create`: a new grouping, a new list); `notice`: what one's organization is to do about
 * its records; `engine`: its versions (`match`: what one would change); `statistics`: counts over the whole platform;
 * `webhook`: who outside is told of changes; `session`, `password`, `api-key`: one's own.
 */
export const SUBJECTS = [
  'published',
  ...RECORD_KINDS,
  'pairing',
  'progress',
  'review',
  'agreement',
  'review-queue',
  'review-plan',
  'case',
  'duplicate',
  'common-need',
  'notice',
  'engine',
  'bulk-file',
  'webhook',
  'organization',
  'account',
  'session',
  'password',
  'api-key',
  'setup',
  'statistics',
  'metrics',
  'health',
] as const;
export type Subject = (typeof SUBJECTS)[number];

/** What a right may depend on: whose a thing is. */
export interface Owned {
  organizationId: string;
  /** Who posted it for that organization. */
  agentOrganizationId?: string | null;
}

type Ability = MongoAbility<[Action, Subject | (Owned & { __caslSubjectType__: Subject })]>;
type Grant = (action: Action | Action[], subject: Subject | Subject[], only?: Partial<Owned>) => void;

/** Looking, as opposed to changing: what the scope `read` of an API key covers. */
const LOOKING: readonly Action[] = ['read', 'search', 'match'];
/** Only in person: a key that leaks must not make further keys, or move the account to someone else. */
const IN_PERSON: readonly Subject[] = ['account', 'session', 'password', 'api-key'];

/**
 * What those who post for their own organization list of it. Pilot facilities and services are run by enterprises and
 * institutes alike; the people and the achievements of an institution are listed by itself.
 */
export const LISTED_BY = {
  enterprise: ['need', 'facility', 'service'],
  researcher: ['achievement', 'expert', 'facility', 'service'],
} as const satisfies Partial<Record<Principal['role'], readonly RecordKind[]>>;

/** THE POLICY: who may do what to what. Whatever is not granted here is refused. */
const POLICY: Readonly<Record<Principal['role'], (can: Grant, mine: Owned) => void>> = {
  anonymous(can) {
    can(['read', 'search', 'match'], 'published');
    can('read', 'health');
    can(['read', 'create'], 'setup');
    // Signing in, and asking whether one is.
    can(['read', 'create'], 'session');
  },
  monitor(can) {
    can('read', 'metrics');
  },
  enterprise(can, mine) {
    readsItsOwn(can, mine);
    can(['create', 'update'], [...LISTED_BY.enterprise, 'agreement'], mine);
    can('confirm', [...LISTED_BY.enterprise], mine);
    can('update', 'case', mine);
  },
  researcher(can, mine) {
    readsItsOwn(can, mine);
    can(['create', 'update'], [...LISTED_BY.researcher, 'agreement'], mine);
    can('confirm', [...LISTED_BY.researcher], mine);
    can('update', 'case', mine);
  },
  broker(can, mine) {
    readsItsOwn(can, mine);
    // As an agent: for any organization, which confirms it.
    can('create', [...RECORD_KINDS]);
    can(['read', 'update'], [...RECORD_KINDS], { agentOrganizationId: mine.organizationId });
    can('review', [...RECORD_KINDS]);
    can('read', ['pairing', 'progress', 'organization', 'statistics', 'review']);
    can(['read', 'search', 'review'], 'duplicate');
    can('review', 'pairing');
    can(['read', 'create', 'update'], 'review-queue');
    can('read', 'review-plan');
    can(['read', 'create', 'update', 'move'], 'case');
    can(['read', 'update'], 'common-need');
  },
  operator(can) {
    can(['read', 'create', 'update'], [...RECORD_KINDS, 'organization', 'account', 'webhook']);
    can('review', [...RECORD_KINDS]);
    can('read', ['pairing', 'progress', 'statistics', 'review', 'metrics', 'bulk-file']);
    can('search', 'organization');
    can(['read', 'search', 'review'], 'duplicate');
    can('review', 'pairing');
    can(['read', 'create', 'update'], 'review-queue');
    can('read', 'review-plan');
    can(['read', 'create', 'update', 'move'], 'case');
    can(['read', 'create', 'update'], 'common-need');
    can(['read', 'match', 'create', 'update'], 'engine');
    can('import', 'bulk-file');
  },
  // Reads everything but secrets (see sight.ts), changes nothing.
  auditor(can) {
    can('read', [...RECORD_KINDS, 'organization', 'account', 'pairing', 'progress']);
    can('read', ['statistics', 'review', 'review-plan', 'case', 'common-need', 'metrics', 'bulk-file', 'webhook']);
    can('search', 'organization');
    can(['read', 'search'], 'duplicate');
    can(['read', 'match'], 'engine');
  },
};

function readsItsOwn(can: Grant, mine: Owned): void {
  can(['read', 'create', 'update'], 'webhook', mine);
  can('read', [...RECORD_KINDS, 'pairing', 'progress', 'case', 'duplicate', 'organization'], mine);
}

/** What everyone with an account has beside their role. */
function forMembers(can: Grant): void {
  can(['read', 'create', 'update'], ['session', 'api-key']);
  can('update', 'password');
  can('read', 'notice');
}

function abilityOf(principal: Principal): Ability {
  const { can, cannot, build } = new AbilityBuilder<Ability>(createMongoAbility);
  const grant: Grant = (action, subject, only) => void can(action, subject, only as never);
  POLICY.anonymous(grant, { organizationId: '' });
  const organizationId = isMember(principal) ? principal.organizationId : '';
  POLICY[principal.role](grant, { organizationId });
  if (isMember(principal)) {
    const { by } = principal;
    forMembers(grant);
    if (by !== 'session') {
      if (!by.scopes.includes('read')) cannot([...LOOKING], [...SUBJECTS]);
      if (!by.scopes.includes('write')) cannot(CHANGING, [...SUBJECTS]);
      cannot([...ACTIONS], [...IN_PERSON]);
      can('read', 'health');
    }
  }
  return build();
}
const CHANGING = ACTIONS.filter((action) => !LOOKING.includes(action));

/** Built once a principal: a request asks several times. */
const abilities = new WeakMap<Principal, Ability>();
function of(principal: Principal): Ability {
  const known = abilities.get(principal) ?? abilityOf(principal);
  abilities.set(principal, known);
  return known;
}

/**
 * Whether the principal may do this to the thing, or, without a thing, to any of its sort at all (then the thing itself
 * is still to be asked about).
 */
export function may(principal: Principal, action: Action, subject: Subject, thing?: Owned): boolean {
  const { organizationId, agentOrganizationId = null } = thing ?? { organizationId: '' };
  return of(principal).can(action, thing ? typed(subject, { organizationId, agentOrganizationId }) : subject);
}

/** Nobody's organization: whoever may touch its things may touch everyone's. */
const ELSEWHERE: Owned = { organizationId: '00000000-0000-0000-0000-000000000000' };

/** How far a right reaches: everyone's things, those of one organization, or none. */
export function reach(principal: Principal, action: Action, subject: Subject): 'all' | 'none' | Owned {
  if (may(principal, action, subject, ELSEWHERE)) return 'all';
  if (!isMember(principal)) return 'none';
  const { organizationId } = principal;
  return may(principal, action, subject, { organizationId }) ? { organizationId } : 'none';
}

/** Every right the principal has, as `read:pairing`; pages are shown by them. */
export const rightsOf = (principal: Principal): string[] =>
  SUBJECTS.flatMap((subject) =>
    ACTIONS.filter((action) => may(principal, action, subject)).map((action) => `${action}:${subject}`),
  );
