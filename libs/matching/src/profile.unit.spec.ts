/**
 * 1 A record is found by the mean of title and body, unit length.
 * 2 With one vector, by that one; without any, by none.
 */
import { describe, expect, it } from '@jest/globals';
import { retrievalVector } from './profile.js';

describe('retrievalVector', () => {
  it('1 is the mean, brought back to unit length', () => {
    const found = retrievalVector({ titleVector: Float32Array.of(1, 0), bodyVector: Float32Array.of(0, 1) });
    expect([...(found ?? [])].map((value) => value.toFixed(4))).toEqual(['0.7071', '0.7071']);
  });

  it('2 makes do with one, and says null for none', () => {
    const only = Float32Array.of(0, 1);
    expect(retrievalVector({ titleVector: null, bodyVector: only })).toEqual(only);
    expect(retrievalVector({ titleVector: only, bodyVector: null })).toEqual(only);
    expect(retrievalVector({ titleVector: null, bodyVector: null })).toBeNull();
  });
});
