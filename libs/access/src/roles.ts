/**
 * What a person is on the platform: 企业, 科研人员, 技术经纪人, 平台运营, 审计. One role an account, one organization an
 * account.
 */
export const ROLES = ['enterprise', 'researcher', 'broker', 'operator', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** What an API key may be used for: `read` looks, `write` changes. */
export const SCOPES = ['read', 'write'] as const;
export type Scope = (typeof SCOPES)[number];
