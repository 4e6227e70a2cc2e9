export * from './main.js';
export * from './process.module.js';
export * from './start.js';
