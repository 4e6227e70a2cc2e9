import { retrievalVector } from '../profile.js';
import type { Profile } from '../profile.js';
import { dot } from '../text/sparse-vector.js';
import { clampUnit } from './signal.js';
import type { Signal } from './signal.js';

const supplyVectors = new WeakMap<Profile, Float32Array | null>();
function vectorOf(profile: Profile): Float32Array | null {
  let vector = supplyVectors.get(profile);
  if (vector === undefined) supplyVectors.set(profile, (vector = retrievalVector(profile)));
  return vector;
}

/** Embedding of the need's title, or body, against the supply as a whole. Vectors of two models never meet. */
const semantic = <Of extends 'title' | 'body'>(of: Of): Signal<`semantic-${Of}`> => ({
  name: `semantic-${of}`,
  version: 1,
  prior: 0.12,
  read(need, supply) {
    const asked = of === 'title' ? need.profile.titleVector : need.profile.bodyVector;
    const offered = vectorOf(supply.profile);
    if (!asked || !offered || need.profile.model !== supply.profile.model) return null;
    const similarity = dot(asked, offered);
    return {
      value: clampUnit(similarity),
      evidence: () => ({ kind: 'similar-meaning', of, similarity: round(similarity) }),
    };
  },
});

const round = (value: number): number => Math.round(value * 1e4) / 1e4;

export const semanticTitle = semantic('title');
export const semanticBody = semantic('body');
