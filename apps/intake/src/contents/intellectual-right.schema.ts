import { z } from 'zod';
import { storableText as line } from '#http';
import { IP_KINDS, IP_STATUSES, patentNumberFault } from '#matching';
import type { PatentKind } from '#matching';

const PATENT_KINDS: readonly string[] = ['invention', 'utility-model', 'design'] satisfies PatentKind[];

/** A right of intellectual property. */
export const intellectualRight = z
  .strictObject({
    kind: z.enum(IP_KINDS),
    number: line(60).optional().describe('Chinese patent numbers are checked, their check digit included'),
    status: z.enum(IP_STATUSES).optional(),
    ownerShare: z.number().min(0).max(100).optional(),
  })
  .superRefine(({ kind, number }, context) => {
    if (number === undefined || !PATENT_KINDS.includes(kind)) return;
    const fault = patentNumberFault(number, kind as PatentKind);
    if (fault) context.addIssue({ code: 'custom', path: ['number'], params: { zh: fault.zh, en: fault.en } });
  });
