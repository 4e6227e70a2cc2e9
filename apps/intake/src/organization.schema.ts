import { z } from 'zod';
import { says, storableText } from '#http';
import { isCreditCode, isRegion, ORGANIZATION_KINDS } from '#matching';

export const creditCodeSchema = z
  .string()
  .trim()
  .toUpperCase()
  .refine(
    isCreditCode,
    says(
      '统一社会信用代码应为 18 位且校验位正确，请核对。',
      'a credit code has 18 characters and a check character that fits; check it.',
    ),
  );
export const regionSchema = z
  .string()
  .trim()
  .refine(
    isRegion,
    says('应为 GB/T 2260 六位行政区划代码，例如 440100。', 'should be a six-digit GB/T 2260 region code, e.g. 440100.'),
  );

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
