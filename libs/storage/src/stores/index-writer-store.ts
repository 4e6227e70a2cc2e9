import type { DataSource } from 'typeorm';

/** Into which tables of the candidate index profiles were written last. */
export class IndexWriterStore {
  constructor(private readonly source: DataSource) {}

  /** Null before the first time. */
  async tables(): Promise<string | null> {
    const [row]: { tables: string }[] = await this.source.query('SELECT tables FROM index_writer');
    return row?.tables ?? null;
  }

  async setTables(tables: string): Promise<void> {
    await this.source.query(
      'INSERT INTO index_writer (tables) VALUES ($1) ON CONFLICT (only_row) DO UPDATE SET tables = $1',
      [tables],
    );
  }
}
