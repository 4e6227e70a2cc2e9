const POLL_MS = 20;

/**
 * Asks again and again until the answer is truthy, and gives it.
 * @param what named in the error when it does not come true in time
 */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  seconds = 20,
): Promise<Exclude<Awaited<T>, false | null | undefined>> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer as Exclude<Awaited<T>, false | null | undefined>;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((tick) => setTimeout(tick, POLL_MS));
  }
}
