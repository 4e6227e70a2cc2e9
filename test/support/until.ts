const FIRST_POLL_MS = 20;
const LAST_POLL_MS = 500;
/** What is waited for long is asked for seldom: to ask costs those who work on it. */
const POLL_OF_WAITED = 0.05;

/**
 * Asks again and again until the answer is truthy, and gives it.
 * @param what named in the error when it does not come true in time
 */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  seconds = 20,
): Promise<Exclude<Awaited<T>, false | null | undefined>> {
  const began = Date.now();
  for (;;) {
    const answer = await ask();
    if (answer) return answer as Exclude<Awaited<T>, false | null | undefined>;
    const waited = Date.now() - began;
    if (waited > seconds * 1000) throw new Error(`not within ${seconds} s: ${what}`);
    const pollMs = Math.min(LAST_POLL_MS, Math.max(FIRST_POLL_MS, waited * POLL_OF_WAITED));
    await new Promise((tick) => setTimeout(tick, pollMs));
  }
}
