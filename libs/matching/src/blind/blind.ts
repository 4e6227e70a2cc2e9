import { PROVINCES } from '../codes/region.js';
import { textFieldsOf } from '../records.js';
import type { AnyContent, OrganizationKind, RecordContent } from '../records.js';
import { hiderOf, organizationsIn, quotedIn } from './hide.js';
import { formsOf } from './names.js';
import { formsOfPerson } from './person-names.js';

/** Raised with every change of the rules: what was made by older ones is made anew. */
export const BLIND_VERSION = 4;

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

/** What becomes of a field. A field that is not here does not compile, so that a new one cannot be forgotten. */
const RULES: Readonly<Record<keyof AnyContent, 'keep' | 'hide names' | 'province' | 'kind only' | 'drop'>> = {
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
  // Of an expert: who they are, and what a search for it finds them by. A post with a field and a province is one person.
  name: 'drop',
  orcid: 'drop',
  papers: 'drop',
  positions: 'drop',
  // Of a facility or a service. What it can do is what it is found by, so equipment stays but for makers and models.
  services: 'hide names',
  equipment: 'hide names',
  capacity: 'hide names',
  deliverables: 'hide names',
  // With their numbers, which public registers resolve to the holder.
  certifications: 'drop',
  bridgesFrom: 'keep',
  bridgesTo: 'keep',
  availability: 'keep',
  availableFrom: 'keep',
  serviceKind: 'keep',
  leadTimeDays: 'keep',
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
  const shown = Object.entries(content as AnyContent).flatMap(([field, value]): [string, unknown][] => {
    if (value === undefined) return [];
    switch (RULES[field as keyof AnyContent] as (typeof RULES)[keyof AnyContent] | undefined) {
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

/** So that a text made of quotes is not slow; what is quoted beyond stays hidden where it is quoted. */
const MOST_QUOTED = 200;

/**
 * What the record itself says are names, or leads to them, what it puts in quotes, and the organizations it calls by their
 * full names. None of it may stand in another text either.
 */
function namesIn(content: RecordContent, { name }: NamedOrganization): string[] {
  const all: AnyContent = content;
  const texts = textFieldsOf(content).map(({ text }) => text);
  const mentioned = texts.flatMap(organizationsIn);
  const people = [all.name, all.contact?.name, ...(all.team ?? []).map((person) => person.name)];
  return [
    ...texts.flatMap(quotedIn).slice(0, MOST_QUOTED),
    ...[name, ...(all.preferredPartners ?? []), ...mentioned].flatMap(formsOf),
    ...people.flatMap((person) => formsOfPerson(person ?? '')),
    ...(all.papers ?? []).flatMap((paper) => [paper.title, paper.doi ?? '']),
    ...(all.intellectualProperty ?? []).map(({ number }) => number ?? ''),
    ...[...(all.awards ?? []), ...(all.certifications ?? []), ...(all.positions ?? []).filter(isTelling)],
    ...(all.team ?? []).map(({ orcid }) => orcid ?? ''),
    ...[all.orcid, all.registrationNumber, all.contact?.phone, all.contact?.email].map((one) => one ?? ''),
  ];
}

/** Posts that many hold are in everyone’s texts: 教授 tells nothing, 材料学院副院长 does. */
const isTelling = (position: string): boolean => position.length > 4;
