import { z } from 'zod';
import { CASE_PARTS } from '#access';
import { explains, pageSchema, says, storableText } from '#http';
import {
  CASE_AUDIENCES,
  CASE_END_REASON_CODES,
  CASE_STAGES,
  contractNumberFault,
  INTERESTS,
  RECORD_KINDS,
} from '#matching';

const stage = z.enum(CASE_STAGES);
const note = storableText(4000);
const audience = z
  .enum(CASE_AUDIENCES)
  .describe('broker: the broker, and whoever put it there with their organization; both-sides: the other side as well');

export const casesQuery = pageSchema(100, 20).extend({ stage: stage.optional() });

export const openInput = z.strictObject({ pairingId: z.uuid(), note: note.optional() });
export const moveInput = z
  .strictObject({
    to: stage,
    note: note.optional(),
    reason: z.enum(CASE_END_REASON_CODES).optional().describe('with ended'),
    amountFen: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional().describe('contract amount, in fen'),
    contractNumber: z.string().superRefine(explains(contractNumberFault)).optional(),
  })
  .refine(({ to, reason }) => (to === 'ended') === (reason !== undefined), {
    path: ['reason'],
    ...says('结束时必须给出原因代码，其他阶段不需要。', 'an end needs a reason code, other stages take none.'),
  })
  .refine((move) => move.reason !== 'other' || move.note !== undefined, {
    path: ['note'],
    ...says('原因为 other 时请写明说明。', 'the reason other needs a note.'),
  })
  .refine(
    ({ to, amountFen, contractNumber }) =>
      (amountFen === undefined && contractNumber === undefined) || to === 'contract-signed' || to === 'registered',
    {
      path: ['to'],
      ...says(
        '合同金额和登记编号只在签约或登记时填写。',
        'contract figures go with contract-signed or registered only.',
      ),
    },
  );
export const interestInput = z.strictObject({ interest: z.enum(INTERESTS) });
export const noteInput = z.strictObject({ text: note, audience: audience.default('broker') });
export const fileQuery = z.strictObject({ audience: audience.default('broker') });
export const reminderInput = z.strictObject({
  dueOn: z.iso.date(),
  text: storableText(500),
  audience: audience.default('broker'),
});
export const reminderChange = z.strictObject({ done: z.boolean() });

const actorSchema = z.object({
  part: z.enum(['broker', 'need', 'supply', 'platform']),
  name: z.string().nullable().describe('null: of the other side, whose people are not named'),
});
const sideSchema = z.object({
  id: z.uuid(),
  kind: z.enum(RECORD_KINDS),
  title: z
    .string()
    .nullable()
    .describe('blind until the sides agreed where the record is on request; null where sealed'),
  organizationName: z.string().nullable().describe('like the title'),
  interest: z.enum(INTERESTS).nullable(),
});
const itemShape = { id: z.uuid(), at: z.iso.datetime(), by: actorSchema, audience };

export const noteSchema = z.object({ ...itemShape, text: z.string() });
export const fileSchema = z.object({
  ...itemShape,
  name: z.string(),
  contentType: z.string(),
  bytes: z.int(),
});
export const reminderSchema = z.object({
  ...itemShape,
  dueOn: z.iso.date(),
  text: z.string(),
  doneAt: z.iso.datetime().nullable(),
});

const caseShape = {
  id: z.uuid(),
  stage,
  part: z
    .enum(CASE_PARTS)
    .describe('what the caller is in it: lead moves it; need and supply say their interest; all but readers add to it'),
  next: z.array(stage).describe('where the stage may lead'),
  pairingId: z.uuid(),
  need: sideSchema,
  supply: sideSchema,
  openedBy: actorSchema,
  openedAt: z.iso.datetime(),
  movedAt: z.iso.datetime(),
  endReason: z.enum(CASE_END_REASON_CODES).nullable(),
  amountFen: z.int().nullable(),
  contractNumber: z.string().nullable(),
  nextReminder: z.iso.date().nullable().describe('the first the caller may see that is not done'),
};
export const caseSummarySchema = z.object(caseShape);
export const casesSchema = z.object({
  total: z.int(),
  byStage: z.record(stage, z.int()).describe('of all the caller may see, whatever the filter'),
  items: z.array(caseSummarySchema),
});
export const caseSchema = z.object({
  ...caseShape,
  transitions: z.array(
    z.object({
      at: z.iso.datetime(),
      by: actorSchema,
      from: stage.nullable().describe('null: opened'),
      to: stage,
      reason: z.enum(CASE_END_REASON_CODES).nullable(),
      note: z.string().nullable().describe('seen by both sides'),
    }),
  ),
  notes: z.array(noteSchema),
  files: z.array(fileSchema),
  reminders: z.array(reminderSchema),
});
