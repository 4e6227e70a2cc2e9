import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Language, Tag } from '#matching';

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
