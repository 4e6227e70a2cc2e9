import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Degradation, Gap, SignalReading, SupplyKind, SupplyLink } from '#matching';

/** 推荐配对: one need version × one supply version. Ranks on both sides follow from the scores and are read, not stored. */
@Entity('pairings')
export class PairingEntity {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'need_id' })
  needId!: string;

  @Column('uuid', { name: 'supply_id' })
  supplyId!: string;

  /** Of the supply, which never changes: lists are of one kind. */
  @Column('text', { name: 'supply_kind' })
  supplyKind!: SupplyKind;

  @Column('integer', { name: 'need_revision' })
  needRevision!: number;

  @Column('integer', { name: 'supply_revision' })
  supplyRevision!: number;

  @Column('double precision')
  score!: number;

  /** Null for all but achievements, and for a pairing made before there was a calibration, until it is ranked again. */
  @Column('double precision', { nullable: true })
  probability!: number | null;

  @Column('jsonb')
  signals!: SignalReading[];

  @Column('jsonb')
  gaps!: Gap[];

  @Column('jsonb')
  links!: SupplyLink[];

  /** Whether it is there, or stands where it does, by its links alone. */
  @Column('boolean', { name: 'by_link' })
  isByLink!: boolean;

  @Column('text', { name: 'engine_digest' })
  engineDigest!: string;

  @Column('text', { nullable: true })
  degraded!: Degradation | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
