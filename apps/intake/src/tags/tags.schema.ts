import { z } from 'zod';
import { says, storableText } from '#http';
import { isIndustry, isTechnicalField, TAG_EDITS, TAG_KINDS } from '#matching';
import type { TagChange } from '#storage';

/** What an owner does to a tag, and what is kept of that. `reset` takes it back. */
const ACTIONS = { add: 'added', remove: 'removed', confirm: 'confirmed', reset: null } as const;

const changeSchema = z
  .strictObject({
    kind: z.enum(TAG_KINDS),
    value: storableText(100).describe('a code for technical fields and industries, words for the others'),
    action: z
      .enum(['add', 'remove', 'confirm', 'reset'])
      .describe(
        'add: it is one though nothing found it; remove: it is none though something finds it; confirm: what was found is right; reset: take back what was said of it',
      ),
  })
  .refine(({ kind, value, action }) => action !== 'add' || kind !== 'technical-field' || isTechnicalField(value), {
    path: ['value'],
    ...says('应为《国家重点支持的高新技术领域》编号，例如 4.3。', 'should be a technical field number, e.g. 4.3.'),
  })
  .refine(({ kind, value, action }) => action !== 'add' || kind !== 'industry' || isIndustry(value), {
    path: ['value'],
    ...says(
      '应为 GB/T 4754-2017 行业代码：门类字母加 2 至 4 位数字，例如 C3841。',
      'should be a GB/T 4754-2017 code: a section letter and 2 to 4 digits, e.g. C3841.',
    ),
  });

export const tagChangesSchema = z.strictObject({ edits: z.array(changeSchema).min(1).max(100) });
export type TagChangesBody = z.infer<typeof tagChangesSchema>;

export const tagEditsSchema = z.object({
  revision: z.int().describe('how often the tags of the record were edited'),
  edits: z
    .array(z.object({ kind: z.enum(TAG_KINDS), value: z.string(), edit: z.enum(TAG_EDITS) }))
    .describe('all that stands; it outlives new revisions and new profiles of the record'),
});

export const changesOf = ({ edits }: TagChangesBody): TagChange[] =>
  edits.map(({ kind, value, action }) => ({ kind, value, edit: ACTIONS[action] }));
