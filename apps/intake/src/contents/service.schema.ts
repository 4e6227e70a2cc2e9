import { z } from 'zod';
import { storableText as line } from '#http';
import { SERVICE_KINDS } from '#matching';
import { inOrder, list, pricedShape } from './common.schema.js';

const LONGEST_DAYS = 3650;

/** 科技服务 as posted. */
export const serviceContentSchema = inOrder(
  z.strictObject({
    ...pricedShape,
    serviceKind: z.enum(SERVICE_KINDS),
    deliverables: list(line(200)).optional(),
    leadTimeDays: z.int().min(0).max(LONGEST_DAYS).optional(),
    certifications: list(line(200)).optional(),
  }),
);
