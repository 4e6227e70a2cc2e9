/** Milliseconds that each took, one after the other. */
export async function timed<T>(these: readonly T[], work: (one: T) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (const one of these) {
    const began = performance.now();
    await work(one);
    times.push(performance.now() - began);
  }
  return times;
}
