import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { Fault, RecordKind } from '#matching';

export const IMPORT_STATES = ['receiving', 'waiting', 'running', 'finished', 'failed', 'cancelled'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** Headers of a file, each with the column it stands for, or null for one to be left out. */
export type HeaderMapping = Record<string, string | null>;

/** One bulk file on its way in. `rowsDone` is the checkpoint: rows up to it are committed. */
@Entity('imports')
export class ImportEntity {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  /** Who sent it; null: before there were accounts. */
  @Column('uuid', { name: 'account_id', nullable: true })
  accountId!: string | null;

  @Column('text')
  kind!: RecordKind;

  @Column('text', { name: 'file_name' })
  fileName!: string;

  @Column('text')
  format!: 'jsonl' | 'csv' | 'xlsx';

  @Column('boolean', { name: 'dry_run' })
  dryRun!: boolean;

  @Column('boolean')
  publish!: boolean;

  /** One faulty row keeps all of them out. */
  @Column('boolean', { name: 'all_or_nothing' })
  allOrNothing!: boolean;

  /** What the file's own headers stand for, where the sender said so. */
  @Column('jsonb', { nullable: true })
  mapping!: HeaderMapping | null;

  @Column('text')
  state!: ImportState;

  /** Whether it ended before its end, with its file kept, and can go on from its checkpoint. */
  @Column('boolean')
  resumable!: boolean;

  /** Why the file as a whole could not be read. */
  @Column('text', { nullable: true })
  error!: string | null;

  @Column('bigint', { transformer: { from: Number, to: (value: number) => value } })
  bytes!: number;

  /** Rows in the file; known once it has been read to the end. */
  @Column('integer', { name: 'rows_total', nullable: true })
  rowsTotal!: number | null;

  @Column('integer', { name: 'rows_done' })
  rowsDone!: number;

  @Column('integer', { name: 'rows_created' })
  rowsCreated!: number;

  @Column('integer', { name: 'rows_changed' })
  rowsChanged!: number;

  @Column('integer', { name: 'rows_unchanged' })
  rowsUnchanged!: number;

  /** Of those created and changed: taken in, and held back until they say more. */
  @Column('integer', { name: 'rows_returned' })
  rowsReturned!: number;

  @Column('integer', { name: 'rows_faulty' })
  rowsFaulty!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}

/** A fault in one cell; `column` is the name in the file, empty when the whole row is at fault. */
export interface RowFault extends Fault {
  column: string;
  kind: string;
  /** What stands in the cell, shortened; empty when nothing does. */
  value: string;
}

/** A row that was not taken in, and why. Rows count from 1 in each sheet; a CSV header is row 1. */
@Entity('import_faults')
export class ImportFaultEntity {
  @PrimaryColumn('uuid', { name: 'import_id' })
  importId!: string;

  /** From 0, in the order of the workbook; other files are one sheet without a name. */
  @PrimaryColumn('integer', { name: 'sheet_number' })
  sheetNumber!: number;

  @PrimaryColumn('integer')
  row!: number;

  @Column('text')
  sheet!: string;

  @Column('jsonb')
  faults!: RowFault[];
}
