import { z } from 'zod';
import { CROSS_LANGUAGE } from '#embedding';
import {
  BEHIND_BY,
  CODE_TREES,
  CONFIDENTIALITIES,
  COOPERATION_MODE_CODES,
  DECISIONS,
  DECLINE_REASON_CODES,
  INDICATOR_OUTCOMES,
  RECORD_KINDS,
  SIGNAL_NAMES,
  SUPPLY_KINDS,
  summarize,
} from '#matching';
import type { Evidence, Gap, Locale, ShownLink } from '#matching';
import { isOpen } from '#storage';
import type { Agreement, BriefRecord, ListedPairing, ReviewEntity } from '#storage';
import type { Disclosed } from './disclosure.js';

/** Characters of a body that a list shows. */
const EXCERPT = 160;

/** Whether Chinese and English records find each other. */
export const crossLanguageSchema = z
  .enum(CROSS_LANGUAGE)
  .describe('off: the model is of one language, and records in another are found by shared terms at best');

const blindSchema = z
  .boolean()
  .describe('true: open on request, and this is its blind summary: names and numbers are hidden by █');

export const recordSummarySchema = z.object({
  id: z.uuid(),
  kind: z.enum(RECORD_KINDS),
  revision: z.int(),
  title: z.string(),
  excerpt: z.string(),
  blind: blindSchema,
  organizationName: z.string(),
  region: z.string().nullable(),
  technicalFields: z.array(z.string()),
  industries: z.array(z.string()),
  keywords: z.array(z.string()),
});
export type RecordSummary = z.infer<typeof recordSummarySchema>;

export const recordSchema = z.object({
  id: z.uuid(),
  kind: z.enum(RECORD_KINDS),
  revision: z.int(),
  blind: blindSchema,
  organizationName: z.string(),
  organizationRegion: z.string().nullable(),
  content: z
    .looseObject({ title: z.string(), description: z.string(), confidentiality: z.enum(CONFIDENTIALITIES).optional() })
    .describe('the record as posted, without its contact'),
});

export const spanSchema = z
  .object({ path: z.string(), start: z.int(), end: z.int() })
  .describe('a range of UTF-16 units in the text at a JSON pointer of the content');
const quoteSchema = z.object({ text: z.string(), span: spanSchema });
const modes = z.array(z.enum(COOPERATION_MODE_CODES));
const level = z.int().min(1).max(9);
const fen = z.int().describe('分 (1/100 CNY)');

const sharedPhraseSchema = z.object({ text: z.string(), need: spanSchema, supply: spanSchema });

const evidenceSchema: z.ZodType<Evidence> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('similar-meaning'), of: z.enum(['title', 'body']), similarity: z.number() }),
  z.object({
    kind: z.literal('shared-terms'),
    unit: z.enum(['character', 'word']),
    terms: z.array(sharedPhraseSchema),
  }),
  z.object({
    kind: z.literal('shared-phrases'),
    phrases: z.array(sharedPhraseSchema),
  }),
  z.object({
    kind: z.literal('keywords'),
    found: z.array(sharedPhraseSchema),
    missing: z.array(quoteSchema),
    tagged: z
      .array(
        z.object({
          text: z.string(),
          need: spanSchema.nullable(),
          supply: spanSchema.nullable(),
          found: z.boolean(),
        }),
      )
      .optional()
      .describe("keywords of an owner's tags; a span is null on the side whose text does not have it"),
  }),
  z.object({
    kind: z.literal('nearest-codes'),
    tree: z.enum(CODE_TREES),
    need: z.string(),
    supply: z.string(),
    sharedLevels: z.int(),
  }),
  z.object({ kind: z.literal('maturity'), leastTrl: level, trl: level, declaredAs: z.enum(['trl', 'stage']) }),
  z.object({ kind: z.literal('cooperation'), shared: modes, wanted: modes, offered: modes }),
  z.object({ kind: z.literal('price'), budgetMax: fen, priceMin: fen }),
  z.object({ kind: z.literal('region'), need: z.string(), supply: z.string(), sharedLevels: z.int() }),
  z.object({
    kind: z.literal('indicators'),
    comparisons: z.array(
      z.object({ asked: quoteSchema, stated: quoteSchema.nullable(), outcome: z.enum(INDICATOR_OUTCOMES) }),
    ),
  }),
  z.object({ kind: z.literal('age'), completedOn: z.string(), years: z.number() }),
]);

const gapSchema: z.ZodType<Gap> = z.union([
  z.object({
    kind: z.literal('maturity'),
    asked: level,
    stated: level.nullable(),
    closedBy: z
      .object({ id: z.uuid(), title: z.string(), pairingId: z.uuid().nullable() })
      .optional()
      .describe('a facility offered to the need that takes the achievement from the one level to the other'),
  }),
  z.object({ kind: z.literal('cooperation'), asked: modes, stated: modes }),
  z.object({ kind: z.literal('price'), asked: fen, stated: fen.nullable() }),
  z.object({ kind: z.literal('indicators'), asked: z.array(quoteSchema), stated: z.null() }),
  z.object({
    kind: z.literal('indicators'),
    asked: z.array(quoteSchema),
    stated: quoteSchema,
    outcome: z.enum(['violated', 'unknown']),
  }),
  z.object({ kind: z.literal('region'), asked: z.array(z.string()), stated: z.string().nullable() }),
  z.object({ kind: z.literal('ip'), asked: z.string(), stated: z.null() }),
]);

const ofAchievement = {
  achievementId: z.uuid(),
  title: z.string().describe('of the achievement, as everyone may see it'),
  pairingId: z.uuid().nullable().describe('of the achievement with the need; null where nothing is stored'),
};
const linkSchema: z.ZodType<ShownLink> = z.discriminatedUnion('kind', [
  z
    .object({ kind: z.literal('behind'), by: z.enum(BEHIND_BY), ...ofAchievement })
    .describe('the expert is of the team; name: of the same name and organization, where not both state an ORCID'),
  z
    .object({ kind: z.literal('bridges'), from: level, to: level, ...ofAchievement })
    .describe('the facility takes it from the TRL it declares to the one the need asks for'),
]);

const signalSchema = z.object({
  signal: z.enum(SIGNAL_NAMES),
  value: z.number().min(0).max(1).nullable().describe('null: unknown, a side is silent'),
  share: z.number().min(0).max(1).describe('part of the score this signal had'),
  evidence: evidenceSchema.nullable(),
});

/** What every pairing shows, stored or not. */
const explainedShape = {
  score: z.number().min(0).max(1).describe('what the order goes by; comparable within one engine digest'),
  probability: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .describe(
      '0.72: of 100 such pairings a judge finds that 72 solve all or a substantial part of the need; never falls when the score rises, for supplies described as fully; null: the supply is an expert, a facility or a service, of which nobody has judged any, or it was made before there was a calibration and a new ranking is on its way',
    ),
  supplyKind: z.enum(SUPPLY_KINDS),
  links: z
    .array(linkSchema)
    .describe("what an expert or a facility has to do with achievements on the need's list; only what may be seen now"),
  summary: z.string().describe('one line, by Accept-Language'),
  signals: z.array(signalSchema),
  gaps: z.array(gapSchema),
  engineDigest: z.string(),
  degraded: z.enum(['no-model']).nullable(),
};
export const matchSchema = z.object({ ...explainedShape, rank: z.int().min(1), partner: recordSummarySchema });

const pairingShape = {
  id: z.uuid(),
  ...explainedShape,
  needId: z.uuid(),
  supplyId: z.uuid(),
  needRevision: z.int(),
  supplyRevision: z.int(),
  needRank: z.int().min(1).describe('place by score for the need, among supplies of this kind'),
  supplyRank: z.int().min(1).describe('place by score for the supply'),
  shownRank: z
    .int()
    .min(1)
    .describe("place on the list read, which looks at both sides; of a pairing alone: on the need's list"),
  stale: z.boolean().describe('a side was edited since; a new ranking is on its way'),
  createdAt: z.iso.datetime(),
};
export const pairingSummarySchema = z.object({
  ...pairingShape,
  need: recordSummarySchema,
  supply: recordSummarySchema,
});

const contactSchema = z
  .object({ name: z.string().optional(), phone: z.string().optional(), email: z.string().optional() })
  .nullable();
export const agreementSchema = z
  .object({
    need: z.iso.datetime().nullable().describe("since when the need's owner agrees"),
    supply: z.iso.datetime().nullable().describe("since when the supply's owner agrees"),
    open: z.boolean().describe('both agree: each sees the whole record of the other and whom to call'),
  })
  .describe('consent of both sides to be known to each other');
export const pairingSchema = z.object({
  ...pairingShape,
  need: recordSchema,
  supply: recordSchema,
  agreement: agreementSchema,
  contacts: z
    .object({ need: contactSchema, supply: contactSchema })
    .nullable()
    .describe('null until both sides agree; for the two sides, brokers and operators'),
});

export const reviewSchema = z.object({
  id: z.uuid(),
  pairingId: z.uuid(),
  decision: z.enum(DECISIONS),
  reason: z.enum(DECLINE_REASON_CODES).nullable(),
  note: z.string().nullable(),
  reviewer: z.string().describe('id of the account that decided'),
  supersedes: z.uuid().nullable(),
  needRevision: z.int(),
  supplyRevision: z.int(),
  engineDigest: z.string(),
  score: z.number(),
  shownRank: z
    .int()
    .min(1)
    .nullable()
    .describe("place on the need's list when it was reviewed; null: before this was kept"),
  propensity: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .describe('chance that a reviewer looks at that place; a fit divides by it'),
  createdAt: z.iso.datetime(),
});

export function summaryOf(record: BriefRecord): RecordSummary {
  const { content } = record;
  const text = content.description.replace(/\s+/g, ' ').trim();
  return {
    id: record.id,
    kind: record.kind,
    revision: record.revision,
    title: content.title,
    excerpt: text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text,
    blind: record.blind,
    organizationName: record.organizationName,
    region: content.region ?? record.organizationRegion,
    technicalFields: content.technicalFields ?? [],
    industries: content.industries ?? [],
    keywords: content.keywords ?? [],
  };
}

function shared(view: ListedPairing, locale: Locale): object {
  const { need, supply, ...pairing } = view;
  const stale = need.revision !== view.needRevision || supply.revision !== view.supplyRevision;
  return { ...pairing, stale, summary: summarize(view, locale) };
}

export const pairingSummaryOf = (view: ListedPairing, locale: Locale): object => ({
  ...shared(view, locale),
  need: summaryOf(view.need),
  supply: summaryOf(view.supply),
});

export const pairingOf = ({ view, agreement, contacts }: Disclosed, locale: Locale): object => ({
  ...shared(view, locale),
  need: view.need,
  supply: view.supply,
  agreement: agreementOf(agreement),
  contacts,
});

export const agreementOf = (agreement: Agreement): object => ({ ...agreement, open: isOpen(agreement) });

export const reviewOf = ({ needId: _n, supplyId: _s, signals: _signals, ...review }: ReviewEntity): object => review;
