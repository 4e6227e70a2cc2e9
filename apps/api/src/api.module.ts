import { Module } from '@nestjs/common';
import { ConsoleModule } from './console.module.js';
import { CodesController } from './codes.controller.js';
import { AccountsController } from './people/accounts.controller.js';
import { ApiKeysController } from './people/api-keys.controller.js';
import { OidcController } from './people/oidc.controller.js';
import { SessionController } from './people/session.controller.js';
import { CasesController } from './cases/cases.controller.js';
import { CommonNeedListsController } from './common-needs/common-need-lists.controller.js';
import { CommonNeedsController } from './common-needs/common-needs.controller.js';
import { ChangesController } from './exchange/changes.controller.js';
import { ExchangeProfileController } from './exchange/exchange-profile.controller.js';
import { ExportsController } from './exchange/exports.controller.js';
import { WebhooksController } from './exchange/webhooks.controller.js';
import { ReviewQueueController } from './review-work/review-queue.controller.js';
import { ReviewQueueService } from './review-work/review-queue.service.js';
import { ReviewStatisticsController } from './review-work/review-statistics.controller.js';
import { EngineController } from './engine.controller.js';
import { RerankingController } from './reranking.controller.js';
import { DuplicatesController } from './duplicates.controller.js';
import { MatchController } from './match.controller.js';
import { Disclosure } from './disclosure.js';
import { MatchService } from './match.service.js';
import { PairingsController } from './pairings.controller.js';
import { OrganizationProfilesController } from './profiles/organization-profiles.controller.js';
import { RecordProfilesController } from './profiles/record-profiles.controller.js';
import { RecordProfiles } from './profiles/record-profiles.service.js';
import { ProgressController } from './progress.controller.js';
import { RecordReviewsController } from './record-reviews.controller.js';
import { SearchController } from './search.controller.js';
import { StatisticsController } from './statistics.controller.js';
import { SupplyDemandController } from './supply-demand.controller.js';
import { VocabularyController } from './vocabulary.controller.js';

/** Exposes recommended pairings, reviews, matching, search and progress, and serves the console. */
@Module({
  imports: [ConsoleModule],
  controllers: [
    SessionController,
    OidcController,
    AccountsController,
    ApiKeysController,
    PairingsController,
    RecordReviewsController,
    ReviewQueueController,
    ReviewStatisticsController,
    CasesController,
    CommonNeedsController,
    CommonNeedListsController,
    DuplicatesController,
    MatchController,
    SearchController,
    ProgressController,
    RecordProfilesController,
    OrganizationProfilesController,
    StatisticsController,
    SupplyDemandController,
    VocabularyController,
    CodesController,
    EngineController,
    RerankingController,
    ExportsController,
    ChangesController,
    ExchangeProfileController,
    WebhooksController,
  ],
  providers: [Disclosure, MatchService, RecordProfiles, ReviewQueueService],
})
export class ApiModule {}
