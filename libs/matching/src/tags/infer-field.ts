import { technicalFieldPath } from '../codes/technical-field.js';
import type { Tag } from './tag.js';

/** A record near in meaning whose owner declared its technical fields. */
export interface LabelledNeighbour {
  /** Cosine of the two records' retrieval vectors, −1 to 1. */
  similarity: number;
  technicalFields: readonly string[];
}

/** Neighbours that vote. */
const VOTERS = 15;
/** Fewer of them tell nothing. */
const LEAST_VOTERS = 3;
/** How fast a vote fades with distance: one that is 0.1 nearer counts 2.7 times. */
const SHARPNESS = 10;
/** A guess that is wrong more often than right is not made. */
export const LEAST_FIELD_CONFIDENCE = 0.5;
/** On the samples even votes without a dissent are right no more often than this. */
const MOST_FIELD_CONFIDENCE = 0.8;

/**
 * The technical field that the nearest labelled records agree on; null where they do not. The subsection (4.3) where
 * enough of the vote is for one, else the section (4). The confidence is the share of the vote, which on the samples is
 * about how often it is right (docs/profiles.md).
 */
export function inferField(neighbours: readonly LabelledNeighbour[]): Tag | null {
  const nearest = neighbours
    .filter(({ technicalFields }) => technicalFields.length > 0)
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, VOTERS);
  const best = nearest[0];
  if (!best || nearest.length < LEAST_VOTERS) return null;
  const votes = new Map<string, number>();
  let total = 0;
  for (const { similarity, technicalFields } of nearest) {
    const weight = Math.exp(SHARPNESS * (similarity - best.similarity));
    total += weight;
    // A record of two fields gives each of them its vote: it would be right to guess either.
    for (const code of new Set(technicalFields.flatMap(technicalFieldPath))) {
      votes.set(code, (votes.get(code) ?? 0) + weight);
    }
  }
  for (const isWanted of [(code: string) => code.includes('.'), (code: string) => !code.includes('.')]) {
    const [winner] = [...votes].filter(([code]) => isWanted(code)).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    if (!winner) continue;
    const confidence = Math.min(MOST_FIELD_CONFIDENCE, Math.round((winner[1] / total) * 100) / 100);
    if (confidence >= LEAST_FIELD_CONFIDENCE) {
      return { kind: 'technical-field', value: winner[0], source: 'model', confidence, span: null };
    }
  }
  return null;
}
