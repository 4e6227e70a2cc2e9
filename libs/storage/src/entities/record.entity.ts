import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Blind, Confidentiality, Hold, RecordContent, RecordKind, RecordState } from '#matching';

/**
 * Where a record's last revision stands on its way to pairings. `idle`: not to be matched (a draft, or withdrawn);
 * `pending`: to be profiled; `profiled`: to be ranked; `ranked`: its list is up to date; `failed`: see pipelineError.
 */
export const PIPELINE_STATES = ['idle', 'pending', 'profiled', 'ranked', 'failed'] as const;
export type PipelineState = (typeof PIPELINE_STATES)[number];

/** A person's word that lets a record pass the gate as it is; it holds until the text changes. */
export interface Approval {
  /** Hash of the text it is about. */
  text: string;
  actor: string;
  reason: string;
  at: string;
}

/** A need or a supply: the row that is the truth. */
@Entity('records')
export class RecordEntity {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('text')
  kind!: RecordKind;

  @Column('uuid', { name: 'organization_id' })
  organizationId!: string;

  /** The poster's own id of the record; unique per kind. */
  @Column('text', { name: 'external_id', nullable: true })
  externalId!: string | null;

  @Column('integer')
  revision!: number;

  @Column('text')
  state!: RecordState;

  @Column('jsonb')
  content!: RecordContent;

  /** What everyone may see of it when it is open on request; null otherwise, and until it is made. */
  @Column('jsonb', { nullable: true })
  blind!: Blind | null;

  /** Of what is matched: the content, and the blind summary where that stands for it. */
  @Column('text', { name: 'content_hash' })
  contentHash!: string;

  @Column('text')
  confidentiality!: Confidentiality;

  /** The organization that posted it for the one it is of; null when that did so itself. */
  @Column('uuid', { name: 'agent_organization_id', nullable: true })
  agentOrganizationId!: string | null;

  /** When its organization confirmed what an agent posted; null again when the agent edits it. */
  @Column('timestamptz', { name: 'confirmed_at', nullable: true })
  confirmedAt!: Date | null;

  /** Why it is held back. */
  @Column('jsonb', { nullable: true })
  hold!: Hold | null;

  @Column('jsonb', { nullable: true })
  approval!: Approval | null;

  /** The record it was merged into. */
  @Column('uuid', { name: 'merged_into', nullable: true })
  mergedInto!: string | null;

  @Column('text', { name: 'pipeline_state' })
  pipelineState!: PipelineState;

  @Column('text', { name: 'pipeline_error', nullable: true })
  pipelineError!: string | null;

  /** When the record last entered its pipeline state. */
  @Column('timestamptz', { name: 'pipeline_at' })
  pipelineAt!: Date;

  /** Digest of the engine that last ranked it. */
  @Column('text', { name: 'ranked_by', nullable: true })
  rankedBy!: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  /** When this revision was posted. */
  @Column('timestamptz', { name: 'revised_at' })
  revisedAt!: Date;
}

/** The content that is matched, and that all that is derived is made of: never more than everyone may see. */
export const matchedContent = ({ content, blind, confidentiality }: RecordEntity): RecordContent | null =>
  confidentiality === 'public' ? content : (blind?.content ?? null);

/** Posted by an agent, and not confirmed by the organization it is of. */
export const isUnconfirmed = ({ agentOrganizationId, organizationId, confirmedAt }: RecordEntity): boolean =>
  agentOrganizationId !== null && agentOrganizationId !== organizationId && confirmedAt === null;
