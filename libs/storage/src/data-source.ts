import { DataSource } from 'typeorm';
import { AccountEntity } from './entities/account.entity.js';
import { ApiKeyEntity } from './entities/api-key.entity.js';
import { AuditEntryEntity } from './entities/audit-entry.entity.js';
import { ImportEntity, ImportFaultEntity } from './entities/import.entity.js';
import { OrganizationEntity } from './entities/organization.entity.js';
import { PairingEntity } from './entities/pairing.entity.js';
import { ProfileEntity } from './entities/profile.entity.js';
import { RecordRevisionEntity } from './entities/record-revision.entity.js';
import { RecordEntity } from './entities/record.entity.js';
import { ReviewEntity } from './entities/review.entity.js';
import { Initial1763800000000 } from './migrations/1763800000000-initial.js';
import { PairingProbability1763900000000 } from './migrations/1763900000000-pairing-probability.js';
import { EngineVersions1764000000000 } from './migrations/1764000000000-engine-versions.js';
import { Duplicates1764200000000 } from './migrations/1764200000000-duplicates.js';
import { Accounts1764300000000 } from './migrations/1764300000000-accounts.js';
import { Confidentiality1764400000000 } from './migrations/1764400000000-confidentiality.js';
import { ReviewWork1764500000000 } from './migrations/1764500000000-review-work.js';
import { QuickerVisibility1764550000000 } from './migrations/1764550000000-quicker-visibility.js';
import { BulkFiles1764800000000 } from './migrations/1764800000000-bulk-files.js';
import { Lifecycle1764900000000 } from './migrations/1764900000000-lifecycle.js';
import { Exchange1765000000000 } from './migrations/1765000000000-exchange.js';
import { CommonNeeds1765100000000 } from './migrations/1765100000000-common-needs.js';
import { Tags1765200000000 } from './migrations/1765200000000-tags.js';
import { SupplyKinds1765400000000 } from './migrations/1765400000000-supply-kinds.js';
import { IndexWriter1765500000000 } from './migrations/1765500000000-index-writer.js';
import { Reranking1765600000000 } from './migrations/1765600000000-reranking.js';
import { TracedClient } from './traced-client.js';

/** A TypeORM data source, not yet connected. Migrations are run by `migrate`, never by connecting. */
export function dataSourceOf(url: string, poolSize: number): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    poolSize,
    applicationName: 'duijie',
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    synchronize: false,
    migrationsTransactionMode: 'each',
    entities: [
      AccountEntity,
      ApiKeyEntity,
      AuditEntryEntity,
      ImportEntity,
      ImportFaultEntity,
      OrganizationEntity,
      PairingEntity,
      ProfileEntity,
      RecordEntity,
      RecordRevisionEntity,
      ReviewEntity,
    ],
    migrations: [
      Initial1763800000000,
      PairingProbability1763900000000,
      EngineVersions1764000000000,
      Duplicates1764200000000,
      Accounts1764300000000,
      Confidentiality1764400000000,
      ReviewWork1764500000000,
      QuickerVisibility1764550000000,
      BulkFiles1764800000000,
      Lifecycle1764900000000,
      Exchange1765000000000,
      CommonNeeds1765100000000,
      Tags1765200000000,
      SupplyKinds1765400000000,
      IndexWriter1765500000000,
      Reranking1765600000000,
    ],
    extra: { connectionTimeoutMillis: 30_000, Client: TracedClient },
  });
}

/** Any fixed number: one process migrates at a time, the others wait and find nothing to do. */
const MIGRATION_LOCK = 6_427_002;

/** Brings the schema up to date; returns the names of the migrations it ran. */
export async function migrate(source: DataSource): Promise<string[]> {
  const lock = source.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const ran = await source.runMigrations();
    return ran.map(({ name }) => name);
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await lock.release();
  }
}
