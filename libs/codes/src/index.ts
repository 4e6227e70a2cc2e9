export { CODE_KINDS } from './code-kinds.js';
export type { CodeKind } from './code-kinds.js';
export * from './look-up.js';
export * from './region-fault.js';
