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

/** What a list shows of a matched record: who it is, and how its text begins. */
export interface BriefRecord extends Omit<PairedRecord, 'content'> {
  content: Pick<RecordContent, 'title' | 'description' | 'region' | 'technicalFields' | 'industries' | 'keywords'>;
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
/** As `shownContent`, for those who take parts out of it: the contact is still among them. */
const withContact = (record: string): string =>
  `CASE WHEN ${record}.confidentiality = 'public' THEN ${record}.content ELSE ${record}.blind->'content' END`;
export const shownTitle = (record: string): string => `(${withContact(record)}->>'title')`;
export const shownRegion = (record: string, organization: string): string =>
  `(CASE WHEN ${record}.confidentiality = 'public' THEN ${organization}.region
     ELSE ${record}.blind->>'organizationRegion' END)`;
const shownName = (record: string, organization: string): string =>
  `(CASE WHEN ${record}.confidentiality = 'public' THEN ${organization}.name
     ELSE ${record}.blind->>'organizationName' END)`;

const shownWith = (content: string, record: string, organization: string): string =>
  `jsonb_build_object('id', ${record}.id, 'kind', ${record}.kind, 'revision', ${record}.revision,
     'blind', ${record}.confidentiality <> 'public', 'content', ${content},
     'organizationName', ${shownName(record, organization)}, 'organizationRegion', ${shownRegion(record, organization)})`;

/** The SQL expression that makes a `PairedRecord` of rows of records and organizations. */
export const shownRecord = (record: string, organization: string): string =>
  shownWith(shownContent(record), record, organization);

/** Characters of a text that a list reads, of which it shows the first few: bodies reach 20,000. */
const BEGINNING = 600;

/** The SQL expression that makes a `BriefRecord`. It reads a record's content once, and never its contact. */
export const briefRecord = (record: string, organization: string): string =>
  shownWith(
    `(SELECT jsonb_strip_nulls(jsonb_build_object('title', c.title, 'description', left(c.description, ${BEGINNING}),
         'region', c.region, 'technicalFields', c."technicalFields", 'industries', c.industries, 'keywords', c.keywords))
       FROM jsonb_to_record(${withContact(record)}) AS c (title text, description text, region text,
         "technicalFields" jsonb, industries jsonb, keywords jsonb))`,
    record,
    organization,
  );

/** The SQL expression that makes a `WholeRecord`; only for readers that `libs/access` has cleared. */
export const wholeRecord = (record: string, organization: string): string =>
  `jsonb_build_object('id', ${record}.id, 'kind', ${record}.kind, 'revision', ${record}.revision, 'blind', false,
     'content', ${record}.content - 'contact', 'contact', ${record}.content->'contact',
     'organizationName', ${organization}.name, 'organizationRegion', ${organization}.region,
     'organizationId', ${record}.organization_id)`;
