import { z } from 'zod';
import { says, storableText as line } from '#http';
import { AVAILABILITIES } from '#matching';
import { day, inOrder, list, pricedShape, trl } from './common.schema.js';

/** 中试平台 as posted. */
export const facilityContentSchema = inOrder(
  z.strictObject({
    ...pricedShape,
    bridgesFrom: trl.describe('technology readiness level it takes in'),
    bridgesTo: trl.describe('the one it brings that to'),
    services: list(line(200)).optional(),
    equipment: list(line(200)).optional(),
    capacity: line(500).optional(),
    certifications: list(line(200)).optional(),
    availability: z.enum(AVAILABILITIES).optional(),
    availableFrom: day.optional().describe('first day it is to be had'),
  }),
).refine(({ bridgesFrom, bridgesTo }) => bridgesFrom < bridgesTo, {
  path: ['bridgesTo'],
  ...says(
    '应大于承接的成熟度（bridgesFrom）：中试平台把成果从较低的 TRL 带到较高的 TRL。',
    'should be above bridgesFrom: a pilot facility brings an achievement from a lower TRL to a higher one.',
  ),
});
