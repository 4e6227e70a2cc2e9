import type { z } from 'zod';
import type { TableColumn } from '#exchange';
import { summarize } from '#matching';
import type { Contact, Locale } from '#matching';
import type { PairedRecord, ReviewOfShown } from '#storage';
import type { caseSummarySchema } from '../cases/cases.schema.js';
import type { Disclosed } from '../disclosure.js';

export type PairingRow = Disclosed & { id: string };

/** A case as the list of cases shows it; dates are not text yet. */
export type CaseRow = Omit<z.infer<typeof caseSummarySchema>, 'openedAt' | 'movedAt'> & {
  openedAt: Date;
  movedAt: Date;
};

const column = <Row>(header: string, cell: TableColumn<Row>['cell']): TableColumn<Row> => ({ header, cell });

const recordColumns = <Row>(side: 'need' | 'supply', of: (row: Row) => PairedRecord): TableColumn<Row>[] => [
  column(`${side}Id`, (row) => of(row).id),
  column(`${side}Title`, (row) => of(row).content.title),
  column(`${side}Organization`, (row) => of(row).organizationName),
  column(`${side}Blind`, (row) => of(row).blind),
];

const contactColumns = (
  side: 'need' | 'supply',
  of: (row: PairingRow) => Contact | null | undefined,
): TableColumn<PairingRow>[] => [
  column(`${side}ContactName`, (row) => of(row)?.name),
  column(`${side}ContactPhone`, (row) => of(row)?.phone),
  column(`${side}ContactEmail`, (row) => of(row)?.email),
];

export const pairingColumns = (locale: Locale): TableColumn<PairingRow>[] => [
  column('id', ({ view }) => view.id),
  ...recordColumns<PairingRow>('need', ({ view }) => view.need),
  ...recordColumns<PairingRow>('supply', ({ view }) => view.supply),
  column('supplyKind', ({ view }) => view.supplyKind),
  column('probability', ({ view }) => view.probability),
  column('score', ({ view }) => view.score),
  column('needRank', ({ view }) => view.needRank),
  column('supplyRank', ({ view }) => view.supplyRank),
  column('summary', ({ view }) => summarize(view, locale)),
  column('degraded', ({ view }) => view.degraded),
  column('engineDigest', ({ view }) => view.engineDigest),
  column('createdAt', ({ view }) => view.createdAt.toISOString()),
  ...contactColumns('need', ({ contacts }) => contacts?.need),
  ...contactColumns('supply', ({ contacts }) => contacts?.supply),
];

export const REVIEW_COLUMNS: readonly TableColumn<ReviewOfShown>[] = [
  column('id', ({ id }) => id),
  column('pairingId', ({ pairingId }) => pairingId),
  ...recordColumns<ReviewOfShown>('need', ({ need }) => need),
  ...recordColumns<ReviewOfShown>('supply', ({ supply }) => supply),
  column('decision', ({ decision }) => decision),
  column('reason', ({ reason }) => reason),
  column('note', ({ note }) => note),
  column('reviewer', ({ reviewer }) => reviewer),
  column('supersedes', ({ supersedes }) => supersedes),
  column('needRevision', ({ needRevision }) => needRevision),
  column('supplyRevision', ({ supplyRevision }) => supplyRevision),
  column('engineDigest', ({ engineDigest }) => engineDigest),
  column('score', ({ score }) => score),
  column('shownRank', ({ shownRank }) => shownRank),
  column('createdAt', ({ createdAt }) => createdAt.toISOString()),
];

export const CASE_COLUMNS: readonly TableColumn<CaseRow>[] = [
  column('id', ({ id }) => id),
  column('stage', ({ stage }) => stage),
  column('part', ({ part }) => part),
  ...(['need', 'supply'] as const).flatMap((side) => [
    column<CaseRow>(`${side}Id`, (row) => row[side].id),
    column<CaseRow>(`${side}Title`, (row) => row[side].title),
    column<CaseRow>(`${side}Organization`, (row) => row[side].organizationName),
    column<CaseRow>(`${side}Interest`, (row) => row[side].interest),
  ]),
  column('openedBy', ({ openedBy }) => openedBy.name),
  column('openedAt', ({ openedAt }) => openedAt.toISOString()),
  column('movedAt', ({ movedAt }) => movedAt.toISOString()),
  column('endReason', ({ endReason }) => endReason),
  column('amountFen', ({ amountFen }) => amountFen),
  column('contractNumber', ({ contractNumber }) => contractNumber),
  column('nextReminder', ({ nextReminder }) => nextReminder),
];
