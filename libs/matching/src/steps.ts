/**
 * Long work in small steps, so that whoever runs it can let others have their turn in between. A step yields how many of
 * the things given have been looked at, or nothing where that is no more than before.
 */
export type Steps<T> = Generator<number | undefined, T>;

/** Runs all steps in one go, for whoever has nothing else to do meanwhile. */
export function toEnd<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
