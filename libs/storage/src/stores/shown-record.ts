import type { RecordContent, RecordKind } from '#matching';

/** What anyone may be shown of a visible record. Contacts never. */
export interface PairedRecord {
  id: string;
  kind: RecordKind;
  revision: number;
  content: RecordContent;
  organizationName: string;
  organizationRegion: string | null;
}

/** The SQL expression that makes a `PairedRecord` of rows of records and organizations. */
export const shownRecord = (record: string, organization: string): string =>
  `jsonb_build_object('id', ${record}.id, 'kind', ${record}.kind, 'revision', ${record}.revision,
     'content', ${record}.content - 'contact', 'organizationName', ${organization}.name,
     'organizationRegion', ${organization}.region)`;
