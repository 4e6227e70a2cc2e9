import { z } from 'zod';
import { sightOf } from '#access';
import type { Principal } from '#access';
import { awaitedBy, MOVES, movesFrom, RECORD_STATES, RUBRIC, rubricOf } from '#matching';
import type { Move, RecordContent, RecordKind } from '#matching';
import { isUnconfirmed, PIPELINE_STATES } from '#storage';
import type { RecordEntity } from '#storage';
import { mayMove } from './record-access.js';
import { CONTENT_SCHEMAS } from './record.schema.js';

const inBoth = { zh: z.string(), en: z.string() };

/** Why a record is held back. */
export const holdSchema = z
  .object({
    by: z.enum(['gate', 'person']).describe('gate: the quality rubric asks; person: a reviewer says'),
    pointer: z.string().nullable().describe('JSON pointer of the field that answers the question'),
    ...inBoth,
  })
  .nullable()
  .describe('why it is returned or rejected, and what to do');

const score = z.int().min(0).max(5);
export const scoresSchema = z.object({
  substance: score,
  clarity: score,
  cooperation: score,
  completeness: score,
} satisfies Record<(typeof RUBRIC)[number], z.ZodType>);
export const qualitySchema = z
  .object({ scores: scoresSchema, sum: z.int(), question: z.object({ pointer: z.string(), ...inBoth }).nullable() })
  .describe('how the quality rubric reads it; question: the one thing that keeps it from being published');

/** What a poster sees of a record of a kind. */
export const viewSchemaOf = <K extends RecordKind>(kind: K) =>
  z.object({
    id: z.uuid(),
    kind: z.literal(kind),
    organizationId: z.uuid(),
    agentOrganizationId: z.uuid().nullable().describe('who posted it for that organization'),
    externalId: z.string().nullable(),
    revision: z.int(),
    state: z.enum(RECORD_STATES),
    awaits: z.enum(['confirmation', 'review']).nullable().describe('what a submitted record waits for'),
    hold: holdSchema,
    mergedInto: z.uuid().nullable(),
    moves: z.array(z.enum(MOVES)).describe('what the caller may do with it now'),
    pipelineState: z.enum(PIPELINE_STATES),
    content: CONTENT_SCHEMAS[kind].nullable().describe('null: sealed, and not for the caller'),
    createdAt: z.iso.datetime(),
    revisedAt: z.iso.datetime(),
  });

/** The content as far as the caller may see it; null when it is sealed and not for them. */
export function contentFor(
  caller: Principal,
  record: Pick<RecordEntity, 'kind' | 'organizationId' | 'agentOrganizationId' | 'confidentiality'>,
  content: RecordContent,
): RecordContent | null {
  const { kind, organizationId, agentOrganizationId, confidentiality } = record;
  // A version may have been sealed when the present one is not.
  const sealed = confidentiality === 'sealed' || content.confidentiality === 'sealed';
  const owned = { organizationId, agentOrganizationId };
  const sight = sightOf(caller, kind, { ...owned, confidentiality: sealed ? 'sealed' : confidentiality });
  if (sight === 'whole') return content;
  const { contact: _contact, ...rest } = content;
  return sight === 'no-contact' ? rest : null;
}

export const viewOf = (record: RecordEntity, caller: Principal): object => {
  const content = contentFor(caller, record, record.content);
  return {
    id: record.id,
    kind: record.kind,
    organizationId: record.organizationId,
    agentOrganizationId: record.agentOrganizationId,
    externalId: record.externalId,
    revision: record.revision,
    state: record.state,
    awaits: awaitedBy(record.state, isUnconfirmed(record)),
    hold: content && holdOf(record.hold),
    mergedInto: record.mergedInto,
    moves: movesOf(record, caller),
    pipelineState: record.pipelineState,
    content,
    createdAt: record.createdAt,
    revisedAt: record.revisedAt,
  };
};

/** How the rubric reads a record that the caller may read. */
export const qualityOf = ({ kind, content }: Pick<RecordEntity, 'kind' | 'content'>): z.infer<typeof qualitySchema> =>
  rubricOf(kind, content);

export function holdOf(hold: RecordEntity['hold']): z.infer<typeof holdSchema> {
  if (hold === null) return null;
  if (hold.by === 'gate') return { by: hold.by, pointer: hold.pointer, zh: hold.zh, en: hold.en };
  return { by: hold.by, pointer: null, zh: hold.reason, en: hold.reason };
}

function movesOf(record: RecordEntity, caller: Principal): Move[] {
  const awaited = awaitedBy(record.state, isUnconfirmed(record));
  const isInPlace = (move: Move): boolean =>
    move === 'confirm' ? awaited === 'confirmation' : move !== 'approve' || awaited !== 'confirmation';
  return movesFrom(record.state).filter((move) => isInPlace(move) && mayMove(caller, move, record));
}
