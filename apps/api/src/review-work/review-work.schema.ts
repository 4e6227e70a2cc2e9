import { z } from 'zod';
import { DECISIONS, DECLINE_REASON_CODES, UNMET_REASONS } from '#matching';
import { pairingSummarySchema } from '../views.js';

const count = z.int().min(0);
const share = z.number().min(0).max(1);

export const queueQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(50).default(20) });

const whySchema = z.object({
  probability: share.describe('of being accepted'),
  worth: z.number().min(1).max(1.5).describe('what an accepted pairing is worth: 1, more with the budget stated'),
  deadline: z
    .object({ date: z.iso.date(), daysLeft: z.int(), nearness: share.describe('0: far or past, 1: due now') })
    .nullable()
    .describe('null: the need states none'),
  uncertainty: share.describe('bits a decision would tell the engine: 1 at a probability of one half'),
});
export const queueItemSchema = pairingSummarySchema.extend({
  expectedValue: z.number().min(0),
  why: whySchema,
  claim: z
    .object({ expiresAt: z.iso.datetime() })
    .nullable()
    .describe('the caller’s own; what others hold is not in the queue'),
});
export const queueSchema = z.object({
  total: count.describe('pairings that wait for a decision and nobody else holds'),
  items: z.array(queueItemSchema),
});

export const claimInputSchema = z.strictObject({ limit: z.int().min(1).max(50).default(10) });
export const claimsSchema = z.object({
  capacityLeft: count.describe('more that the caller may claim today'),
  items: z.array(queueItemSchema),
});

const titled = z.object({ id: z.uuid(), title: z.string().nullable().describe('null: gone since') });
export const planSchema = z.object({
  floor: z.int().describe('reviews each need is to get'),
  capacity: z.object({
    perBroker: count.describe('a day'),
    perSupply: count.describe('a day'),
    left: count.describe('of all brokers together, today'),
  }),
  brokers: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      left: count,
      held: count,
      planned: z
        .array(z.object({ id: z.uuid(), need: titled, supply: titled, expectedValue: z.number().min(0) }))
        .describe('pairings, the most valuable first'),
    }),
  ),
  unmet: z.array(
    z.object({
      need: titled,
      wanted: count,
      given: count.describe('decided, held or planned'),
      reason: z.enum(UNMET_REASONS),
    }),
  ),
  expectedValue: z.number().describe('of everything planned'),
});

export const reviewStatisticsSchema = z.object({
  decisions: z.record(z.enum(DECISIONS), count).describe('superseded ones do not count'),
  declineReasons: z.record(z.enum(DECLINE_REASON_CODES), count),
  reviewers: count,
  pairs: count,
  medianResponseSeconds: z.number().nullable().describe('from claim to decision; null: nothing was claimed yet'),
  agreement: z
    .object({
      kind: z.enum(['cohen', 'fleiss']).describe('cohen: two reviewers in all; fleiss: more'),
      pairs: count.describe('with two or more reviewers'),
      observed: share,
      expected: share.describe('by chance'),
      kappa: z.number().nullable().describe('null: everyone always says the same, so chance explains all'),
    })
    .nullable()
    .describe('null: no pair has two reviewers'),
});

export const declineReasonsSchema = z.object({
  least: z.int().describe('a reason is shown once so many pairs were declined for it'),
  items: z.array(z.object({ reason: z.enum(DECLINE_REASON_CODES), label: z.string(), pairs: count })),
});
