import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Who did what to which thing; written in the transaction that did it. */
@Entity('audit_entries')
export class AuditEntryEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: string;

  @Column('timestamptz')
  at!: Date;

  /** An account's id, or the command it was done by (setup, command, demo). */
  @Column('text')
  actor!: string;

  @Column('text')
  action!: string;

  @Column('text', { name: 'subject_kind' })
  subjectKind!: string;

  @Column('uuid', { name: 'subject_id' })
  subjectId!: string;

  @Column('integer', { nullable: true })
  revision!: number | null;
}
