export * from './locale.js';
export * from './metrics.js';
export * from './openapi.js';
export * from './operations.module.js';
export * from './problem.filter.js';
export * from './serve.js';
export * from './zod-faults.js';
export * from './zod-pipe.js';
