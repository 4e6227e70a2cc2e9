/** How much of one sort of request is done at once, and how many wait their turn, for how long. */
export interface LaneLimits {
  atOnce: number;
  waiting: number;
  patienceMs: number;
}

type Line = Set<(mayRun: boolean) => void>;

/**
 * Lets so many through at a time. Callers take turns, the requests of each in the order they came, so that who asks a
 * hundred times at once keeps nobody waiting but themselves. Who would wait too long is told so.
 */
export class Lane {
  private running = 0;
  /** By caller; first whose turn is next. */
  private readonly lines = new Map<string, Line>();

  constructor(private readonly limits: LaneLimits) {}

  get waiting(): number {
    return [...this.lines.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Whether this caller would be refused at once: as many wait as may, and nobody has much more there than they. */
  isFullFor(caller: string): boolean {
    if (this.running < this.limits.atOnce || this.waiting < this.limits.waiting) return false;
    return this.longest().size <= (this.lines.get(caller)?.size ?? 0) + 1;
  }

  /** True when it is one's turn, to be ended by `leave`; false: not within patience, or too many wait already. */
  enter(caller: string): Promise<boolean> {
    if (this.isFullFor(caller)) return Promise.resolve(false);
    if (this.running < this.limits.atOnce) {
      this.running++;
      return Promise.resolve(true);
    }
    // Who came last of those who have the most makes room.
    if (this.waiting >= this.limits.waiting) [...this.longest()].at(-1)?.(false);
    return this.wait(caller);
  }

  /** Gives the place to the next caller's first. */
  leave(): void {
    const [next] = this.lines;
    if (!next) {
      this.running--;
      return;
    }
    const [caller, line] = next;
    this.lines.delete(caller);
    this.lines.set(caller, line);
    const [first] = line;
    first?.(true);
  }

  private wait(caller: string): Promise<boolean> {
    const line: Line = this.lines.get(caller) ?? new Set();
    this.lines.set(caller, line);
    return new Promise((resolve) => {
      const told = (mayRun: boolean): void => {
        clearTimeout(timer);
        line.delete(told);
        if (line.size === 0) this.lines.delete(caller);
        resolve(mayRun);
      };
      const timer = setTimeout(() => told(false), this.limits.patienceMs);
      line.add(told);
    });
  }

  private longest(): Line {
    return [...this.lines.values()].reduce((longest, line) => (line.size > longest.size ? line : longest), new Set());
  }
}
