import type { Role, Scope } from './roles.js';

/** Who makes a request, and by what they proved it. */
export type Principal =
  | { role: 'anonymous' }
  /** What watches the processes: it has no account, and reads the metrics alone. */
  | { role: 'monitor' }
  | {
      role: Role;
      accountId: string;
      organizationId: string;
      /** A key reaches no further than its scopes; a session as far as its role. */
      by: 'session' | { scopes: readonly Scope[] };
    };
export type Member = Extract<Principal, { accountId: string }>;

export const ANONYMOUS: Principal = { role: 'anonymous' };
export const MONITOR: Principal = { role: 'monitor' };

export const isMember = (principal: Principal): principal is Member => 'accountId' in principal;
