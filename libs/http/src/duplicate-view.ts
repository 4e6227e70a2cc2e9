import { z } from 'zod';
import { DUPLICATE_VERDICTS, RECORD_KINDS } from '#matching';
import type { DuplicateVerdict, RecordContent, RecordKind, Span } from '#matching';

const spanSchema = z.object({ path: z.string(), start: z.int(), end: z.int() });

/** Another record that seems to say the same, as a poster and a broker see it. */
export const duplicateSchema = z.object({
  id: z.uuid(),
  kind: z.enum(RECORD_KINDS),
  revision: z.int(),
  title: z.string(),
  blind: z.boolean().describe('true: open on request, and this is its blind summary'),
  organizationName: z.string(),
  likeness: z.number().min(0).max(1).describe('how alike they are; not a probability'),
  sameTitle: z.boolean(),
  similarity: z.number().nullable().describe('of the embeddings; null without a model'),
  phrases: z
    .array(z.object({ text: z.string(), own: spanSchema, other: spanSchema }))
    .describe('what both say, with its places in both'),
  verdict: z.enum(DUPLICATE_VERDICTS).nullable().describe('null while nobody has said'),
});

interface Suspected {
  record: {
    id: string;
    kind: RecordKind;
    revision: number;
    blind: boolean;
    content: RecordContent;
    organizationName: string;
  };
  likeness: number;
  sameTitle: boolean;
  similarity: number | null;
  phrases: { text: string; own: Span; other: Span }[];
  verdict: DuplicateVerdict | null;
}

export const duplicateOf = ({ record, likeness, sameTitle, similarity, phrases, verdict }: Suspected): object => ({
  id: record.id,
  kind: record.kind,
  revision: record.revision,
  title: record.content.title,
  blind: record.blind,
  organizationName: record.organizationName,
  ...{ likeness, sameTitle, similarity, phrases, verdict },
});
