import type { DeclineReason, Decision } from '../api/views.js';

/** What a key asks the bench to do. */
export type Command =
  | { do: 'next' | 'previous' | 'undo' | 'help' | 'cancel' | 'ask-reason' }
  | { do: 'decide'; decision: Exclude<Decision, 'decline'> }
  | { do: 'decline'; reason: DeclineReason };

/** What the keys mean now: reviewing, choosing why to decline, or reading the help. */
export type Mode = 'bench' | 'reasons' | 'help';

export interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  /** An input method is composing, so the key belongs to the text. */
  isComposing: boolean;
}

/** Keys of the reasons, in the order brokers give them most. */
export const REASON_KEYS: Readonly<Record<DeclineReason, string>> = {
  'too-early': '1',
  'benefit-unclear': '2',
  'route-unclear': '3',
  'application-unclear': '4',
  'scientific-doubt': '5',
  'wrong-field': '6',
  price: '7',
  ip: '8',
  region: '9',
  duplicate: '0',
  'in-contact': 'c',
  other: 'o',
};

const BENCH: Readonly<Record<string, Command>> = {
  j: { do: 'next' },
  k: { do: 'previous' },
  a: { do: 'decide', decision: 'accept' },
  r: { do: 'decide', decision: 'recommend' },
  n: { do: 'decide', decision: 'not-sure' },
  d: { do: 'ask-reason' },
  u: { do: 'undo' },
  '?': { do: 'help' },
};

/** The command of a key, or null when the key is not the bench's. */
export function commandOf(pressed: Pressed, mode: Mode): Command | null {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey || pressed.isComposing) return null;
  // Chinese keyboards send the full-width question mark.
  const key = pressed.key === '？' ? '?' : pressed.key.toLowerCase();
  if (mode !== 'bench') {
    if (key === 'escape' || (mode === 'help' && key === '?')) return { do: 'cancel' };
    if (mode === 'help') return null;
    const found = Object.entries(REASON_KEYS).find(([, one]) => one === key);
    return found ? { do: 'decline', reason: found[0] as DeclineReason } : null;
  }
  return BENCH[key] ?? null;
}
