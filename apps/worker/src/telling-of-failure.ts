import { IndexDamagedError } from '#index';
import type { Outcome, RunningJob } from '#jobs';
import type { RecordStore } from '#storage';

/** Works on one version of a record; when the last try fails, the poster's progress says so. */
export async function tellingOfFailure(
  records: RecordStore,
  { id, contentHash }: { id: string; contentHash: string },
  { last }: RunningJob,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (last && !(error instanceof IndexDamagedError))
      await records.fail(id, contentHash, error instanceof Error ? error.message : String(error));
    throw error;
  }
}
