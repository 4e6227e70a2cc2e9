/** The fake keeps the contract of embedders (../test/embedder.contract.ts): 1 to 7 there. */
import { embedderContract } from '../test/embedder.contract.js';
import { FakeEmbedder } from './fake-embedder.js';

embedderContract('FakeEmbedder', () => Promise.resolve(new FakeEmbedder()));
