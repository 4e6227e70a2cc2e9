import { createHash } from 'node:crypto';
import { connect, Index } from '@lancedb/lancedb';
import type { Connection, Table } from '@lancedb/lancedb';
import { Bool, Field, FixedSizeList, Float32, Schema, Utf8 } from 'apache-arrow';
import type { RecordKind, Side } from '#matching';

/** One record as the index holds it. */
export interface IndexRow {
  id: string;
  kind: RecordKind;
  contentHash: string;
  organizationId: string;
  /** GB/T 2260 code, empty when unknown. */
  region: string;
  /** Bigrams and words, repeats kept; searched by BM25. */
  terms: readonly string[];
  /** Unit-length vector, or null when the record was profiled without a model. */
  vector: Float32Array | null;
}

export interface CandidateQuery {
  vector: Float32Array | null;
  terms: readonly string[];
  /** Candidates wanted from each of the two searches; the answer holds up to twice as many. */
  limit: number;
  /** Also what was written an instant ago, which a shared index may not show readers for a second. */
  latest?: boolean | undefined;
  /** Hard constraints the index knows. */
  excludeOrganizationId?: string | undefined;
  /** GB/T 2260 prefixes (2, 4 or 6 digits) of accepted regions; rows without a region pass. */
  regionPrefixes?: readonly string[] | undefined;
}

/** From this many rows a vector index pays off; below, an exact scan is as fast and exact. */
const VECTOR_INDEX_FROM_ROWS = 50_000;
/** Tries at making the term index while other processes do the same. */
const INDEX_ATTEMPTS = 5;
/** Rows outside the term index from which bringing it up to date pays off. */
const UNINDEXED_ROWS = 100;
const TERM_INDEX = 'terms_idx';
const TABLES: Readonly<Record<Side, string>> = { need: 'needs', supply: 'supplies' };

/**
 * Candidates by BM25 and vectors, in LanceDB. A projection of PostgreSQL, never the truth: what it returns is only a
 * list of ids to look up. One writer at a time (concurrent upserts of an id duplicate it); any number of readers.
 */
export class CandidateIndex {
  private readonly tables = new Map<Side, Promise<Table>>();

  private constructor(
    private readonly connection: Connection,
    private readonly dimensions: number | null,
    private readonly suffix: string,
  ) {}

  /**
   * @param url folder or object-store URL
   * @param model identity and dimensions of the embedding model, null without one; each model has tables of its own
   * @throws Error when the place cannot be read or written
   */
  static async open(url: string, model: { id: string; dimensions: number } | null): Promise<CandidateIndex> {
    const remote = /^[a-z0-9+]+:\/\//.test(url);
    const connection = await connect(url, { readConsistencyInterval: remote ? 1 : 0 });
    const suffix = model ? createHash('sha256').update(model.id).digest('hex').slice(0, 8) : 'terms';
    return new CandidateIndex(connection, model?.dimensions ?? null, suffix);
  }

  /** Puts rows in the place of those with the same ids, and takes `removed` out. */
  async write(side: Side, rows: readonly IndexRow[], removed: readonly string[]): Promise<void> {
    const table = await this.table(side);
    if (rows.length > 0) {
      await table
        .mergeInsert('id')
        .whenMatchedUpdateAll()
        .whenNotMatchedInsertAll()
        .execute(rows.map((row) => this.toStored(row)));
    }
    if (removed.length > 0) await table.delete(`id IN (${removed.map(quoted).join(', ')})`);
  }

  /** Ids of likely partners, each once, in no order of merit; both searches see the constraints. */
  async candidates(side: Side, query: CandidateQuery): Promise<string[]> {
    const table = await this.table(side);
    if (query.latest) await table.checkoutLatest();
    const where = filterOf(query);
    const searches: Promise<{ id: string }[]>[] = [];
    if (query.terms.length > 0) {
      const search = table.query().fullTextSearch(query.terms.join(' '), { columns: ['terms'] });
      searches.push(
        (where ? search.where(where) : search).select(['id', '_score']).limit(query.limit).toArray() as Promise<
          { id: string }[]
        >,
      );
    }
    if (query.vector && this.dimensions === query.vector.length) {
      const hasVector = where ? `has_vector AND ${where}` : 'has_vector';
      const search = table.query().nearestTo(query.vector).distanceType('dot').where(hasVector);
      searches.push(search.select(['id', '_distance']).limit(query.limit).toArray() as Promise<{ id: string }[]>);
    }
    const found = await Promise.all(searches);
    return [...new Set(found.flat().map(({ id }) => id))];
  }

  /** Brings the term index up to date once many rows are outside it: those are read one by one by every search. */
  async indexNewRows(side: Side): Promise<void> {
    const table = await this.table(side);
    const statistics = await table.indexStats(TERM_INDEX);
    if ((statistics?.numUnindexedRows ?? 0) >= UNINDEXED_ROWS) await table.optimize();
  }

  /** Content hash of every row, by id; ids of duplicated rows come once. */
  async hashes(side: Side): Promise<Map<string, string>> {
    const table = await this.table(side);
    const rows = (await table.query().select(['id', 'content_hash']).toArray()) as {
      id: string;
      content_hash: string;
    }[];
    return new Map(rows.map((row) => [row.id, row.content_hash]));
  }

  async count(side: Side): Promise<number> {
    return (await this.table(side)).countRows();
  }

  /** Empties both tables. */
  async clear(): Promise<void> {
    for (const side of Object.keys(TABLES) as Side[]) {
      this.tables.delete(side);
      await this.connection.dropTable(this.nameOf(side)).catch(ignoreMissing);
    }
  }

  /** Folds small fragments together, brings the search indexes up to date and drops versions older than `keepSince`. */
  async optimize(keepSince: Date): Promise<void> {
    for (const side of Object.keys(TABLES) as Side[]) {
      const table = await this.table(side);
      if (this.dimensions !== null && (await table.countRows()) >= VECTOR_INDEX_FROM_ROWS) {
        const indexed = (await table.listIndices()).some(({ columns }) => columns.includes('vector'));
        if (!indexed) await table.createIndex('vector', { config: Index.hnswSq({ distanceType: 'dot' }) });
      }
      await table.optimize({ cleanupOlderThan: keepSince });
    }
  }

  close(): void {
    this.connection.close();
  }

  private nameOf(side: Side): string {
    return `${TABLES[side]}_${this.suffix}`;
  }

  private table(side: Side): Promise<Table> {
    let table = this.tables.get(side);
    if (!table) {
      table = this.openOrCreate(side);
      this.tables.set(side, table);
      table.catch(() => this.tables.delete(side));
    }
    return table;
  }

  private async openOrCreate(side: Side): Promise<Table> {
    const table = await this.connection.createEmptyTable(this.nameOf(side), this.schema(), { existOk: true });
    await this.ensureTermIndex(table);
    return table;
  }

  /** Also on a table that is there: a process may have been killed, or beaten by another, between the two steps. */
  private async ensureTermIndex(table: Table): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      await table.checkoutLatest();
      if ((await table.listIndices()).some(({ columns }) => columns.includes('terms'))) return;
      try {
        // Terms are segmented by us and joined with spaces, so the index must leave them as they are.
        await table.createIndex('terms', {
          config: Index.fts({
            baseTokenizer: 'whitespace',
            withPosition: false,
            lowercase: false,
            stem: false,
            removeStopWords: false,
            asciiFolding: false,
          }),
        });
      } catch (error) {
        // Two processes opening an empty folder at once: the other one has made it.
        if (attempt === INDEX_ATTEMPTS || !/conflict/i.test(String(error))) throw error;
      }
    }
  }

  private schema(): Schema {
    const text = (name: string) => new Field(name, new Utf8(), false);
    const fields: Field[] = ['id', 'kind', 'content_hash', 'organization_id', 'region', 'terms'].map(text);
    if (this.dimensions !== null) {
      fields.push(new Field('has_vector', new Bool(), false));
      fields.push(
        new Field('vector', new FixedSizeList(this.dimensions, new Field('item', new Float32(), true)), false),
      );
    }
    return new Schema(fields);
  }

  private toStored(row: IndexRow): Record<string, unknown> {
    const stored = {
      id: row.id,
      kind: row.kind,
      content_hash: row.contentHash,
      organization_id: row.organizationId,
      region: row.region,
      terms: row.terms.join(' '),
    };
    if (this.dimensions === null) return stored;
    const usable = row.vector?.length === this.dimensions;
    return {
      ...stored,
      has_vector: usable,
      vector: Array.from(usable ? row.vector! : new Float32Array(this.dimensions)),
    };
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function filterOf({ excludeOrganizationId, regionPrefixes }: CandidateQuery): string | null {
  const parts: string[] = [];
  if (excludeOrganizationId) parts.push(`organization_id <> ${quoted(excludeOrganizationId)}`);
  if (regionPrefixes?.length) {
    // A row may state no more than the province around an accepted city: 440000 may still mean 440100.
    const around = regionPrefixes.flatMap((prefix) =>
      [2, 4].filter((length) => length < prefix.length).map((length) => prefix.slice(0, length).padEnd(6, '0')),
    );
    const within = [
      ...regionPrefixes.map((prefix) => `region LIKE ${quoted(`${prefix}%`)}`),
      ...around.map((code) => `region = ${quoted(code)}`),
    ];
    parts.push(`(region = '' OR ${within.join(' OR ')})`);
  }
  return parts.length > 0 ? parts.join(' AND ') : null;
}

function ignoreMissing(error: unknown): void {
  if (!/not found|does not exist/i.test(String(error))) throw error;
}
