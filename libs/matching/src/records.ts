import type { CooperationMode } from './codes/cooperation-mode.js';

/** What can be posted. A need asks; every other kind is a supply. */
export const RECORD_KINDS = ['need', 'achievement', 'expert', 'facility', 'service'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];
export type SupplyKind = Exclude<RecordKind, 'need'>;
export const SUPPLY_KINDS: readonly SupplyKind[] = ['achievement', 'expert', 'facility', 'service'];
export type Side = 'need' | 'supply';

/** What a kind of record is called: in addresses, in names of types, and to people. */
export const KIND_NAMES: Readonly<Record<RecordKind, { plural: string; type: string; zh: string; en: string }>> = {
  need: { plural: 'needs', type: 'Need', zh: '企业技术需求', en: 'need' },
  achievement: { plural: 'achievements', type: 'Achievement', zh: '科技成果', en: 'achievement' },
  expert: { plural: 'experts', type: 'Expert', zh: '专家', en: 'expert' },
  facility: { plural: 'facilities', type: 'Facility', zh: '中试平台', en: 'facility' },
  service: { plural: 'services', type: 'Service', zh: '科技服务', en: 'service' },
};

/** A kind in both languages, for messages that carry no others. */
export const kindInWords = (kind: RecordKind): string => `${KIND_NAMES[kind].zh} / ${KIND_NAMES[kind].en}`;

export const sideOf = (kind: RecordKind): Side => (kind === 'need' ? 'need' : 'supply');
export const otherSide = (side: Side): Side => (side === 'need' ? 'supply' : 'need');

export const RECORD_STATES = [
  'draft',
  'submitted',
  'returned',
  'published',
  'expired',
  'withdrawn',
  'solved',
  'rejected',
] as const;
export type RecordState = (typeof RECORD_STATES)[number];

export const CONFIDENTIALITIES = ['public', 'on-request', 'sealed'] as const;
export type Confidentiality = (typeof CONFIDENTIALITIES)[number];

export const ORGANIZATION_KINDS = ['enterprise', 'university', 'institute', 'broker-agency', 'authority'] as const;
export type OrganizationKind = (typeof ORGANIZATION_KINDS)[number];

export const HORIZONS = ['short', 'medium', 'long'] as const;
export type Horizon = (typeof HORIZONS)[number];

export const STAGES = ['early', 'middle', 'mature'] as const;
/** Declared stage of an achievement: 初期, 中期, 成熟应用. */
export type Stage = (typeof STAGES)[number];

export const ATTRIBUTES = ['original', 'improved', 'derived'] as const;
/** 原始创新, 引进消化吸收, 二次开发. */
export type Attribute = (typeof ATTRIBUTES)[number];

export const IP_KINDS = [
  'invention',
  'utility-model',
  'design',
  'software',
  'circuit-layout',
  'variety',
  'know-how',
] as const;
export const IP_STATUSES = ['applied', 'granted', 'expired', 'disputed'] as const;
export const TRL_SCALES = ['gbt-22900', 'iso-16290'] as const;
export const AVAILABILITIES = ['open', 'limited', 'unavailable'] as const;
/** 可合作, 时间有限, 暂不合作. */
export type Availability = (typeof AVAILABILITIES)[number];
export const SERVICE_KINDS = [
  'testing',
  'design',
  'consulting',
  'evaluation',
  'intellectual-property',
  'technology-brokerage',
  'finance',
  'training',
] as const;
/** 检验检测, 研发设计, 技术咨询, 成果评价, 知识产权, 技术转移, 科技金融, 培训. */
export type ServiceKind = (typeof SERVICE_KINDS)[number];
export const RIGHT_KINDS = ['ownership', 'long-term-use'] as const;

/** Never public, never indexed, never in a pairing. */
export interface Contact {
  name?: string | undefined;
  phone?: string | undefined;
  email?: string | undefined;
}

/** What both sides can state. Money is in fen (分), dates are ISO 8601 calendar days. */
export interface CommonContent {
  title: string;
  description: string;
  indicators?: string[] | undefined;
  technicalFields?: string[] | undefined;
  /** GB/T 4754-2017. */
  industries?: string[] | undefined;
  /** International Patent Classification. */
  ipc?: string[] | undefined;
  /** GB/T 13745. */
  disciplines?: string[] | undefined;
  keywords?: string[] | undefined;
  keywordsEn?: string[] | undefined;
  cooperationModes?: CooperationMode[] | undefined;
  region?: string | undefined;
  confidentiality?: Confidentiality | undefined;
  validFrom?: string | undefined;
  validUntil?: string | undefined;
  contact?: Contact | undefined;
  source?: string | undefined;
}

/** 企业技术需求 */
export interface NeedContent extends CommonContent {
  mustHaves?: string[] | undefined;
  budgetMin?: number | undefined;
  budgetMax?: number | undefined;
  deadline?: string | undefined;
  leastTrl?: number | undefined;
  acceptedRegions?: string[] | undefined;
  ipRequirement?: string | undefined;
  preferredPartners?: string[] | undefined;
  horizon?: Horizon | undefined;
}

export interface IntellectualProperty {
  kind: (typeof IP_KINDS)[number];
  number?: string | undefined;
  status?: (typeof IP_STATUSES)[number] | undefined;
  /** Percentage of the right that the institution owns, 0–100. */
  ownerShare?: number | undefined;
}

interface PricedContent extends CommonContent {
  applicationFields?: string[] | undefined;
  priceMin?: number | undefined;
  priceMax?: number | undefined;
  priceBasis?: string | undefined;
}

/** 科技成果. `description` holds its abstract (成果简介). */
export interface AchievementContent extends PricedContent {
  advantage?: string | undefined;
  /** 科技成果登记号. */
  registrationNumber?: string | undefined;
  trl?: number | undefined;
  trlScale?: (typeof TRL_SCALES)[number] | undefined;
  trlEvidence?: string | undefined;
  stage?: Stage | undefined;
  attribute?: Attribute | undefined;
  intellectualProperty?: IntellectualProperty[] | undefined;
  team?: { name: string; orcid?: string | undefined }[] | undefined;
  completedOn?: string | undefined;
  right?:
    | {
        kind: (typeof RIGHT_KINDS)[number];
        start?: string | undefined;
        end?: string | undefined;
        empoweredOn?: string | undefined;
      }
    | undefined;
  awards?: string[] | undefined;
  limitations?: string | undefined;
}

/** 专家. `title` holds what they work on (研究方向), `description` what they have done and can solve. */
export interface ExpertContent extends PricedContent {
  /** Left out of a blind summary, like everything that would tell who it is. */
  name: string;
  /** 职称、职务. */
  positions?: string[] | undefined;
  orcid?: string | undefined;
  papers?: { title: string; doi?: string | undefined; year?: number | undefined }[] | undefined;
  intellectualProperty?: IntellectualProperty[] | undefined;
  awards?: string[] | undefined;
  availability?: Availability | undefined;
  /** First day they are to be had. */
  availableFrom?: string | undefined;
}

/** 中试平台: takes an achievement from one technology readiness level to another. */
export interface FacilityContent extends PricedContent {
  /** TRL it takes in, and the one it brings it to; 1–9, the first below the second. */
  bridgesFrom: number;
  bridgesTo: number;
  services?: string[] | undefined;
  equipment?: string[] | undefined;
  capacity?: string | undefined;
  certifications?: string[] | undefined;
  availability?: Availability | undefined;
  availableFrom?: string | undefined;
}

/** 科技服务. */
export interface ServiceContent extends PricedContent {
  serviceKind: ServiceKind;
  deliverables?: string[] | undefined;
  leadTimeDays?: number | undefined;
  certifications?: string[] | undefined;
}

export interface ContentOf {
  need: NeedContent;
  achievement: AchievementContent;
  expert: ExpertContent;
  facility: FacilityContent;
  service: ServiceContent;
}

export type RecordContent = ContentOf[RecordKind];
/** Whatever any kind may state beside what all do: how code reads that is not about one kind. */
export type AnyContent = CommonContent &
  Partial<
    Omit<NeedContent & AchievementContent & ExpertContent & FacilityContent & ServiceContent, keyof CommonContent>
  >;

interface RankedRecord<K extends RecordKind, C extends CommonContent> {
  id: string;
  kind: K;
  revision: number;
  contentHash: string;
  organizationId: string;
  /** GB/T 2260 code of the organization, used where the record states no region of its own. */
  organizationRegion: string | null;
  content: C;
  /** When this revision was posted. */
  revisedAt: Date;
}

export type NeedRecord = RankedRecord<'need', NeedContent>;
/** A supply of any kind, as ranking reads it: what its kind cannot state is not stated. */
export type SupplyRecord = RankedRecord<SupplyKind, AnyContent>;
export type AnyRecord = NeedRecord | SupplyRecord;

/** A prose field of a record: a JSON pointer into its content and the stored text there. */
export interface TextField {
  path: string;
  text: string;
}

/** Everything a record says in prose, title first. Contacts, sources and codes are not prose. */
export function textFieldsOf(content: RecordContent): TextField[] {
  const all: AnyContent = content;
  const list = (name: string, texts: string[] = []): TextField[] =>
    texts.map((text, i) => ({ path: `/${name}/${i}`, text }));
  return [
    { path: '/title', text: all.title },
    { path: '/description', text: all.description },
    { path: '/advantage', text: all.advantage ?? '' },
    ...list('mustHaves', all.mustHaves),
    ...list('indicators', all.indicators),
    ...list('applicationFields', all.applicationFields),
    ...list('services', all.services),
    ...list('equipment', all.equipment),
    { path: '/capacity', text: all.capacity ?? '' },
    ...list('deliverables', all.deliverables),
    ...(all.papers ?? []).map(({ title }, i) => ({ path: `/papers/${i}/title`, text: title })),
    ...list('keywords', all.keywords),
    ...list('keywordsEn', all.keywordsEn),
  ].filter(({ text }) => text !== '');
}

/** The two texts the engine scores apart: the title, and the body (all other prose, a line each). */
export function textsOf(content: RecordContent): { title: string; body: string } {
  const body = textFieldsOf(content).filter(({ path }) => path !== '/title');
  return { title: content.title, body: body.map(({ text }) => text).join('\n') };
}
