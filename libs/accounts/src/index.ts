export * from './accounts.module.js';
export * from './api-keys.js';
export * from './oidc.js';
export * from './passwords.js';
export * from './people.js';
export * from './secrets.js';
export * from './set-up.js';
export * from './sign-in.js';
