export * from './candidate-index.js';
