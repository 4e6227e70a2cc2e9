import type { Engine } from './engine.js';
import { askedBy, claimedBy } from './indicators/compare.js';
import type { AnyProfiled } from './profile.js';

/** Derives of a record what its first ranking would: the terms and numbers that signals read, which are then kept. */
export function readAhead(profiled: AnyProfiled, { context }: Engine): void {
  const { record } = profiled;
  const form = context.lexicalForm(profiled);
  for (const unit of ['character', 'bigram', 'word'] as const) {
    if (record.kind === 'need') form.asked(unit);
    else form.vector('whole', unit);
  }
  if (record.kind === 'need') {
    askedBy(record.content);
    return;
  }
  form.fields();
  claimedBy(record.content);
}
