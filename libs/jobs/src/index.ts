export { openBackend } from './backend.js';
export type { QueueBackend } from './backend.js';
export * from './catalogue.js';
export * from './job-log.js';
export * from './job-queue.js';
export * from './job-workers.js';
export * from './jobs.module.js';
