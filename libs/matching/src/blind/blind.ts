import { PROVINCES } from '../codes/region.js';
import { textFieldsOf } from '../records.js';
import type { AchievementContent, NeedContent, OrganizationKind, RecordContent } from '../records.js';
import { hiderOf, organizationsIn } from './hide.js';
import { formsOf } from './names.js';

/** Raised with every change of the rules: what was made by older ones is made anew. */
export const BLIND_VERSION = 2;

/** What everyone may see of a record that is open on request. */
export interface Blind {
  /** Version of the rules that made it. */
  rules: number;
  content: RecordContent;
  /** Kind and province, such as 广东省某企业. */
  organizationName: string;
  /** GB/T 2260 code of the province. */
  organizationRegion: string | null;
}

export interface NamedOrganization {
  name: string;
  kind: OrganizationKind;
  region: string | null;
}

type AllContent = NeedContent & AchievementContent;
/** What becomes of a field. A field that is not here does not compile, so that a new one cannot be forgotten. */
const RULES: Readonly<Record<keyof AllContent, 'keep' | 'hide names' | 'province' | 'kind only' | 'drop'>> = {
  title: 'hide names',
  description: 'hide names',
  indicators: 'hide names',
  mustHaves: 'hide names',
  advantage: 'hide names',
  applicationFields: 'hide names',
  keywords: 'hide names',
  keywordsEn: 'hide names',
  ipRequirement: 'hide names',
  trlEvidence: 'hide names',
  priceBasis: 'hide names',
  limitations: 'hide names',
  region: 'province',
  acceptedRegions: 'province',
  intellectualProperty: 'kind only',
  right: 'kind only',
  contact: 'drop',
  source: 'drop',
  team: 'drop',
  awards: 'drop',
  registrationNumber: 'drop',
  preferredPartners: 'drop',
  technicalFields: 'keep',
  industries: 'keep',
  cooperationModes: 'keep',
  confidentiality: 'keep',
  validFrom: 'keep',
  validUntil: 'keep',
  budgetMin: 'keep',
  budgetMax: 'keep',
  deadline: 'keep',
  leastTrl: 'keep',
  horizon: 'keep',
  ipc: 'keep',
  disciplines: 'keep',
  trl: 'keep',
  trlScale: 'keep',
  stage: 'keep',
  attribute: 'keep',
  priceMin: 'keep',
  priceMax: 'keep',
  completedOn: 'keep',
};

const KIND_IN_WORDS: Readonly<Record<OrganizationKind, string>> = {
  enterprise: '企业',
  university: '高校',
  institute: '科研院所',
  'broker-agency': '技术转移机构',
  authority: '政府部门',
};

const provinceOf = (code: string): string => `${code.slice(0, 2)}0000`;

/**
 * The blind summary of a record: no names of organizations, people, brands and products, no numbers of patents, no way to
 * get in touch, no place below the province. Made by rule, and rather hiding too much than too little. Hidden characters
 * are replaced one by one, so a span means the same place in the blind text and in the whole one.
 */
export function blindOf(content: RecordContent, organization: NamedOrganization): Blind {
  const hide = hiderOf(namesIn(content, organization));
  const shown = Object.entries(content as AllContent).flatMap(([field, value]): [string, unknown][] => {
    if (value === undefined) return [];
    switch (RULES[field as keyof AllContent] as (typeof RULES)[keyof AllContent] | undefined) {
      case 'keep':
        return [[field, value]];
      case 'hide names':
        return [[field, Array.isArray(value) ? value.map((text) => hide(String(text))) : hide(String(value))]];
      case 'province':
        return [
          [field, Array.isArray(value) ? [...new Set((value as string[]).map(provinceOf))] : provinceOf(String(value))],
        ];
      case 'kind only':
        return [[field, Array.isArray(value) ? value.map(kindOf) : kindOf(value)]];
      default:
        return [];
    }
  });
  const province = organization.region && PROVINCES[organization.region.slice(0, 2)];
  return {
    rules: BLIND_VERSION,
    content: Object.fromEntries(shown) as unknown as RecordContent,
    organizationName: `${province ?? ''}某${KIND_IN_WORDS[organization.kind]}`,
    organizationRegion: organization.region && provinceOf(organization.region),
  };
}

const kindOf = (value: unknown): object => ({ kind: (value as { kind: string }).kind });

/** What the record itself says are names, and the organizations its prose calls by their full ones. */
function namesIn(content: RecordContent, { name }: NamedOrganization): string[] {
  const { contact, preferredPartners, team, intellectualProperty, registrationNumber } = content as AllContent;
  const mentioned = textFieldsOf(content).flatMap(({ text }) => organizationsIn(text));
  return [
    ...[name, ...(preferredPartners ?? []), ...mentioned].flatMap(formsOf),
    ...(team ?? []).flatMap((person) => [person.name, person.orcid ?? '']),
    ...(intellectualProperty ?? []).map(({ number }) => number ?? ''),
    registrationNumber ?? '',
    ...[contact?.name, contact?.phone, contact?.email].map((one) => one ?? ''),
  ];
}
