import { z } from 'zod';
import { explains, storableText as line } from '#http';
import { achievementNumberFault, ATTRIBUTES, RIGHT_KINDS, STAGES, TRL_SCALES } from '#matching';
import { day, inOrder, list, pricedShape, trl } from './common.schema.js';
import { intellectualRight } from './intellectual-right.schema.js';
import { orcidSchema } from './orcid.schema.js';

/** 科技成果 as posted. */
export const achievementContentSchema = inOrder(
  z.strictObject({
    ...pricedShape,
    advantage: line(5000).optional(),
    registrationNumber: line(30).superRefine(explains(achievementNumberFault)).optional().describe('科技成果登记号'),
    trl: trl.optional(),
    trlScale: z.enum(TRL_SCALES).optional(),
    trlEvidence: line(2000).optional(),
    stage: z.enum(STAGES).optional(),
    attribute: z.enum(ATTRIBUTES).optional(),
    intellectualProperty: list(intellectualRight).optional(),
    team: list(z.strictObject({ name: line(60), orcid: orcidSchema.optional() })).optional(),
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
  }),
);
