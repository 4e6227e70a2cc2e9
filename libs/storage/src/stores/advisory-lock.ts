import type { DataSource } from 'typeorm';

/** Any fixed number: whoever holds it is the one writer of the index in the whole fleet. */
const INDEX_WRITER_LOCK = 6_427_003;

/** Runs `work` as the fleet's only index writer, or gives `busy` at once when another process is at it. */
export async function asIndexWriter<T>(source: DataSource, work: () => Promise<T>): Promise<T | 'busy'> {
  const session = source.createQueryRunner();
  try {
    const rows = (await session.query('SELECT pg_try_advisory_lock($1) AS mine', [INDEX_WRITER_LOCK])) as {
      mine: boolean;
    }[];
    if (!rows[0]?.mine) return 'busy';
    try {
      return await work();
    } finally {
      await session.query('SELECT pg_advisory_unlock($1)', [INDEX_WRITER_LOCK]);
    }
  } finally {
    await session.release();
  }
}
