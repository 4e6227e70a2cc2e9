import type { Confidentiality, RecordKind } from '#matching';
import { may, reach } from './policy.js';
import type { Owned } from './policy.js';
import type { Principal } from './principal.js';

/**
 * How much of a record as posted someone sees. `whole`: everything; `no-contact`: all but the contact; `outline`: that it
 * exists, whose it is and where it stands, without its content; `nothing`: not even that it exists (404).
 */
export type Sight = 'whole' | 'no-contact' | 'outline' | 'nothing';

/**
 * The one place that says what a principal may see of a record. Owners and operators see the whole of it, auditors all
 * but secrets. What everyone may see of a published one is what the database says (`is_matched`, `shownRecord`): a blind
 * summary, where it is open on request.
 */
export function sightOf(
  principal: Principal,
  kind: RecordKind,
  record: Owned & { confidentiality: Confidentiality },
): Sight {
  if (!may(principal, 'read', kind, record)) return 'nothing';
  if (principal.role !== 'auditor') return 'whole';
  return record.confidentiality === 'sealed' ? 'outline' : 'no-contact';
}

/** Whether the principal may read what the platform made of a record: its list, its progress. */
export function seesDerived(
  principal: Principal,
  subject: 'pairing' | 'progress' | 'duplicate',
  owners: readonly Owned[],
): boolean {
  return reach(principal, 'read', subject) === 'all' || owners.some((owner) => may(principal, 'read', subject, owner));
}

/** Whose records the principal sees whole where everyone else sees a blind summary; contacts are another matter. */
export const seesWhole = (principal: Principal, kind: RecordKind): 'all' | 'none' | Owned =>
  reach(principal, 'read', kind);

/** How much is seen of the two records of a pairing once both sides have agreed to open it. */
export function sightOfOpened(principal: Principal, owners: readonly Owned[]): Sight {
  if (!seesDerived(principal, 'pairing', owners)) return 'nothing';
  return principal.role === 'auditor' ? 'no-contact' : 'whole';
}
