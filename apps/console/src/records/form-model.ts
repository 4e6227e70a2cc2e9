import type { AnyContent, RecordKind } from '../api/views.js';
import type { FieldFault } from '../api/problem.js';
import { fenOf, wanOf } from '../pairings/amounts.js';

type Right = NonNullable<AnyContent['intellectualProperty']>[number];

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
  rights: { kind: Right['kind']; status: string; number: string }[];
  limitations: string;
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
    confidentiality: content.confidentiality ?? 'public',
    contactName: content.contact?.name ?? '',
    contactPhone: content.contact?.phone ?? '',
    contactEmail: content.contact?.email ?? '',
  };
}

/** What the form says, over what the record holds and the form does not show. Empty fields are left out. */
export function contentOf(kind: RecordKind, model: FormModel, before: Partial<AnyContent> = {}): Partial<AnyContent> {
  const isNeed = kind === 'need';
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
    ...(isNeed
      ? {
          mustHaves: linesOf(model.mustHaves),
          budgetMin: fenOf(model.moneyMin),
          budgetMax: fenOf(model.moneyMax),
          leastTrl: model.level || undefined,
          deadline: model.day,
          horizon: model.horizon,
          ipRequirement: model.ipRequirement,
          acceptedRegions: model.acceptedRegions,
        }
      : {
          advantage: model.advantage,
          applicationFields: model.applicationFields,
          priceMin: fenOf(model.moneyMin),
          priceMax: fenOf(model.moneyMax),
          trl: model.level || undefined,
          trlScale: model.trlScale,
          trlEvidence: model.trlEvidence,
          registrationNumber: model.registrationNumber,
          completedOn: model.day,
          limitations: model.limitations,
          intellectualProperty: model.rights.map((right, i) => ({
            ...before.intellectualProperty?.[i],
            ...withoutEmpty(right),
          })),
        }),
  };
  const kept = Object.fromEntries(Object.entries(before).filter(([name]) => !(name in stated)));
  return { ...kept, ...withoutEmpty(stated) };
}

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
