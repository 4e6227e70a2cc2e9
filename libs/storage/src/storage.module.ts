import { Global, Inject, Module } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ENV } from '#config';
import type { Env } from '#config';
import { dataSourceOf } from './data-source.js';
import { AccountStore } from './stores/account-store.js';
import { AgreementStore } from './stores/agreement-store.js';
import { ApiKeyStore } from './stores/api-key-store.js';
import { CaseStore } from './stores/case-store.js';
import { CommonNeedListStore } from './stores/common-need-list-store.js';
import { CommonNeedRunStore } from './stores/common-need-run-store.js';
import { CommonNeedStore } from './stores/common-need-store.js';
import { EngineVersionStore } from './stores/engine-version-store.js';
import { DuplicateStore } from './stores/duplicate-store.js';
import { ImportStore } from './stores/import-store.js';
import { OrganizationStore } from './stores/organization-store.js';
import { PairingStore } from './stores/pairing-store.js';
import { ProfileStore } from './stores/profile-store.js';
import { RecordStore } from './stores/record-store.js';
import { ReviewQueueStore } from './stores/review-queue-store.js';
import { ReviewStore } from './stores/review-store.js';
import { SessionStore } from './stores/session-store.js';
import { SignInAttemptStore } from './stores/sign-in-attempt-store.js';
import { TermStatisticsStore } from './stores/term-statistics-store.js';

const STORES = [
  AccountStore,
  AgreementStore,
  ApiKeyStore,
  CaseStore,
  CommonNeedListStore,
  CommonNeedRunStore,
  CommonNeedStore,
  EngineVersionStore,
  DuplicateStore,
  ImportStore,
  OrganizationStore,
  ProfileStore,
  RecordStore,
  ReviewQueueStore,
  ReviewStore,
  SessionStore,
  SignInAttemptStore,
  TermStatisticsStore,
] as const;

/** Connected stores for the whole process. Expects `DATABASE_URL` to be settled and the schema migrated. */
@Global()
@Module({
  providers: [
    {
      provide: DataSource,
      inject: [ENV],
      useFactory: (env: Env) => dataSourceOf(env.DATABASE_URL ?? '', env.DATABASE_POOL).initialize(),
    },
    {
      provide: PairingStore,
      inject: [DataSource, ENV],
      useFactory: (source: DataSource, env: Env) => new PairingStore(source, env.EXPOSURE_CAP),
    },
    ...STORES.map((Store) => ({
      provide: Store,
      inject: [DataSource],
      useFactory: (source: DataSource) => new Store(source),
    })),
  ],
  exports: [DataSource, PairingStore, ...STORES],
})
export class StorageModule implements OnApplicationShutdown {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}
