export * from './background-terms.js';
export * from './engine-version-file.js';
export * from './engine.module.js';
export * from './engines.js';
export * from './matcher.js';
export * from './models-dir.js';
export * from './profiler.js';
export * from './segmenter.js';
