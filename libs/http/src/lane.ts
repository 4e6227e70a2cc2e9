/** How much of one sort of request is done at once, and how many wait their turn, for how long. */
export interface LaneLimits {
  atOnce: number;
  waiting: number;
  patienceMs: number;
}

/** Lets so many through at a time, the others in the order they came. Who would wait too long is told so. */
export class Lane {
  private running = 0;
  private readonly line = new Set<(mayRun: boolean) => void>();

  constructor(private readonly limits: LaneLimits) {}

  get waiting(): number {
    return this.line.size;
  }

  /** Whether whoever came now would be refused at once. */
  get isFull(): boolean {
    return this.running >= this.limits.atOnce && this.line.size >= this.limits.waiting;
  }

  /** True when it is one's turn, to be ended by `leave`; false: not within patience, or too many wait already. */
  enter(): Promise<boolean> {
    if (this.isFull) return Promise.resolve(false);
    if (this.running < this.limits.atOnce) {
      this.running++;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const told = (mayRun: boolean): void => {
        clearTimeout(timer);
        this.line.delete(told);
        resolve(mayRun);
      };
      const timer = setTimeout(() => told(false), this.limits.patienceMs);
      this.line.add(told);
    });
  }

  /** Gives the place to who has waited longest. */
  leave(): void {
    const [first] = this.line;
    if (first) first(true);
    else this.running--;
  }
}
