import { partInCase, sightOf } from '#access';
import type { CasePart, Member } from '#access';
import { caseMovesFrom } from '#matching';
import type { CaseAudience, Side } from '#matching';
import type { CaseActor, CaseReminder, CaseView } from '#storage';

/** A case as one member sees it. */
export interface Seen {
  of: CaseView;
  part: Exclude<CasePart, 'none'>;
  member: Member;
  /** Both sides have agreed to be known to each other. */
  isOpen: boolean;
}

/** Null: to this member there is no such case. */
export function seenBy(member: Member, of: CaseView, isOpen: boolean): Seen | null {
  const part = partInCase(member, {
    openedBy: of.openedBy.accountId,
    needOrganizationId: of.need.organizationId,
    supplyOrganizationId: of.supply.organizationId,
  });
  return part === 'none' ? null : { of, part, member, isOpen };
}

const worksForAll = ({ part }: Seen): boolean => part === 'lead' || part === 'reader';

/** Whether something put into a case is for this member: for both sides, their own organization's, or they work for all. */
export const isFor = (seen: Seen, { audience, by }: { audience: CaseAudience; by: CaseActor }): boolean =>
  audience === 'both-sides' || worksForAll(seen) || by.organizationId === seen.member.organizationId;

/** People are named to their own organization and to brokers; who works for the platform is named to all. */
export function actorOf(seen: Seen, { name, role, organizationId }: CaseActor): object {
  const { need, supply } = seen.of;
  const side =
    organizationId === need.organizationId ? 'need' : organizationId === supply.organizationId ? 'supply' : null;
  const part = role === 'broker' ? 'broker' : (role !== 'operator' && side) || 'platform';
  const isOwn = organizationId !== null && organizationId === seen.member.organizationId;
  const isNamed = worksForAll(seen) || isOwn || part === 'broker' || part === 'platform';
  return { part, name: isNamed ? name : null };
}

/**
 * Who and what is not public is named to whoever may read the record as posted, and to all here once both sides agreed;
 * others get its blind summary, if there is one.
 */
function sideOf(seen: Seen, side: Side): object {
  const { kind, isPublic, confidentiality, organizationId, title, organizationName, blind, ...shown } = seen.of[side];
  const sight = sightOf(seen.member, kind, { organizationId, confidentiality });
  const isNamed = isPublic || seen.isOpen || sight === 'whole' || sight === 'no-contact';
  return {
    kind,
    ...shown,
    ...(isNamed ? { title, organizationName } : (blind ?? { title: null, organizationName: null })),
  };
}

export function caseSummaryOf(seen: Seen, reminders: readonly CaseReminder[]): object {
  const { need: _need, supply: _supply, openedBy, ...rest } = seen.of;
  const due = reminders.find((one) => one.caseId === seen.of.id && one.doneAt === null && isFor(seen, one));
  return {
    ...rest,
    part: seen.part,
    next: caseMovesFrom(seen.of.stage),
    need: sideOf(seen, 'need'),
    supply: sideOf(seen, 'supply'),
    openedBy: actorOf(seen, openedBy),
    nextReminder: due?.dueOn ?? null,
  };
}

/** What is for this member, with who put it there. */
export const itemsFor = <Item extends { audience: CaseAudience; by: CaseActor }>(
  seen: Seen,
  items: readonly Item[],
): object[] => items.filter((item) => isFor(seen, item)).map((item) => ({ ...item, by: actorOf(seen, item.by) }));
