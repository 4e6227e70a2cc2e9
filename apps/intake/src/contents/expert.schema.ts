import { z } from 'zod';
import { explains, storableText as line } from '#http';
import { AVAILABILITIES, doiFault } from '#matching';
import { day, inOrder, list, pricedShape } from './common.schema.js';
import { intellectualRight } from './intellectual-right.schema.js';
import { orcidSchema } from './orcid.schema.js';

const doi = line(200).superRefine(explains(doiFault));

/** 专家 as posted. */
export const expertContentSchema = inOrder(
  z.strictObject({
    ...pricedShape,
    name: line(60).describe('in no blind summary, like all that would tell who it is'),
    positions: list(line(100)).optional().describe('职称、职务'),
    orcid: orcidSchema.optional(),
    papers: list(
      z.strictObject({ title: line(300), doi: doi.optional(), year: z.int().min(1900).max(2100).optional() }),
    ).optional(),
    intellectualProperty: list(intellectualRight).optional(),
    awards: list(line(200)).optional(),
    availability: z.enum(AVAILABILITIES).optional(),
    availableFrom: day.optional().describe('first day they are to be had'),
  }),
);
