import { z } from 'zod';
import { COMPARED_FIELDS } from '#matching';
import { COMMON_NEED_STATES } from '#storage';
import type { CommonNeedView } from '#storage';
import { recordSummarySchema, summaryOf } from '../views.js';

const count = z.int().min(0);
const unit = z.number().min(0).max(1).nullable();

export const summarySchema = z.object({
  id: z.uuid(),
  state: z.enum(COMMON_NEED_STATES),
  title: z
    .string()
    .describe('empty, as the description, until the next grouping, when a need it was taken from is gone'),
  description: z.string(),
  industry: z.string().nullable().describe('GB/T 4754; null where no need states one'),
  cohesion: unit.describe('mean likeness of its pairs; not a probability'),
  settled: z.boolean().describe('a person has decided on it; the engine only suggests'),
  revision: z.int(),
  changedAt: z.iso.datetime(),
  enterprises: count.describe('different enterprises whose needs are public now'),
  needs: count,
  suggestions: count.describe('needs the engine would add'),
});

export const commonNeedSchema = z.object({
  ...summarySchema.shape,
  members: z.array(
    z.object({
      record: recordSummarySchema,
      suggested: z.boolean(),
      likeness: unit.describe('to the others, on average'),
    }),
  ),
});

export const commonNeedOf = ({ members, ...summary }: CommonNeedView): object => ({
  ...summary,
  members: members.map(({ record, ...member }) => ({ ...member, record: summaryOf(record) })),
});

export const runSchema = z.object({
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  outcome: z.enum(['done', 'overtaken', 'failed']).nullable(),
  needs: count.describe('needs it looks at'),
  done: count.describe('needs it has compared'),
  grouped: count.nullable(),
});

export const publishedSchema = z.object({
  id: z.uuid(),
  title: z.string(),
  description: z.string(),
  industry: z.string().nullable(),
  enterprises: count,
  needs: count,
});

export const listSummarySchema = z.object({
  number: z.int().min(1),
  publishedAt: z.iso.datetime(),
  digest: z.string().describe('SHA-256 of the JSON of items with sorted keys'),
  count,
});
export const listSchema = z.object({ ...listSummarySchema.shape, items: z.array(publishedSchema) });

export const comparisonSchema = z.object({
  from: listSummarySchema,
  to: listSummarySchema,
  added: z.array(publishedSchema),
  removed: z.array(publishedSchema),
  changed: z.array(
    z.object({ id: z.uuid(), fields: z.array(z.enum(COMPARED_FIELDS)), from: publishedSchema, to: publishedSchema }),
  ),
});
