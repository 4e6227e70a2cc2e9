import { z } from 'zod';
import { regionFault } from '#codes';
import { explains, storableText } from '#http';
import { creditCodeFault, ORGANIZATION_KINDS } from '#matching';

export const creditCodeSchema = z.string().trim().toUpperCase().superRefine(explains(creditCodeFault));
export const regionSchema = z.string().trim().superRefine(explains(regionFault));

export const organizationInputSchema = z.strictObject({
  name: storableText(200),
  kind: z.enum(ORGANIZATION_KINDS),
  creditCode: creditCodeSchema.optional().describe('统一社会信用代码, GB 32100-2015'),
  region: regionSchema.optional().describe('GB/T 2260'),
});
export type OrganizationBody = z.infer<typeof organizationInputSchema>;

export const organizationViewSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(ORGANIZATION_KINDS),
  creditCode: z.string().nullable(),
  region: z.string().nullable(),
  revision: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
