import type { AnyContent, RecordKind, SupplyKind } from '../api/views.js';
import type { FieldFault } from '../api/problem.js';
import { fenOf, wanOf } from '../pairings/amounts.js';

type Right = NonNullable<AnyContent['intellectualProperty']>[number];
export interface RightModel {
  kind: Right['kind'];
  status: string;
  number: string;
}
export interface PaperModel {
  title: string;
  doi: string;
  year: number | undefined;
}

/** What the form's fields hold: lists of texts as lines, money in 10,000 CNY, nothing chosen as empty. */
export interface FormModel {
  title: string;
  description: string;
  advantage: string;
  mustHaves: string;
  indicators: string;
  applicationFields: string[];
  technicalFields: string[];
  industries: string[];
  disciplines: string[];
  ipc: string[];
  keywords: string[];
  cooperationModes: string[];
  region: string;
  acceptedRegions: string[];
  moneyMin: number | undefined;
  moneyMax: number | undefined;
  /** Least TRL of a need, TRL of an achievement; 0: not stated. */
  level: number;
  /** The scale its TRL was declared on; empty: not stated. */
  trlScale: string;
  trlEvidence: string;
  registrationNumber: string;
  /** Wanted by, or completed on. */
  day: string;
  validUntil: string;
  horizon: string;
  ipRequirement: string;
  rights: RightModel[];
  limitations: string;
  priceBasis: string;
  /** Of an expert. */
  name: string;
  positions: string[];
  orcid: string;
  papers: PaperModel[];
  awards: string[];
  /** Of an expert or a facility. */
  availability: string;
  availableFrom: string;
  /** Of a facility: TRL, 0 for none chosen. */
  bridgesFrom: number;
  bridgesTo: number;
  services: string;
  equipment: string;
  capacity: string;
  /** Of a facility or a service. */
  certifications: string[];
  /** Of a service. */
  serviceKind: string;
  deliverables: string;
  leadTimeDays: number | undefined;
  confidentiality: string;
  contactName: string;
  contactPhone: string;
  contactEmail: string;
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

export function modelOf(kind: RecordKind, content: Partial<AnyContent>): FormModel {
  const isNeed = kind === 'need';
  return {
    title: content.title ?? '',
    description: content.description ?? '',
    advantage: content.advantage ?? '',
    mustHaves: (content.mustHaves ?? []).join('\n'),
    indicators: (content.indicators ?? []).join('\n'),
    applicationFields: content.applicationFields ?? [],
    technicalFields: content.technicalFields ?? [],
    industries: content.industries ?? [],
    disciplines: content.disciplines ?? [],
    ipc: content.ipc ?? [],
    keywords: content.keywords ?? [],
    cooperationModes: content.cooperationModes ?? [],
    region: content.region ?? '',
    acceptedRegions: content.acceptedRegions ?? [],
    moneyMin: wanOf(isNeed ? content.budgetMin : content.priceMin),
    moneyMax: wanOf(isNeed ? content.budgetMax : content.priceMax),
    level: (isNeed ? content.leastTrl : content.trl) ?? 0,
    trlScale: content.trlScale ?? '',
    trlEvidence: content.trlEvidence ?? '',
    registrationNumber: content.registrationNumber ?? '',
    day: (isNeed ? content.deadline : content.completedOn) ?? '',
    validUntil: content.validUntil ?? '',
    horizon: content.horizon ?? '',
    ipRequirement: content.ipRequirement ?? '',
    rights: (content.intellectualProperty ?? []).map(({ kind: right, status = '', number = '' }) => {
      return { kind: right, status, number };
    }),
    limitations: content.limitations ?? '',
    priceBasis: content.priceBasis ?? '',
    name: content.name ?? '',
    positions: content.positions ?? [],
    orcid: content.orcid ?? '',
    papers: (content.papers ?? []).map(({ title, doi = '', year }) => ({ title, doi, year })),
    awards: content.awards ?? [],
    availability: content.availability ?? '',
    availableFrom: content.availableFrom ?? '',
    bridgesFrom: content.bridgesFrom ?? 0,
    bridgesTo: content.bridgesTo ?? 0,
    services: (content.services ?? []).join('\n'),
    equipment: (content.equipment ?? []).join('\n'),
    capacity: content.capacity ?? '',
    certifications: content.certifications ?? [],
    serviceKind: content.serviceKind ?? '',
    deliverables: (content.deliverables ?? []).join('\n'),
    leadTimeDays: content.leadTimeDays,
    confidentiality: content.confidentiality ?? 'public',
    contactName: content.contact?.name ?? '',
    contactPhone: content.contact?.phone ?? '',
    contactEmail: content.contact?.email ?? '',
  };
}

/** What the form says, over what the record holds and the form does not show. Empty fields are left out. */
export function contentOf(kind: RecordKind, model: FormModel, before: Partial<AnyContent> = {}): Partial<AnyContent> {
  const { contactName, contactPhone, contactEmail } = model;
  const stated: Record<string, unknown> = {
    title: model.title,
    description: model.description,
    indicators: linesOf(model.indicators),
    technicalFields: model.technicalFields,
    industries: model.industries,
    disciplines: model.disciplines,
    ipc: model.ipc,
    keywords: model.keywords,
    cooperationModes: model.cooperationModes,
    region: model.region,
    validUntil: model.validUntil,
    confidentiality: model.confidentiality === 'public' && !before.confidentiality ? '' : model.confidentiality,
    contact: withoutEmpty({ name: contactName, phone: contactPhone, email: contactEmail }),
    ...(kind === 'need' ? askedIn(model) : { ...offeredIn(model), ...OWN[kind](model, before) }),
  };
  const kept = Object.fromEntries(Object.entries(before).filter(([name]) => !(name in stated)));
  return { ...kept, ...withoutEmpty(stated) };
}

const askedIn = (model: FormModel): Record<string, unknown> => ({
  mustHaves: linesOf(model.mustHaves),
  budgetMin: fenOf(model.moneyMin),
  budgetMax: fenOf(model.moneyMax),
  leastTrl: model.level || undefined,
  deadline: model.day,
  horizon: model.horizon,
  ipRequirement: model.ipRequirement,
  acceptedRegions: model.acceptedRegions,
});
/** What every supply says. */
const offeredIn = (model: FormModel): Record<string, unknown> => ({
  applicationFields: model.applicationFields,
  priceMin: fenOf(model.moneyMin),
  priceMax: fenOf(model.moneyMax),
  priceBasis: model.priceBasis,
});
const rightsIn = ({ rights }: FormModel, { intellectualProperty = [] }: Partial<AnyContent>): object[] =>
  rights.map((right, i) => ({ ...intellectualProperty[i], ...withoutEmpty({ ...right }) }));

const OWN: Readonly<Record<SupplyKind, (model: FormModel, before: Partial<AnyContent>) => Record<string, unknown>>> = {
  achievement: (model, before) => ({
    advantage: model.advantage,
    trl: model.level || undefined,
    trlScale: model.trlScale,
    trlEvidence: model.trlEvidence,
    registrationNumber: model.registrationNumber,
    completedOn: model.day,
    limitations: model.limitations,
    intellectualProperty: rightsIn(model, before),
  }),
  expert: (model, before) => ({
    name: model.name.trim(),
    positions: model.positions,
    orcid: model.orcid.trim(),
    papers: model.papers.map(({ title, doi, year }) => withoutEmpty({ title, doi: doi.trim(), year })),
    awards: model.awards,
    availability: model.availability,
    availableFrom: model.availableFrom,
    intellectualProperty: rightsIn(model, before),
  }),
  facility: (model) => ({
    bridgesFrom: model.bridgesFrom || undefined,
    bridgesTo: model.bridgesTo || undefined,
    services: linesOf(model.services),
    equipment: linesOf(model.equipment),
    capacity: model.capacity,
    certifications: model.certifications,
    availability: model.availability,
    availableFrom: model.availableFrom,
  }),
  service: (model) => ({
    serviceKind: model.serviceKind,
    deliverables: linesOf(model.deliverables),
    leadTimeDays: model.leadTimeDays,
    certifications: model.certifications,
  }),
};

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0);

const withoutEmpty = (all: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => !isEmpty(value)));

/** Field of the form that shows a fault at a JSON pointer of a posted body or of a content. */
const SHOWN_AT: Readonly<Record<string, keyof FormModel>> = {
  budgetMin: 'moneyMin',
  priceMin: 'moneyMin',
  budgetMax: 'moneyMax',
  priceMax: 'moneyMax',
  leastTrl: 'level',
  trl: 'level',
  deadline: 'day',
  completedOn: 'day',
  intellectualProperty: 'rights',
};

export interface PlacedFault {
  field: string;
  /** Place in a list, from 1; null for the field as a whole. */
  item: number | null;
  detail: string;
}

export function placed({ pointer, detail }: FieldFault): PlacedFault {
  const [name = '', second] = pointer
    .replace(/^\/content\b/, '')
    .split('/')
    .slice(1);
  if (name === 'contact' && second) {
    return { field: `contact${second.charAt(0).toUpperCase()}${second.slice(1)}`, item: null, detail };
  }
  const item = second !== undefined && /^\d+$/.test(second) ? Number(second) + 1 : null;
  return { field: SHOWN_AT[name] ?? name, item, detail };
}
