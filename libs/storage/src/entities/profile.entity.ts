import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Language, Tag, TagEdit } from '#matching';

/** The stored profile (画像) of a record's last profiled revision. */
@Entity('profiles')
export class ProfileEntity {
  @PrimaryColumn('uuid', { name: 'record_id' })
  recordId!: string;

  @Column('text', { name: 'content_hash' })
  contentHash!: string;

  @Column('text')
  language!: Language;

  @Column('jsonb', { name: 'title_words' })
  titleWords!: string[];

  @Column('jsonb', { name: 'body_words' })
  bodyWords!: string[];

  @Column('jsonb')
  tags!: Tag[];

  /** The owner's edits that `tags` were left by, as far as everyone may see them. */
  @Column('jsonb', { name: 'tag_edits' })
  tagEdits!: TagEdit[];

  /** Revision of the edits it was made of; 0 before there are any. */
  @Column('integer', { name: 'tag_revision' })
  tagRevision!: number;

  /** `TAG_RULES` it was tagged by. */
  @Column('integer', { name: 'tag_rules' })
  tagRules!: number;

  @Column('text', { nullable: true })
  model!: string | null;

  /** float32, little endian. */
  @Column('bytea', { name: 'title_vector', nullable: true })
  titleVector!: Buffer | null;

  @Column('bytea', { name: 'body_vector', nullable: true })
  bodyVector!: Buffer | null;

  /** The index does not show this profile yet, or still shows a record that left. */
  @Column('boolean')
  dirty!: boolean;
}
