import { createHash } from 'node:crypto';
import type { Blind } from './blind/blind.js';
import type { AchievementContent, AnyContent, NeedContent, RecordKind } from './records.js';

export const EXCHANGE_KINDS = [
  'technology-request',
  'technology-offer',
  'expertise-offer',
  'facility-offer',
  'service-offer',
] as const;

/**
 * What is offered or asked, as platforms pass it on to each other, and nothing of who it is: a technology offer or request,
 * or expertise, a pilot facility, a service.
 */
export interface ExchangeProfile {
  kind: (typeof EXCHANGE_KINDS)[number];
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
  /** Of expertise, a facility or a service. */
  capability: {
    applicationFields: string[];
    /** 分. */
    priceMin: number | null;
    priceMax: number | null;
    priceBasis: string | null;
    availability: string | null;
    availableFrom: string | null;
    /** TRL that a facility takes in, and the one it brings it to. */
    bridgesFrom: number | null;
    bridgesTo: number | null;
    services: string[];
    equipment: string[];
    capacity: string | null;
    serviceKind: string | null;
    deliverables: string[];
    leadTimeDays: number | null;
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
const KINDS: Readonly<Record<RecordKind, { kind: ExchangeProfile['kind']; prefix: string }>> = {
  need: { kind: 'technology-request', prefix: 'TR' },
  achievement: { kind: 'technology-offer', prefix: 'TO' },
  expert: { kind: 'expertise-offer', prefix: 'EO' },
  facility: { kind: 'facility-offer', prefix: 'FO' },
  service: { kind: 'service-offer', prefix: 'SO' },
};

/** @param id of the record @param blind its blind summary, which is all that is passed on */
export function exchangeProfileOf(
  kind: RecordKind,
  id: string,
  { content, organizationName, organizationRegion }: Omit<Blind, 'rules'>,
): ExchangeProfile {
  const isNeed = kind === 'need';
  const isAchievement = kind === 'achievement';
  const digest = createHash('sha256').update(`exchange ${id}`).digest('hex').slice(0, REFERENCE_DIGITS);
  return {
    kind: KINDS[kind].kind,
    reference: `${KINDS[kind].prefix}-${digest}`,
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
    offer: isAchievement ? offerOf(content) : null,
    capability: isNeed || isAchievement ? null : capabilityOf(content),
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

const capabilityOf = (content: AnyContent): ExchangeProfile['capability'] => ({
  applicationFields: content.applicationFields ?? [],
  priceMin: content.priceMin ?? null,
  priceMax: content.priceMax ?? null,
  priceBasis: content.priceBasis ?? null,
  availability: content.availability ?? null,
  availableFrom: content.availableFrom ?? null,
  bridgesFrom: content.bridgesFrom ?? null,
  bridgesTo: content.bridgesTo ?? null,
  services: content.services ?? [],
  equipment: content.equipment ?? [],
  capacity: content.capacity ?? null,
  serviceKind: content.serviceKind ?? null,
  deliverables: content.deliverables ?? [],
  leadTimeDays: content.leadTimeDays ?? null,
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
