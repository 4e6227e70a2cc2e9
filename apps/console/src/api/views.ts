import type { Readable } from 'openapi-typescript-helpers';
import type { paths } from './schema.js';

/** Body of an answer, as the typed client hands it out. */
type Given<P extends keyof paths, M extends keyof paths[P], S extends number = 200> = paths[P][M] extends {
  responses: Record<S, { content: { 'application/json': infer B } }>;
}
  ? Readable<B>
  : never;

/** A need asks; every other kind is a supply. */
export const RECORD_KINDS = ['need', 'achievement', 'expert', 'facility', 'service'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];
export type SupplyKind = Exclude<RecordKind, 'need'>;
/** A kind in addresses, of pages and of the service alike. */
export const PLURAL = {
  need: 'needs',
  achievement: 'achievements',
  expert: 'experts',
  facility: 'facilities',
  service: 'services',
} as const satisfies Record<RecordKind, string>;
export type Plural = (typeof PLURAL)[RecordKind];
export const KIND_OF = {
  needs: 'need',
  achievements: 'achievement',
  experts: 'expert',
  facilities: 'facility',
  services: 'service',
} as const satisfies Record<Plural, RecordKind>;
export const pageOf = (kind: RecordKind, id: string): string => `/${PLURAL[kind]}/${id}`;
export type Side = 'need' | 'supply';

export type NeedView = Given<'/intake/v1/needs/{id}/publish', 'post'>;
export type AchievementView = Given<'/intake/v1/achievements/{id}/publish', 'post'>;
export type ExpertView = Given<'/intake/v1/experts/{id}/publish', 'post'>;
export type FacilityView = Given<'/intake/v1/facilities/{id}/publish', 'post'>;
export type ServiceView = Given<'/intake/v1/services/{id}/publish', 'post'>;
/** A record as its owner sees it; `duplicates` only where it is read alone. */
export type RecordView = (NeedView | AchievementView | ExpertView | FacilityView | ServiceView) & {
  duplicates?: LikelyDuplicate[];
  mergedFrom?: { id: string; title: string }[];
};
type ContentOf<View extends { content: object | null }> = Partial<NonNullable<View['content']>>;
/** Whatever a record of any kind may state. */
export type AnyContent = ContentOf<NeedView> &
  ContentOf<AchievementView> &
  ContentOf<ExpertView> &
  ContentOf<FacilityView> &
  ContentOf<ServiceView>;
export type Checked = Given<'/intake/v1/needs/check', 'post'>;
export type LikelyDuplicate = Given<'/intake/v1/needs/duplicates', 'post'>['items'][number];
export type Advice = Checked['hints'][number];

/** What a need's list says on whether anything fits, a supply's does not. */
type NeedList = Given<'/api/v1/needs/{id}/pairings', 'get'>;
export type PairingList = Partial<NeedList> & Given<'/api/v1/supplies/{id}/pairings', 'get'>;
export type PairingSummary = PairingList['items'][number];
export type PairingBeside = NeedList['beside'];
export type SupplyLink = PairingSummary['links'][number];
export type Pairing = Given<'/api/v1/pairings/{id}', 'get'>;
export type RecordSummary = PairingSummary['need'];
export type FoundCodes = Given<'/api/v1/codes/{kind}', 'get'>;
export type FoundCode = FoundCodes['items'][number];
export type CodeKind = paths['/api/v1/codes/{kind}']['get']['parameters']['path']['kind'];
export type MatchAnswer = Given<'/api/v1/match', 'post'>;
export type SignalReading = Pairing['signals'][number];
export type Evidence = NonNullable<SignalReading['evidence']>;
export type EvidenceOf<K extends Evidence['kind']> = Extract<Evidence, { kind: K }>;
export type Span = EvidenceOf<'shared-phrases'>['phrases'][number]['need'];
export type Comparison = EvidenceOf<'indicators'>['comparisons'][number];
export type Gap = Pairing['gaps'][number];
export type Claims = Given<'/api/v1/review-queue/claims', 'post', 201>;
export type Waiting = Claims['items'][number];
export type Decided = Given<'/api/v1/pairings/{id}/reviews', 'post', 201>;
export type Decision = Decided['decision'];
export type DeclineReason = NonNullable<Decided['reason']>;

export type RecordProfile = Given<'/api/v1/records/{id}/profile', 'get'>;
export type Tag = RecordProfile['tags'][number];
export type TagChange =
  paths['/intake/v1/needs/{id}/tags']['patch']['requestBody']['content']['application/json']['edits'][number];
export type Notice = Given<'/intake/v1/notices', 'get'>['items'][number];
export type HeldPage = Given<'/intake/v1/needs/held-back', 'get'>;
export type HeldRecord = HeldPage['items'][number];
export type Progress = Given<'/api/v1/records/{id}/progress', 'get'>;
export type Statistics = Given<'/api/v1/statistics', 'get'>;
export type Vocabulary = Given<'/api/v1/vocabulary', 'get'>;
export type Cases = Given<'/api/v1/cases', 'get'>;
export type CaseSummary = Cases['items'][number];
export type CaseView = Given<'/api/v1/cases/{id}', 'get'>;
export type CaseStage = CaseView['stage'];
export type CaseMove = paths['/api/v1/cases/{id}/moves']['post']['requestBody']['content']['application/json'];
export type ReviewStatistics = Given<'/api/v1/statistics/reviews', 'get'>;
export type ListStatistics = Given<'/api/v1/statistics/lists', 'get'>;
export type EngineVersions = Given<'/api/v1/engine/versions', 'get'>;
export type Reranking = Given<'/api/v1/engine/reranking', 'get'>;
export type Shadow = Given<'/api/v1/engine/versions/{version}/shadow', 'post'>;
export type CommonNeedSummary = Given<'/api/v1/common-needs', 'get'>['items'][number];
export type CommonNeed = Given<'/api/v1/common-needs/{id}', 'get'>;
export type CommonNeedEdit = paths['/api/v1/common-needs/{id}']['patch']['requestBody']['content']['application/json'];
export type CommonNeedList = Given<'/api/v1/common-need-lists/{number}', 'get'>;
export type CommonNeedComparison = Given<'/api/v1/common-need-lists/{number}/comparison', 'get'>;
export type ImportView = Given<'/intake/v1/imports/{id}', 'get'>;
export type FileHeaders = Given<'/intake/v1/imports/headers', 'post'>;
export type ImportFaults = Given<'/intake/v1/imports/{id}/faults', 'get'>['items'];
export type SessionView = Given<'/api/v1/session', 'get'>;
export type SetUp = paths['/api/v1/setup']['post']['requestBody']['content']['application/json'];
export type Accounts = Given<'/api/v1/accounts', 'get'>;
export type ListedAccount = Accounts['items'][number];
export type AccountInput = paths['/api/v1/accounts']['post']['requestBody']['content']['application/json'];
export type AccountChanges = paths['/api/v1/accounts/{id}']['patch']['requestBody']['content']['application/json'];
export type Organization = Given<'/intake/v1/organizations', 'get'>['items'][number];
export type ApiKey = Given<'/api/v1/api-keys', 'get'>['items'][number];
export type Scope = ApiKey['scopes'][number];
export type ReviewPlan = Given<'/api/v1/review-queue/plan', 'get'>;
export type SupplyDemand = Given<'/api/v1/statistics/supply-demand', 'get'>;
export type Webhook = Given<'/api/v1/webhooks', 'get'>['items'][number];
export type WebhookType = Webhook['types'][number];
export type Provider = Given<'/api/v1/session/providers', 'get'>['items'][number];

export function evidenceOf<K extends Evidence['kind']>(
  { signals }: Pick<Pairing, 'signals'>,
  kind: K,
): EvidenceOf<K> | null {
  const found = signals.find(({ evidence }) => evidence?.kind === kind)?.evidence;
  return (found as EvidenceOf<K> | undefined) ?? null;
}
