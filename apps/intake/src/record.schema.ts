import { z } from 'zod';
import { explains, says, storableText as line } from '#http';
import {
  achievementNumberFault,
  ATTRIBUTES,
  CONFIDENTIALITIES,
  COOPERATION_MODE_CODES,
  disciplineFault,
  HORIZONS,
  industryFault,
  IP_KINDS,
  IP_STATUSES,
  ipcFault,
  orcidFault,
  patentNumberFault,
  RIGHT_KINDS,
  STAGES,
  technicalFieldFault,
  TRL_SCALES,
} from '#matching';
import type { PatentKind } from '#matching';
import { regionSchema } from './organization.schema.js';

/** Longest texts taken: three times the longest real achievement. */
const LONGEST_BODY = 60_000;
const MOST_ITEMS = 50;

const list = <T extends z.ZodType>(item: T) => z.array(item).max(MOST_ITEMS);
const day = z.iso.date();
const fen = z.int().min(0).max(Number.MAX_SAFE_INTEGER).describe('分 (1/100 CNY)');
const trl = z.int().min(1).max(9);
/** A code is checked whole: its own rule explains a wrong length better than a limit does. */
const technicalField = line(20).superRefine(explains(technicalFieldFault));
const industry = line(20).superRefine(explains(industryFault));
const ipc = line(30).superRefine(explains(ipcFault));
const discipline = line(20).superRefine(explains(disciplineFault));
const orcid = line(60).superRefine(explains(orcidFault));
const PATENT_KINDS: readonly string[] = ['invention', 'utility-model', 'design'] satisfies PatentKind[];

const common = {
  title: line(200),
  description: line(LONGEST_BODY),
  indicators: list(line(300)).optional().describe('技术指标'),
  technicalFields: list(technicalField).optional(),
  industries: list(industry).optional().describe('GB/T 4754-2017'),
  ipc: list(ipc).optional().describe('International Patent Classification'),
  disciplines: list(discipline).optional().describe('GB/T 13745'),
  keywords: list(line(60)).optional(),
  keywordsEn: list(line(100)).optional(),
  cooperationModes: list(z.enum(COOPERATION_MODE_CODES)).optional(),
  region: regionSchema.optional().describe('GB/T 2260'),
  confidentiality: z
    .enum(CONFIDENTIALITIES)
    .optional()
    .describe(
      'public (default); on-request: everyone else sees a blind summary; sealed: not matched, for its owner and the operator',
    ),
  validFrom: day.optional(),
  validUntil: day.optional(),
  contact: z
    .strictObject({
      name: line(60).optional(),
      phone: line(40).optional(),
      email: z.email().max(200).optional(),
    })
    .optional()
    .describe('shown to the other side of a pairing once both agree, and to nobody else'),
  source: line(200).optional(),
};

/** Beside title and description, what a text not posted yet is compared by. */
export const draftTextShape = {
  indicators: common.indicators,
  keywords: common.keywords,
};

const ordered = (low: unknown, high: unknown): boolean =>
  low === undefined || high === undefined || (low as number | string) <= (high as number | string);
const before = (what: string) => ({
  ...says(`应不小于下限（${what}）。`, `should not be below the lower bound (${what}).`),
});

/** 企业技术需求 as posted. */
export const needContentSchema = z
  .strictObject({
    ...common,
    mustHaves: list(line(300)).optional().describe('each answerable on its own'),
    budgetMin: fen.optional(),
    budgetMax: fen.optional(),
    deadline: day.optional(),
    leastTrl: trl.optional(),
    acceptedRegions: list(regionSchema).optional().describe('supplies elsewhere are excluded'),
    ipRequirement: line(500).optional(),
    preferredPartners: list(line(100)).optional(),
    horizon: z.enum(HORIZONS).optional(),
  })
  .refine((need) => ordered(need.budgetMin, need.budgetMax), { path: ['budgetMax'], ...before('budgetMin') })
  .refine((need) => ordered(need.validFrom, need.validUntil), { path: ['validUntil'], ...before('validFrom') });

const intellectualRight = z
  .strictObject({
    kind: z.enum(IP_KINDS),
    number: line(60).optional().describe('Chinese patent numbers are checked, their check digit included'),
    status: z.enum(IP_STATUSES).optional(),
    ownerShare: z.number().min(0).max(100).optional(),
  })
  .superRefine(({ kind, number }, context) => {
    if (number === undefined || !PATENT_KINDS.includes(kind)) return;
    const fault = patentNumberFault(number, kind as PatentKind);
    if (fault) context.addIssue({ code: 'custom', path: ['number'], params: { zh: fault.zh, en: fault.en } });
  });

/** 科技成果 as posted. */
export const achievementContentSchema = z
  .strictObject({
    ...common,
    advantage: line(5000).optional(),
    applicationFields: list(line(100)).optional(),
    registrationNumber: line(30).superRefine(explains(achievementNumberFault)).optional().describe('科技成果登记号'),
    trl: trl.optional(),
    trlScale: z.enum(TRL_SCALES).optional(),
    trlEvidence: line(2000).optional(),
    stage: z.enum(STAGES).optional(),
    attribute: z.enum(ATTRIBUTES).optional(),
    intellectualProperty: list(intellectualRight).optional(),
    priceMin: fen.optional(),
    priceMax: fen.optional(),
    priceBasis: line(200).optional(),
    team: list(z.strictObject({ name: line(60), orcid: orcid.optional() })).optional(),
    completedOn: day.optional(),
    right: z
      .strictObject({
        kind: z.enum(RIGHT_KINDS),
        start: day.optional(),
        end: day.optional(),
        empoweredOn: day.optional(),
      })
      .optional(),
    awards: list(line(200)).optional(),
    limitations: line(5000).optional(),
  })
  .refine((one) => ordered(one.priceMin, one.priceMax), { path: ['priceMax'], ...before('priceMin') })
  .refine((one) => ordered(one.validFrom, one.validUntil), { path: ['validUntil'], ...before('validFrom') });

export const CONTENT_SCHEMAS = { need: needContentSchema, achievement: achievementContentSchema } as const;
