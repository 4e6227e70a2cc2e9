import { may, reach } from './policy.js';
import { isMember } from './principal.js';
import type { Principal } from './principal.js';

/**
 * What someone is in a case. `lead`: the broker who opened it, and operators: moves it; `need`, `supply`: of the
 * organization on that side; `reader`: sees it and adds nothing; `none`: not even that it exists (404).
 */
export const CASE_PARTS = ['lead', 'need', 'supply', 'reader'] as const;
export type CasePart = (typeof CASE_PARTS)[number] | 'none';

/** Whose a case is. */
export interface CaseParties {
  /** Account of the broker who opened it. */
  openedBy: string;
  needOrganizationId: string;
  supplyOrganizationId: string;
}

/** The one place that says what a principal is in a case. An organization that stands on both sides counts as the need's. */
export function partInCase(principal: Principal, parties: CaseParties): CasePart {
  if (!isMember(principal) || !may(principal, 'read', 'case')) return 'none';
  const { role, accountId, organizationId } = principal;
  if (role === 'operator') return 'lead';
  if (role === 'broker' && accountId === parties.openedBy) return 'lead';
  if (role !== 'auditor' && may(principal, 'read', 'case', { organizationId })) {
    if (organizationId === parties.needOrganizationId) return 'need';
    if (organizationId === parties.supplyOrganizationId) return 'supply';
  }
  return reach(principal, 'read', 'case') === 'all' ? 'reader' : 'none';
}
