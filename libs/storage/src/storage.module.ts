import { Global, Inject, Module } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ENV } from '#config';
import type { Env } from '#config';
import { dataSourceOf } from './data-source.js';
import { AccountStore } from './stores/account-store.js';
import { AgreementStore } from './stores/agreement-store.js';
import { ApiKeyStore } from './stores/api-key-store.js';
import { AttentionStore } from './stores/attention-store.js';
import { ChangeStore } from './stores/change-store.js';
import { CaseStore } from './stores/case-store.js';
import { CommonNeedListStore } from './stores/common-need-list-store.js';
import { CommonNeedRunStore } from './stores/common-need-run-store.js';
import { CommonNeedStore } from './stores/common-need-store.js';
import { EngineVersionStore } from './stores/engine-version-store.js';
import { DuplicateStore } from './stores/duplicate-store.js';
import { ImportMappingStore } from './stores/import-mapping-store.js';
import { ImportStore } from './stores/import-store.js';
import { IndexWriterStore } from './stores/index-writer-store.js';
import { LinkStore } from './stores/link-store.js';
import { OperationsStore } from './stores/operations-store.js';
import { OrganizationStore } from './stores/organization-store.js';
import { PairingStore } from './stores/pairing-store.js';
import { ProfileStore } from './stores/profile-store.js';
import { RecordExportStore } from './stores/record-export-store.js';
import { RecordStore } from './stores/record-store.js';
import { RerankingStore } from './stores/reranking-store.js';
import { ReviewQueueStore } from './stores/review-queue-store.js';
import { ReviewStore } from './stores/review-store.js';
import { SessionStore } from './stores/session-store.js';
import { SignInAttemptStore } from './stores/sign-in-attempt-store.js';
import { SupplyDemandStore } from './stores/supply-demand-store.js';
import { OrganizationProfileStore } from './stores/organization-profile-store.js';
import { TagStore } from './stores/tag-store.js';
import { TermStatisticsStore } from './stores/term-statistics-store.js';
import { WebhookDeliveryStore } from './stores/webhook-delivery-store.js';
import { WebhookStore } from './stores/webhook-store.js';

const STORES = [
  AccountStore,
  AgreementStore,
  ApiKeyStore,
  AttentionStore,
  CaseStore,
  ChangeStore,
  CommonNeedListStore,
  CommonNeedRunStore,
  CommonNeedStore,
  EngineVersionStore,
  DuplicateStore,
  ImportMappingStore,
  ImportStore,
  IndexWriterStore,
  LinkStore,
  OperationsStore,
  OrganizationProfileStore,
  OrganizationStore,
  RecordExportStore,
  RerankingStore,
  ReviewQueueStore,
  ReviewStore,
  SessionStore,
  SignInAttemptStore,
  SupplyDemandStore,
  TagStore,
  TermStatisticsStore,
  WebhookStore,
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
    {
      provide: ProfileStore,
      inject: [DataSource, ENV],
      useFactory: (source: DataSource, env: Env) => new ProfileStore(source, env.TEXTS_AT_HAND_MIB),
    },
    {
      provide: RecordStore,
      inject: [DataSource, ENV],
      useFactory: (source: DataSource, env: Env) =>
        new RecordStore(source, { gate: env.QUALITY_GATE, validityDays: env.VALIDITY_DAYS }),
    },
    {
      provide: WebhookDeliveryStore,
      inject: [DataSource, ENV],
      useFactory: (source: DataSource, env: Env) =>
        new WebhookDeliveryStore(source, {
          retrySeconds: env.WEBHOOK_RETRY_SECONDS,
          attempts: env.WEBHOOK_ATTEMPTS,
          disableAfterHours: env.WEBHOOK_DISABLE_HOURS,
        }),
    },
    ...STORES.map((Store) => ({
      provide: Store,
      inject: [DataSource],
      useFactory: (source: DataSource) => new Store(source),
    })),
  ],
  exports: [DataSource, PairingStore, ProfileStore, RecordStore, WebhookDeliveryStore, ...STORES],
})
export class StorageModule implements OnApplicationShutdown {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}
