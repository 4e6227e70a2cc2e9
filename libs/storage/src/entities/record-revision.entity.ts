import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RecordContent, RecordState } from '#matching';

/** Every version a record ever had; never changed. */
@Entity('record_revisions')
export class RecordRevisionEntity {
  @PrimaryColumn('uuid', { name: 'record_id' })
  recordId!: string;

  @PrimaryColumn('integer')
  revision!: number;

  @Column('text')
  action!: string;

  @Column('text')
  state!: RecordState;

  /** Why, where the move said so. */
  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('jsonb')
  content!: RecordContent;

  @Column('timestamptz')
  at!: Date;
}
