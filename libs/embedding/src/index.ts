export * from './embedder.js';
export * from './fake-embedder.js';
export * from './open-embedder.js';
export * from './transformers-embedder.js';
