import type { Contact, RecordContent, RecordKind } from '#matching';

/** What anyone may be shown of a matched record. Contacts never. */
export interface PairedRecord {
  id: string;
  kind: RecordKind;
  revision: number;
  /** Whether this is the blind summary of a record that is open on request. */
  blind: boolean;
  content: RecordContent;
  organizationName: string;
  organizationRegion: string | null;
}

/** The whole of a record, for those who are cleared for it. */
export interface WholeRecord extends PairedRecord {
  organizationId: string;
  contact: Contact | null;
}

/**
 * The SQL expressions of what everyone may see. A record that is not public is only ever seen by its blind summary: where
 * there is none, nothing. Whoever shows, filters by or compares what a record says uses these, never its own columns.
 */
export const shownContent = (record: string): string =>
  `(CASE WHEN ${record}.confidentiality = 'public' THEN ${record}.content - 'contact' ELSE ${record}.blind->'content' END)`;
export const shownRegion = (record: string, organization: string): string =>
  `(CASE WHEN ${record}.confidentiality = 'public' THEN ${organization}.region
     ELSE ${record}.blind->>'organizationRegion' END)`;
const shownName = (record: string, organization: string): string =>
  `(CASE WHEN ${record}.confidentiality = 'public' THEN ${organization}.name
     ELSE ${record}.blind->>'organizationName' END)`;

/** The SQL expression that makes a `PairedRecord` of rows of records and organizations. */
export const shownRecord = (record: string, organization: string): string =>
  `jsonb_build_object('id', ${record}.id, 'kind', ${record}.kind, 'revision', ${record}.revision,
     'blind', ${record}.confidentiality <> 'public', 'content', ${shownContent(record)},
     'organizationName', ${shownName(record, organization)}, 'organizationRegion', ${shownRegion(record, organization)})`;

/** The SQL expression that makes a `WholeRecord`; only for readers that `libs/access` has cleared. */
export const wholeRecord = (record: string, organization: string): string =>
  `jsonb_build_object('id', ${record}.id, 'kind', ${record}.kind, 'revision', ${record}.revision, 'blind', false,
     'content', ${record}.content - 'contact', 'contact', ${record}.content->'contact',
     'organizationName', ${organization}.name, 'organizationRegion', ${organization}.region,
     'organizationId', ${record}.organization_id)`;
