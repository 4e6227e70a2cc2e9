import { statementsIn } from '../indicators/statements.js';
import type { TextField } from '../records.js';
import type { Tag } from './tag.js';

/** A comparator that is written (≥, 不低于) is a statement; one read into a bare number mostly is. */
const EXPLICIT = 0.9;
const BARE = 0.7;

/** Numeric statements in prose, as written: 拉伸强度 ≥ 60 MPa. */
export const indicatorTags = (field: TextField): Tag[] =>
  statementsIn(field).map(({ text, span, explicit }) => ({
    kind: 'indicator',
    value: text,
    source: 'rule',
    confidence: explicit ? EXPLICIT : BARE,
    span,
  }));
