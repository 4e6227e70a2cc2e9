export * from './case-part.js';
export * from './policy.js';
export * from './principal.js';
export * from './roles.js';
export * from './sight.js';
