import type { Role, Scope } from './roles.js';

/** Who makes a request, and by what they proved it. */
export type Principal =
  | { role: 'anonymous' }
  | {
      role: Role;
      accountId: string;
      organizationId: string;
      /** A key reaches no further than its scopes; a session as far as its role. */
      by: 'session' | { scopes: readonly Scope[] };
    };
export type Member = Exclude<Principal, { role: 'anonymous' }>;

export const ANONYMOUS: Principal = { role: 'anonymous' };
