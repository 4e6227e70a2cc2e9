import { z } from 'zod';
import { storableText as line } from '#http';
import { HORIZONS } from '#matching';
import { regionSchema } from '../organization.schema.js';
import { before, commonShape, day, fen, list, ordered, trl } from './common.schema.js';

/** 企业技术需求 as posted. */
export const needContentSchema = z
  .strictObject({
    ...commonShape,
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
