import { setImmediate as others } from 'node:timers/promises';
import type { Steps } from '#matching';

/** Milliseconds of work after which other jobs and requests of the process get their turn. */
const TURN = 20;

/** Long work, taken in turns with whatever else the process does. */
export class Turns {
  private began = performance.now();

  /** To be awaited now and then; lets the others have their turn once this one has lasted long enough. */
  async pass(): Promise<void> {
    if (performance.now() - this.began < TURN) return;
    await others();
    this.began = performance.now();
  }

  /** @param told what each turn's last step says has been looked at */
  async take<T>(steps: Steps<T>, told?: (done: number) => Promise<void>): Promise<T> {
    let done = 0;
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      done = step.value ?? done;
      if (performance.now() - this.began < TURN) continue;
      await told?.(done);
      await this.pass();
    }
  }
}
