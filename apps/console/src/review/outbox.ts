import type { DeclineReason, Decision } from '../api/views.js';

/** A decision on its way: it can be taken back until it is sent. */
export interface Held {
  pairingId: string;
  decision: Decision;
  reason?: DeclineReason | undefined;
  note?: string | undefined;
}

type Sender = (held: Held, leaving: boolean) => Promise<void>;

/**
 * Keeps each decision back for a moment, so that taking it back leaves no trace in a record that is never changed.
 * After that it is sent; deciding anew then supersedes it.
 */
export class Outbox {
  private readonly waiting = new Map<string, { held: Held; timer: ReturnType<typeof setTimeout> }>();

  /**
   * @param delayMs how long a decision can be taken back
   * @param send sends one; `leaving` when the page is being closed
   * @param refused told of a decision that could not be sent
   */
  constructor(
    private readonly delayMs: number,
    private readonly send: Sender,
    private readonly refused: (held: Held, error: unknown) => void,
  ) {}

  /** Holds a decision; an earlier one on the same pairing that has not been sent is dropped. */
  hold(held: Held): void {
    this.takeBack(held.pairingId);
    const timer = setTimeout(() => this.release(held.pairingId, false), this.delayMs);
    this.waiting.set(held.pairingId, { held, timer });
  }

  /** The decision, if it had not been sent: then it never was. */
  takeBack(pairingId: string): Held | null {
    const found = this.waiting.get(pairingId);
    if (!found) return null;
    clearTimeout(found.timer);
    this.waiting.delete(pairingId);
    return found.held;
  }

  /** The one held last, or null. */
  get last(): Held | null {
    return [...this.waiting.values()].at(-1)?.held ?? null;
  }

  get size(): number {
    return this.waiting.size;
  }

  /** Sends everything now, when the page is left. */
  flush(): void {
    for (const pairingId of [...this.waiting.keys()]) this.release(pairingId, true);
  }

  private release(pairingId: string, leaving: boolean): void {
    const held = this.takeBack(pairingId);
    if (held) this.send(held, leaving).catch((error: unknown) => this.refused(held, error));
  }
}
