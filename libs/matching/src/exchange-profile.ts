import { createHash } from 'node:crypto';
import type { Blind } from './blind/blind.js';
import type { AchievementContent, NeedContent, RecordKind } from './records.js';

/**
 * A technology offer or request as platforms pass it on to each other: what is offered or asked, and nothing of who it is.
 */
export interface ExchangeProfile {
  kind: 'technology-offer' | 'technology-request';
  /** By which the platform knows it again; leads nowhere by itself. */
  reference: string;
  title: string;
  description: string;
  /** Kind and province, such as 广东省某企业. */
  organization: string;
  /** GB/T 2260 code of the province. */
  region: string | null;
  technicalFields: string[];
  industries: string[];
  keywords: string[];
  keywordsEn: string[];
  indicators: string[];
  cooperationModes: string[];
  validUntil: string | null;
  offer: {
    advantage: string | null;
    applicationFields: string[];
    ipc: string[];
    trl: number | null;
    stage: string | null;
    intellectualProperty: string[];
    /** 分. */
    priceMin: number | null;
    priceMax: number | null;
    limitations: string | null;
  } | null;
  request: {
    mustHaves: string[];
    leastTrl: number | null;
    /** 分. */
    budgetMin: number | null;
    budgetMax: number | null;
    deadline: string | null;
    acceptedRegions: string[];
    ipRequirement: string | null;
  } | null;
}

const REFERENCE_DIGITS = 16;

/** @param id of the record @param blind its blind summary, which is all that is passed on */
export function exchangeProfileOf(
  kind: RecordKind,
  id: string,
  { content, organizationName, organizationRegion }: Omit<Blind, 'rules'>,
): ExchangeProfile {
  const isNeed = kind === 'need';
  const digest = createHash('sha256').update(`exchange ${id}`).digest('hex').slice(0, REFERENCE_DIGITS);
  return {
    kind: isNeed ? 'technology-request' : 'technology-offer',
    reference: `${isNeed ? 'TR' : 'TO'}-${digest}`,
    title: content.title,
    description: content.description,
    organization: organizationName,
    region: content.region ?? organizationRegion,
    technicalFields: content.technicalFields ?? [],
    industries: content.industries ?? [],
    keywords: content.keywords ?? [],
    keywordsEn: content.keywordsEn ?? [],
    indicators: content.indicators ?? [],
    cooperationModes: content.cooperationModes ?? [],
    validUntil: content.validUntil ?? null,
    offer: isNeed ? null : offerOf(content),
    request: isNeed ? requestOf(content) : null,
  };
}

const offerOf = (content: AchievementContent): ExchangeProfile['offer'] => ({
  advantage: content.advantage ?? null,
  applicationFields: content.applicationFields ?? [],
  ipc: content.ipc ?? [],
  trl: content.trl ?? null,
  stage: content.stage ?? null,
  intellectualProperty: (content.intellectualProperty ?? []).map((one) => one.kind),
  priceMin: content.priceMin ?? null,
  priceMax: content.priceMax ?? null,
  limitations: content.limitations ?? null,
});

const requestOf = (content: NeedContent): ExchangeProfile['request'] => ({
  mustHaves: content.mustHaves ?? [],
  leastTrl: content.leastTrl ?? null,
  budgetMin: content.budgetMin ?? null,
  budgetMax: content.budgetMax ?? null,
  deadline: content.deadline ?? null,
  acceptedRegions: content.acceptedRegions ?? [],
  ipRequirement: content.ipRequirement ?? null,
});
