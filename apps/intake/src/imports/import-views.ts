import { z } from 'zod';
import { isStorable } from '#http';
import { RECORD_KINDS } from '#matching';
import { IMPORT_STATES } from '#storage';
import { columnByKey } from './columns.js';

export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
export const kindQuery = z.strictObject({ kind: z.enum(RECORD_KINDS) });

export const uploadQuery = kindQuery.extend({
  dryRun: flag.default(false).describe('check every row and change nothing'),
  publish: flag.default(true).describe('publish new records; false keeps them as drafts'),
  allOrNothing: flag.default(false).describe('one faulty row keeps all of them out; false takes in the good ones'),
});
export const faultsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  offset: z.coerce.number().int().min(0).default(0),
});

const isKey = (key: string): boolean => RECORD_KINDS.some((kind) => columnByKey(kind, key) !== null);

/** Headers of the file, each with the key of the column it stands for, or null for one to be left out. */
export const mappingSchema = z
  .record(z.string().max(1000), z.string().max(100).nullable())
  .superRefine((mapping, context) => {
    const entries = Object.entries(mapping);
    if (entries.length > 500) {
      context.addIssue({ code: 'custom', params: { zh: '至多 500 列。', en: 'at most 500 columns.' } });
    }
    for (const [header, key] of entries) {
      if (!isStorable(header)) {
        context.addIssue({
          code: 'custom',
          path: [header],
          params: {
            zh: '列名含有无法保存的字符。',
            en: 'the name of the column holds characters that cannot be stored.',
          },
        });
      }
      if (key === null || isKey(key)) continue;
      context.addIssue({
        code: 'custom',
        path: [header],
        params: {
          zh: `没有“${key}”这一列；可用的列见 POST /intake/v1/imports/headers 的 fields。`,
          en: `there is no column “${key}”; fields of POST /intake/v1/imports/headers lists them.`,
        },
      });
    }
  });

export const viewSchema = z.object({
  id: z.uuid(),
  accountId: z.uuid().nullable().describe('who sent it'),
  kind: z.enum(RECORD_KINDS),
  fileName: z.string(),
  format: z.enum(['jsonl', 'csv', 'xlsx']),
  dryRun: z.boolean(),
  publish: z.boolean(),
  allOrNothing: z.boolean(),
  mapping: z.record(z.string(), z.string().nullable()).nullable().describe('what the sender said of the headers'),
  state: z.enum(IMPORT_STATES),
  resumable: z.boolean().describe('whether POST …/resume goes on from where it stopped'),
  error: z.string().nullable(),
  bytes: z.int(),
  rowsTotal: z.int().nullable(),
  rowsDone: z.int(),
  rowsCreated: z.int(),
  rowsChanged: z.int(),
  rowsUnchanged: z.int(),
  rowsReturned: z.int().describe('of those created and changed: held back until they say more'),
  rowsFaulty: z.int(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});

export const faultsSchema = z.object({
  items: z.array(
    z.object({
      sheet: z.string().describe('empty for files without sheets'),
      row: z.int().describe('from 1, the header included'),
      faults: z.array(
        z.object({
          column: z.string().describe('header in the file; empty when the row as a whole is at fault'),
          kind: z.string().describe('sort of fault: missing, type, choice, range, rule, …'),
          value: z.string().describe('what stands in the cell, shortened'),
          detail: z.string().describe('what is wrong and how to mend it'),
        }),
      ),
    }),
  ),
});

export const headersSchema = z.object({
  sheets: z.array(
    z.object({
      sheet: z.string(),
      kind: z.enum(RECORD_KINDS).describe('what its rows are taken for, told by its name'),
      headerRow: z.int(),
      columns: z.array(
        z.object({
          header: z.string(),
          proposed: z.string().nullable().describe('key of a field; null when it is not known'),
          leftOut: z.boolean().describe('left out on purpose, last time or by its name'),
          sample: z.string().describe('the first value under it'),
        }),
      ),
    }),
  ),
  passedOver: z.array(z.string()).describe('sheets that are not read: hidden, empty, explanations, examples'),
  fields: z
    .record(z.enum(RECORD_KINDS), z.array(z.object({ key: z.string(), label: z.string() })))
    .describe('what a header can stand for'),
  remembered: z.boolean().describe('whether the proposals are those of an earlier file with the same headers'),
});
