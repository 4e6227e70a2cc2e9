import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Degradation, Gap, SignalReading } from '#matching';

/** 推荐配对: one need version × one supply version. Ranks on both sides follow from the scores and are read, not stored. */
@Entity('pairings')
export class PairingEntity {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'need_id' })
  needId!: string;

  @Column('uuid', { name: 'supply_id' })
  supplyId!: string;

  @Column('integer', { name: 'need_revision' })
  needRevision!: number;

  @Column('integer', { name: 'supply_revision' })
  supplyRevision!: number;

  @Column('double precision')
  score!: number;

  /** Null for a pairing made before there was a calibration, until it is ranked again. */
  @Column('double precision', { nullable: true })
  probability!: number | null;

  @Column('jsonb')
  signals!: SignalReading[];

  @Column('jsonb')
  gaps!: Gap[];

  @Column('text', { name: 'engine_digest' })
  engineDigest!: string;

  @Column('text', { nullable: true })
  degraded!: Degradation | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
