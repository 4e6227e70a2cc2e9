import { z } from 'zod';
import { ORGANIZATION_KINDS, RECORD_KINDS, TAG_EDITS, TAG_KINDS, TAG_SOURCES } from '#matching';
import { spanSchema } from '../views.js';

const tagSchema = z.object({
  kind: z.enum(TAG_KINDS),
  value: z.string().describe('a code for technical fields and industries, words for the others'),
  source: z
    .enum(TAG_SOURCES)
    .describe(
      'declared: by the owner; rule: read off the text by a pattern; model: guessed from records near in meaning',
    ),
  confidence: z.number().min(0).max(1).describe('1 for what is declared'),
  span: spanSchema.nullable().describe('the stored text it was read from; null: it stands nowhere'),
  edit: z.enum(['added', 'confirmed']).optional().describe('what the owner did to it'),
});

export const recordProfileSchema = z.object({
  id: z.uuid(),
  kind: z.enum(RECORD_KINDS),
  revision: z.int(),
  blind: z.boolean().describe('made of the blind summary of a record open on request'),
  organizationId: z.uuid().nullable().describe('null: not for the caller'),
  state: z.enum(['ready', 'pending']).describe('pending: a newer text or edit is being worked on'),
  language: z.enum(['zh', 'en', 'unknown']).nullable(),
  model: z.string().nullable().describe('embedding model it was made with'),
  tags: z.array(tagSchema).describe('by kind, the surest first'),
  removed: z
    .array(z.object({ kind: z.enum(TAG_KINDS), value: z.string(), edit: z.enum(TAG_EDITS) }))
    .describe('tags the owner removed; only for those who may edit'),
  editable: z.boolean(),
});
export type RecordProfile = z.infer<typeof recordProfileSchema>;

const strengthSchema = z.object({ value: z.string(), records: z.int().describe('records that have it') });

export const organizationProfileSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(ORGANIZATION_KINDS),
  region: z.string().nullable(),
  needs: z.int().describe('published ones that the caller may see'),
  supplies: z.int().describe('published ones that the caller may see'),
  strengths: z
    .object({ technicalFields: z.array(strengthSchema), keywords: z.array(strengthSchema) })
    .describe('of its supplies, the most frequent first'),
  needsByQuarter: z.array(
    z.object({
      quarter: z.string().describe('by date of posting in China, such as 2026Q3'),
      needs: z.int(),
      technicalFields: z.array(z.string()).describe('the most frequent'),
    }),
  ),
  partnerCount: z.int().nullable().describe('null: fewer than three, where it would tell who they are'),
  partners: z
    .array(
      z.object({
        id: z.uuid().nullable().describe('null: a partner whose record is open on request, by its blind summary'),
        name: z.string(),
        pairs: z.int().describe('pairs of records with an accepted pairing or a case'),
      }),
    )
    .nullable()
    .describe('null: not for the caller'),
});
