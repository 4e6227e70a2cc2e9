import { z } from 'zod';
import { LEAST_PASSWORD, LONGEST_PASSWORD } from '#accounts';
import { ROLES, SCOPES } from '#access';
import { says, storableText } from '#http';
import { ORGANIZATION_KINDS } from '#matching';

export const emailSchema = z
  .string()
  .trim()
  .max(200)
  .refine((email) => z.email().safeParse(email).success, says('应为邮箱地址。', 'should be an e-mail address.'));
/** A password someone chooses. */
export const newPasswordSchema = z.string().min(LEAST_PASSWORD).max(LONGEST_PASSWORD);
/** A password someone claims to have. */
export const givenPasswordSchema = z.string().min(1).max(LONGEST_PASSWORD);

export const LOCALES = ['zh', 'en'] as const;

export const sessionSchema = z.object({
  account: z.object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    role: z.enum(ROLES),
    organization: z.object({ id: z.uuid(), name: z.string(), kind: z.enum(ORGANIZATION_KINDS) }),
    locale: z.enum(LOCALES),
  }),
  csrfToken: z.string().describe('goes into the header x-csrf-token of every unsafe request made with the cookie'),
  can: z.array(z.string()).describe('rights as action:subject, e.g. review:pairing'),
});

export const accountSchema = z.object({
  id: z.uuid(),
  organizationId: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  locale: z.enum(LOCALES),
  disabled: z.boolean(),
  createdAt: z.iso.datetime(),
  signedInAt: z.iso.datetime().nullable(),
});

export const listedAccountSchema = accountSchema.extend({
  organizationName: z.string(),
  lockedUntil: z.iso.datetime().nullable().describe('too many failed sign-ins lock it until then; null: not locked'),
});

export const accountInputSchema = z.strictObject({
  organizationId: z.uuid(),
  email: emailSchema,
  name: storableText(60),
  role: z.enum(ROLES),
  locale: z.enum(LOCALES).default('zh'),
  password: newPasswordSchema.optional().describe('without it one is made, and shown once in the answer'),
});
export const accountChangesSchema = z.strictObject({
  organizationId: z.uuid().optional(),
  name: storableText(60).optional(),
  role: z.enum(ROLES).optional(),
  disabled: z.boolean().optional(),
});

export const apiKeySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  beginning: z.string().describe('first characters of the key, to know it by'),
  scopes: z.array(z.enum(SCOPES)),
  expiresAt: z.iso.datetime(),
  createdAt: z.iso.datetime(),
  usedAt: z.iso.datetime().nullable(),
});
/** Days a key may live. */
export const LONGEST_KEY_DAYS = 366;
export const apiKeyInputSchema = z.strictObject({
  name: storableText(60),
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
  expiresAt: z.iso
    .datetime({ offset: true })
    .refine(
      (time) => {
        const days = (Date.parse(time) - Date.now()) / 86_400_000;
        return days > 0 && days <= LONGEST_KEY_DAYS;
      },
      says(`应为今后 ${LONGEST_KEY_DAYS} 天内的时间。`, `should be a time within the next ${LONGEST_KEY_DAYS} days.`),
    )
    .describe('ISO 8601'),
});
