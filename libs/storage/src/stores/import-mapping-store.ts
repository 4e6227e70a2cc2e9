import type { DataSource } from 'typeorm';
import type { RecordKind } from '#matching';
import type { HeaderMapping } from '../entities/import.entity.js';

/** What an organization once said of the headers of its files, for the next file with the same headers. */
export class ImportMappingStore {
  constructor(private readonly source: DataSource) {}

  async remember(accountId: string, kind: RecordKind, headersKey: string, mapping: HeaderMapping): Promise<void> {
    await this.source.query(
      `INSERT INTO import_mappings (organization_id, kind, headers_key, mapping)
       SELECT organization_id, $2, $3, $4 FROM accounts WHERE id = $1
       ON CONFLICT (organization_id, kind, headers_key) DO UPDATE SET mapping = $4, updated_at = now()`,
      [accountId, kind, headersKey, JSON.stringify(mapping)],
    );
  }

  async remembered(accountId: string, kind: RecordKind, headersKey: string): Promise<HeaderMapping | null> {
    const rows: { mapping: HeaderMapping }[] = await this.source.query(
      `SELECT mapping FROM import_mappings
       WHERE organization_id = (SELECT organization_id FROM accounts WHERE id = $1) AND kind = $2 AND headers_key = $3`,
      [accountId, kind, headersKey],
    );
    return rows[0]?.mapping ?? null;
  }
}
