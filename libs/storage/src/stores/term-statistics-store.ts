import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { DataSource } from 'typeorm';
import type { TermCounts } from '#matching';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Snapshots of how many of the platform's own supplies hold each term. Each is immutable; the newest is in force. */
export class TermStatisticsStore {
  constructor(private readonly source: DataSource) {}

  /** Id of the snapshot in force, and the size of the collection it counted; null before the first. */
  async latest(): Promise<{ id: string; documents: number } | null> {
    const rows: { id: string; documents: number }[] = await this.source.query(
      'SELECT id, documents FROM term_statistics ORDER BY id DESC LIMIT 1',
    );
    return rows[0] ?? null;
  }

  async load(id: string): Promise<TermCounts> {
    const rows: { documents: number; counts: Buffer }[] = await this.source.query(
      'SELECT documents, counts FROM term_statistics WHERE id = $1',
      [id],
    );
    const row = rows[0];
    if (!row) return { documents: 0, counts: new Map() };
    const counts = JSON.parse((await decompress(row.counts)).toString('utf8')) as [string, number][];
    return { documents: row.documents, counts: new Map(counts) };
  }

  async save({ documents, counts }: TermCounts): Promise<void> {
    const bytes = await compress(JSON.stringify([...counts]));
    await this.source.query('INSERT INTO term_statistics (documents, counts) VALUES ($1, $2)', [documents, bytes]);
    await this.source.query(
      'DELETE FROM term_statistics WHERE id < (SELECT id FROM term_statistics ORDER BY id DESC OFFSET 2 LIMIT 1)',
    );
  }
}
