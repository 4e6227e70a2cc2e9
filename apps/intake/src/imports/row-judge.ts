import { z } from 'zod';
import { faultsOf, madeStorable, storableText } from '#http';
import type { InputFault } from '#http';
import { contentHash, ORGANIZATION_KINDS } from '#matching';
import type { AnyContent, OrganizationKind, RecordKind } from '#matching';
import type { ImportedRow, RowFault, RowFaults } from '#storage';
import { creditCodeSchema, regionSchema } from '../organization.schema.js';
import { CONTENT_SCHEMAS } from '../record.schema.js';
import { choicesOf } from './columns.js';
import type { SheetPlace } from './tables.js';

/** A row of a file: what is to be taken in, or why it cannot be. */
export type ReadRow = { kind: RecordKind; row: number; value: ImportedRow } | ({ kind: RecordKind } & RowFaults);

/** What a row says beside the record itself. */
const rowSchema = z.object({
  id: storableText(200).optional(),
  organizationName: storableText(200),
  organizationKind: z.enum(ORGANIZATION_KINDS).optional(),
  organizationCreditCode: creditCodeSchema.optional(),
  organizationRegion: regionSchema.optional(),
});
const ROW_FIELDS = Object.keys(rowSchema.shape);
/** Whose a record mostly is, where the row does not say. */
const USUAL_ORGANIZATION: Readonly<Record<RecordKind, OrganizationKind>> = {
  need: 'enterprise',
  achievement: 'university',
  expert: 'university',
  facility: 'institute',
  service: 'institute',
};
const SHOWN_VALUE = 200;

/** How faults of a row are told in the words of its file. */
export interface RowWords {
  columnOf(pointer: string): string;
  valueOf(pointer: string): string;
}

/** Cut first: a cut may go through a pair of surrogates. */
export const shortened = (value: string): string => madeStorable(value.slice(0, SHOWN_VALUE));

/** Pointers, columns and words hold what the file calls its fields, whatever that is. */
export const faulty = ({ kind, number, name }: SheetPlace, row: number, faults: RowFault[]): ReadRow => ({
  kind,
  sheetNumber: number,
  sheet: madeStorable(name),
  row,
  faults: faults.map((fault) => ({
    kind: fault.kind,
    pointer: madeStorable(fault.pointer),
    column: madeStorable(fault.column),
    value: madeStorable(fault.value),
    zh: madeStorable(fault.zh),
    en: madeStorable(fault.en),
  })),
});

export const wholeRow = (place: SheetPlace, row: number, kind: string, zh: string, en: string): ReadRow =>
  faulty(place, row, [{ pointer: '', column: '', kind, value: '', zh, en }]);

/** Checks a row against the schemas that the API uses, and reports every fault at once, `others` included. */
export function judge(
  place: SheetPlace,
  row: number,
  value: Readonly<Record<string, unknown>>,
  words: RowWords,
  others: readonly RowFault[] = [],
): ReadRow {
  const { kind } = place;
  const own = Object.fromEntries(Object.entries(value).filter(([field]) => ROW_FIELDS.includes(field)));
  const rest = Object.fromEntries(Object.entries(value).filter(([field]) => !ROW_FIELDS.includes(field)));
  const envelope = rowSchema.safeParse(own, { reportInput: true });
  const content = CONTENT_SCHEMAS[kind].safeParse(rest, { reportInput: true });
  if (envelope.success && content.success && others.length === 0) {
    const { id, organizationName, organizationKind, organizationCreditCode, organizationRegion } = envelope.data;
    const organization = {
      name: organizationName,
      kind: organizationKind ?? USUAL_ORGANIZATION[kind],
      creditCode: organizationCreditCode ?? null,
      region: organizationRegion ?? null,
    };
    // Without an id of its own, a row is known again by who posted it under which title, an expert by the name besides.
    const externalId = id ?? `row-${contentHash([organization.name, ...identityOf(content.data)]).slice(0, 32)}`;
    return { kind, row, value: { externalId, organization, content: content.data } };
  }
  const toldOf = new Set(others.map(({ column }) => column));
  const found = [envelope, content]
    .flatMap((parsed) => (parsed.success ? [] : faultsOf(parsed.error)))
    .map((fault) => ({
      ...inWordsOfSheets(fault),
      column: words.columnOf(fault.pointer),
      value: shortened(words.valueOf(fault.pointer)),
    }))
    .filter(({ column }) => !toldOf.has(column));
  return faulty(place, row, [...others, ...found]);
}

const identityOf = ({ title, name }: AnyContent): string[] => (name === undefined ? [title] : [title, name]);

/** Sheets name coded values in Chinese, so faults do as well. */
function inWordsOfSheets(fault: InputFault): InputFault {
  const choices = fault.kind === 'choice' ? choicesOf(fault.pointer.split('/')[1] ?? '') : [];
  return choices.length === 0 ? fault : { ...fault, zh: `只能是：${choices.join('、')}。` };
}
