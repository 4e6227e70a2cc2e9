import { z } from 'zod';
import { storableText } from '#http';
import { industryFault, TAG_EDITS, TAG_KINDS, technicalFieldFault } from '#matching';
import type { TagKind } from '#matching';
import type { TagChange } from '#storage';

/** What an owner does to a tag, and what is kept of that. `reset` takes it back. */
const ACTIONS = { add: 'added', remove: 'removed', confirm: 'confirmed', reset: null } as const;

/** Why a code is none; other kinds take any words. */
const CODE_FAULTS: Partial<Record<TagKind, (value: string) => { zh: string; en: string } | null>> = {
  'technical-field': technicalFieldFault,
  industry: industryFault,
};

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
  .superRefine(({ kind, value, action }, context) => {
    const fault = action === 'add' ? CODE_FAULTS[kind]?.(value) : null;
    if (fault) context.addIssue({ code: 'custom', path: ['value'], params: { zh: fault.zh, en: fault.en } });
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
