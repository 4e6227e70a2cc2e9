/** Records of one job: few enough that it soon ends, enough that the queue costs little. */
const BATCH = 20;

/** Records to be worked on, as jobs. */
export const inBatches = (recordIds: readonly string[]): { recordIds: readonly string[] }[] =>
  Array.from({ length: Math.ceil(recordIds.length / BATCH) }, (_, i) => ({
    recordIds: recordIds.slice(i * BATCH, (i + 1) * BATCH),
  }));
