export * from './exports.js';
export * from './formula.js';
export * from './public-address.js';
export * from './table-writer.js';
export * from './webhook-request.js';
export * from './webhook-signature.js';
