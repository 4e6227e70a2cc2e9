import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Decision, DeclineReason, SignalReading } from '#matching';

/** A broker's decision, with the pairing as it was shown. Never changed; a later one may supersede it. */
@Entity('reviews')
export class ReviewEntity {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'pairing_id' })
  pairingId!: string;

  @Column('uuid', { name: 'need_id' })
  needId!: string;

  @Column('uuid', { name: 'supply_id' })
  supplyId!: string;

  @Column('integer', { name: 'need_revision' })
  needRevision!: number;

  @Column('integer', { name: 'supply_revision' })
  supplyRevision!: number;

  @Column('text', { name: 'engine_digest' })
  engineDigest!: string;

  @Column('double precision')
  score!: number;

  @Column('jsonb')
  signals!: SignalReading[];

  @Column('text')
  decision!: Decision;

  @Column('text', { nullable: true })
  reason!: DeclineReason | null;

  @Column('text', { nullable: true })
  note!: string | null;

  @Column('text')
  reviewer!: string;

  @Column('uuid', { nullable: true })
  supersedes!: string | null;

  /** Place on the need's list when it was reviewed; null for reviews older than this column. */
  @Column('integer', { name: 'shown_rank', nullable: true })
  shownRank!: number | null;

  /** Chance that a pairing at that place is looked at, 0–1. */
  @Column('double precision', { nullable: true })
  propensity!: number | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
