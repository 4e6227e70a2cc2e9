import { z } from 'zod';
import { explains, says, storableText as line } from '#http';
import {
  CONFIDENTIALITIES,
  COOPERATION_MODE_CODES,
  disciplineFault,
  industryFault,
  ipcFault,
  technicalFieldFault,
} from '#matching';
import { regionSchema } from '../organization.schema.js';

/** Longest texts taken: three times the longest real achievement. */
const LONGEST_BODY = 60_000;
const MOST_ITEMS = 50;

export const list = <T extends z.ZodType>(item: T) => z.array(item).max(MOST_ITEMS);
export const day = z.iso.date();
export const fen = z.int().min(0).max(Number.MAX_SAFE_INTEGER).describe('分 (1/100 CNY)');
export const trl = z.int().min(1).max(9);
/** A code is checked whole: its own rule explains a wrong length better than a limit does. */
const technicalField = line(20).superRefine(explains(technicalFieldFault));
const industry = line(20).superRefine(explains(industryFault));
const ipc = line(30).superRefine(explains(ipcFault));
const discipline = line(20).superRefine(explains(disciplineFault));

/** What both sides can state. */
export const commonShape = {
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

/** What every supply can state of where it is used and what it costs. */
export const pricedShape = {
  ...commonShape,
  applicationFields: list(line(100)).optional(),
  priceMin: fen.optional(),
  priceMax: fen.optional(),
  priceBasis: line(200).optional(),
};

export const ordered = (low: unknown, high: unknown): boolean =>
  low === undefined || high === undefined || (low as number | string) <= (high as number | string);
export const before = (what: string) => ({
  ...says(`应不小于下限（${what}）。`, `should not be below the lower bound (${what}).`),
});

/** The pairs of bounds that every supply has, the lower first. */
interface Bounds {
  priceMin?: unknown;
  priceMax?: unknown;
  validFrom?: unknown;
  validUntil?: unknown;
}
/** A schema whose prices and days are in order. */
export const inOrder = <T extends z.ZodObject>(schema: T): T =>
  schema
    .refine((one) => ordered((one as Bounds).priceMin, (one as Bounds).priceMax), {
      path: ['priceMax'],
      ...before('priceMin'),
    })
    .refine((one) => ordered((one as Bounds).validFrom, (one as Bounds).validUntil), {
      path: ['validUntil'],
      ...before('validFrom'),
    });
