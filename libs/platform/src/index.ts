export * from './main.js';
export * from './process.module.js';
export * from './set-up-link.js';
export * from './start.js';
