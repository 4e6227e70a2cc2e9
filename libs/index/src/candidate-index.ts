import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, Index, Session } from '@lancedb/lancedb';
import type { Connection, Table } from '@lancedb/lancedb';
import type { Field, Schema } from 'apache-arrow';
import { DomainError, RECORD_KINDS } from '#matching';
import type { RecordKind } from '#matching';

/** The form of it that LanceDB has loaded: an import would load another, of as many files. */
const arrow = createRequire(import.meta.url)('apache-arrow') as typeof import('apache-arrow');

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
  /** Hard constraints the index knows. */
  excludeOrganizationId?: string | undefined;
  /** GB/T 2260 prefixes (2, 4 or 6 digits) of accepted regions; rows without a region pass. */
  regionPrefixes?: readonly string[] | undefined;
}

/**
 * Memory that LanceDB may keep parts of the tables in between searches, by rows: what a search among them uses, and some for
 * versions that are over. Left to itself it takes 7 GiB in the end, since each write makes a version, and it keeps them all.
 */
const CACHE_BYTES = { least: 96 * 2 ** 20, ofARow: 1280, forFiles: 32 * 2 ** 20 };
/** Rows that there is room for from the start, and how far beyond those found room is made. */
const ROOM = { rows: 50_000, growth: 1.5 };

/** Said to callers: at 10,000 records it takes about as long. */
const MENDED_WITHIN_SECONDS = 5;

/** The files of a table are gone or cannot be read. It is to be made anew from PostgreSQL. */
export class IndexDamagedError extends DomainError {
  constructor(
    readonly kind: RecordKind,
    override readonly cause: unknown,
  ) {
    super('index-damaged', { seconds: MENDED_WITHIN_SECONDS });
    this.name = 'IndexDamagedError';
  }
}

/** From this many rows vectors are also kept in one block beside the table, which halves the time of an exact scan. */
const VECTOR_BLOCK_FROM_ROWS = 1_000;
/** From this many rows a graph finds nearly all neighbours in less time than a scan. */
const VECTOR_GRAPH_FROM_ROWS = 50_000;
/**
 * From this many rows what filters name is indexed too: both searches would otherwise read those columns of every row
 * first, which at 1,000,000 takes ten times as long as the searching. Below, it is a millisecond.
 */
const FILTER_INDEXES_FROM_ROWS = 50_000;
/** Tries at making the term index while other processes do the same. */
const INDEX_ATTEMPTS = 5;
/** Rows outside the term index from which bringing it up to date pays off. */
const UNINDEXED_ROWS = 100;
const TERM_INDEX = 'terms_idx';
const REOPEN_MS = 100;
/** A table per kind, so that none is searched past the rows of another. */
const TABLES: Readonly<Record<RecordKind, string>> = {
  need: 'needs',
  achievement: 'supplies',
  expert: 'experts',
  facility: 'facilities',
  service: 'services',
};

/**
 * Candidates by BM25 and vectors, in LanceDB. A projection of PostgreSQL, never the truth: what it returns is only a
 * list of ids to look up. One writer at a time (concurrent upserts of an id duplicate it); any number of readers.
 */
export class CandidateIndex {
  private readonly tables = new Map<RecordKind, Promise<Table>>();
  /** Kinds whose tables were there once. */
  private readonly known = new Set<RecordKind>();
  /** Told of each table that cannot be read. */
  onDamage: (kind: RecordKind, error: unknown) => void = () => undefined;

  /** Of tables as they were last searched. */
  private readonly rows = new Map<RecordKind, number>();
  private roomForRows = ROOM.rows;

  private constructor(
    private connection: Connection,
    private readonly connectAnew: (rows: number) => Promise<Connection>,
    private readonly dimensions: number | null,
    /** Of the names of its tables: each model has tables of its own. */
    readonly suffix: string,
  ) {}

  /**
   * @param url folder or object-store URL
   * @param model identity and dimensions of the embedding model, null without one; each model has tables of its own
   * @param storage settings of an object store, beside those that LanceDB finds in the environment
   * @throws Error when the place cannot be read or written
   */
  static async open(
    url: string,
    model: { id: string; dimensions: number } | null,
    storage: Readonly<Record<string, string>> = {},
  ): Promise<CandidateIndex> {
    const connectFor = (rows: number): Promise<Connection> => {
      const { least, ofARow, forFiles } = CACHE_BYTES;
      return connect(url, {
        // Each read and write looks whether there is a newer version. From a version even a second old a writer doubles the
        // ids that another one has put there meanwhile, and a ranking misses what is no longer told to be on its way.
        readConsistencyInterval: 0,
        storageOptions: { ...storage },
        session: new Session(BigInt(Math.round(least + ofARow * rows)), BigInt(forFiles)),
      });
    };
    const suffix = model ? createHash('sha256').update(model.id).digest('hex').slice(0, 8) : 'terms';
    return new CandidateIndex(await connectFor(ROOM.rows), connectFor, model?.dimensions ?? null, suffix);
  }

  /** Puts rows in the place of those with the same ids, and takes `removed` out. */
  async write(kind: RecordKind, rows: readonly IndexRow[], removed: readonly string[]): Promise<void> {
    try {
      await this.put(await this.table(kind), rows, removed);
    } catch (error) {
      this.tables.delete(kind);
      await this.reachable();
      await this.table(kind).catch((gone: unknown) => {
        throw this.damage(kind, gone);
      });
      throw error;
    }
  }

  private async put(table: Table, rows: readonly IndexRow[], removed: readonly string[]): Promise<void> {
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
  async candidates(kind: RecordKind, query: CandidateQuery): Promise<string[]> {
    return this.reading(kind, (table) => this.search(kind, table, query));
  }

  private async search(kind: RecordKind, table: Table, query: CandidateQuery): Promise<string[]> {
    const rows = await table.countRows();
    if (rows === 0) return [];
    await this.makeRoom(kind, rows);
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

  /** Searches under way go on with the tables that they have. */
  private async makeRoom(kind: RecordKind, rows: number): Promise<void> {
    this.rows.set(kind, rows);
    const all = [...this.rows.values()].reduce((sum, some) => sum + some, 0);
    if (all <= this.roomForRows) return;
    this.roomForRows = Math.round(all * ROOM.growth);
    this.connection = await this.connectAnew(this.roomForRows);
    this.tables.clear();
  }

  /** Brings the term index up to date once many rows are outside it: those are read one by one by every search. */
  async indexNewRows(kind: RecordKind): Promise<void> {
    const table = await this.table(kind);
    const statistics = await table.indexStats(TERM_INDEX);
    if ((statistics?.numUnindexedRows ?? 0) >= UNINDEXED_ROWS) await table.optimize();
  }

  /** Content hash of every row, by id; ids of duplicated rows come once. */
  async hashes(kind: RecordKind): Promise<Map<string, string>> {
    const rows = await this.reading(
      kind,
      (table) =>
        table.query().select(['id', 'content_hash']).toArray() as Promise<{ id: string; content_hash: string }[]>,
    );
    return new Map(rows.map((row) => [row.id, row.content_hash]));
  }

  async count(kind: RecordKind): Promise<number> {
    return this.reading(kind, (table) => table.countRows());
  }

  /** Empties tables, whatever state their files are in. */
  async clear(kinds: readonly RecordKind[] = RECORD_KINDS): Promise<void> {
    for (const kind of kinds) {
      this.tables.delete(kind);
      this.known.delete(kind);
      await this.connection.dropTable(this.nameOf(kind)).catch(ignoreMissing);
      await this.table(kind);
    }
  }

  /** @throws Error when the folder or the object store is away */
  async reachable(): Promise<void> {
    await this.connection.tableNames();
  }

  /** Makes the tables that are not there; damaged ones are none of its care. @throws Error when that cannot be */
  async makeMissing(): Promise<void> {
    const names = await this.connection.tableNames();
    for (const kind of RECORD_KINDS) if (!names.includes(this.nameOf(kind))) await this.table(kind);
  }

  /** Folds small fragments together, brings the search indexes up to date and drops versions older than `keepSince`. */
  async optimize(keepSince: Date): Promise<void> {
    for (const kind of RECORD_KINDS) {
      const table = await this.table(kind);
      await table.optimize({ cleanupOlderThan: keepSince });
      await this.ensureFilterIndexes(table);
      // Last: folding fragments together would build a graph made before it once more.
      if (this.dimensions !== null) await ensureVectorIndex(table);
    }
  }

  private async ensureFilterIndexes(table: Table): Promise<void> {
    if ((await table.countRows()) < FILTER_INDEXES_FROM_ROWS) return;
    const present = (await table.listIndices()).flatMap(({ columns }) => columns);
    const wanted = { organization_id: Index.btree(), region: Index.btree(), has_vector: Index.bitmap() };
    for (const [column, config] of Object.entries(wanted)) {
      if (present.includes(column) || (column === 'has_vector' && this.dimensions === null)) continue;
      await table.createIndex(column, { config });
    }
  }

  close(): void {
    this.connection.close();
  }

  private nameOf(kind: RecordKind): string {
    return `${TABLES[kind]}_${this.suffix}`;
  }

  /**
   * Tries once more on the table as it is now: another process may have made it anew. While the place itself is away
   * nothing is damaged, and nobody is told of damage.
   * @throws IndexDamagedError
   */
  private async reading<T>(kind: RecordKind, work: (table: Table) => Promise<T>): Promise<T> {
    try {
      return await work(await this.table(kind));
    } catch {
      this.tables.delete(kind);
    }
    await this.reachable().catch((away: unknown) => {
      throw new IndexDamagedError(kind, away);
    });
    try {
      await pause(REOPEN_MS);
      return await work(await this.table(kind));
    } catch (error) {
      throw this.damage(kind, error);
    }
  }

  private damage(kind: RecordKind, error: unknown): IndexDamagedError {
    this.tables.delete(kind);
    this.onDamage(kind, error);
    return new IndexDamagedError(kind, error);
  }

  private table(kind: RecordKind): Promise<Table> {
    let table = this.tables.get(kind);
    if (!table) {
      // One that was there and is gone is not made here: an empty one would say that there is nothing.
      table = this.known.has(kind) ? this.connection.openTable(this.nameOf(kind)) : this.openOrCreate(kind);
      this.tables.set(kind, table);
      table.then(
        () => this.known.add(kind),
        () => this.tables.delete(kind),
      );
    }
    return table;
  }

  private async openOrCreate(kind: RecordKind): Promise<Table> {
    const table = await this.connection.createEmptyTable(this.nameOf(kind), this.schema(), { existOk: true });
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
    const text = (name: string): Field => new arrow.Field(name, new arrow.Utf8(), false);
    const fields = ['id', 'kind', 'content_hash', 'organization_id', 'region', 'terms'].map(text);
    if (this.dimensions !== null) {
      const item = new arrow.Field('item', new arrow.Float32(), true);
      fields.push(new arrow.Field('has_vector', new arrow.Bool(), false));
      fields.push(new arrow.Field('vector', new arrow.FixedSizeList(this.dimensions, item), false));
    }
    return new arrow.Schema(fields);
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

async function ensureVectorIndex(table: Table): Promise<void> {
  const rows = await table.countRows();
  if (rows < VECTOR_BLOCK_FROM_ROWS) return;
  const isGraph = rows >= VECTOR_GRAPH_FROM_ROWS;
  const indices = await table.listIndices();
  const present = indices.find(({ columns }) => columns.includes('vector'));
  if (present && (!isGraph || /hnsw/i.test(present.indexType))) return;
  const config = isGraph
    ? Index.hnswSq({ distanceType: 'dot' })
    : Index.ivfFlat({ distanceType: 'dot', numPartitions: 1 });
  await table.createIndex('vector', { config });
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** As a range, which an index can answer; LIKE reads every row. Codes are digits, all of which sort before a colon. */
const startingWith = (prefix: string): string => `(region >= ${quoted(prefix)} AND region < ${quoted(`${prefix}:`)})`;

function filterOf({ excludeOrganizationId, regionPrefixes }: CandidateQuery): string | null {
  const parts: string[] = [];
  if (excludeOrganizationId) parts.push(`organization_id <> ${quoted(excludeOrganizationId)}`);
  if (regionPrefixes?.length) {
    // A row may state no more than the province around an accepted city: 440000 may still mean 440100.
    const around = regionPrefixes.flatMap((prefix) =>
      [2, 4].filter((length) => length < prefix.length).map((length) => prefix.slice(0, length).padEnd(6, '0')),
    );
    const within = [...regionPrefixes.map(startingWith), ...around.map((code) => `region = ${quoted(code)}`)];
    parts.push(`(region = '' OR ${within.join(' OR ')})`);
  }
  return parts.length > 0 ? parts.join(' AND ') : null;
}

function ignoreMissing(error: unknown): void {
  if (!/not found|does not exist/i.test(String(error))) throw error;
}
