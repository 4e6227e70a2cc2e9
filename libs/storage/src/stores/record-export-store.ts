import type { DataSource } from 'typeorm';
import type { Confidentiality, OrganizationKind, RecordContent, RecordKind, RecordState } from '#matching';
import { shownRecord } from './shown-record.js';
import type { PairedRecord } from './shown-record.js';

/** A record as posted, with what a bulk file says of its organization. For readers whom `libs/access` clears one by one. */
export interface PostedRecord {
  id: string;
  externalId: string | null;
  organizationId: string;
  confidentiality: Confidentiality;
  content: RecordContent;
  organization: { name: string; kind: OrganizationKind; creditCode: string | null; region: string | null };
}

/** Which records of a kind an export holds. */
export interface PostedFilter {
  organizationId: string | null;
  state: RecordState | null;
}

/** Records in the order of their ids, page by page, so that none is held while a slow reader takes its time. */
export class RecordExportStore {
  constructor(private readonly source: DataSource) {}

  async postedPage(
    kind: RecordKind,
    { organizationId, state }: PostedFilter,
    after: string | null,
    limit: number,
  ): Promise<PostedRecord[]> {
    return this.source.query(
      `SELECT r.id, r.external_id AS "externalId", r.organization_id AS "organizationId", r.confidentiality, r.content,
         jsonb_build_object('name', o.name, 'kind', o.kind, 'creditCode', o.credit_code, 'region', o.region) AS organization
       ${POSTED} AND ($4::uuid IS NULL OR r.id > $4) ORDER BY r.id LIMIT $5`,
      [kind, organizationId, state, after, limit],
    );
  }

  async countPosted(kind: RecordKind, { organizationId, state }: PostedFilter): Promise<number> {
    return this.count(POSTED, [kind, organizationId, state]);
  }

  /** As everyone may see them. */
  async publishedPage(kind: RecordKind, after: string | null, limit: number): Promise<PairedRecord[]> {
    const rows: { record: PairedRecord }[] = await this.source.query(
      `SELECT ${shownRecord('r', 'o')} AS record ${PUBLISHED} AND ($2::uuid IS NULL OR r.id > $2) ORDER BY r.id LIMIT $3`,
      [kind, after, limit],
    );
    return rows.map(({ record }) => record);
  }

  async countPublished(kind: RecordKind): Promise<number> {
    return this.count(PUBLISHED, [kind]);
  }

  private async count(from: string, parameters: unknown[]): Promise<number> {
    const [row]: { n: number }[] = await this.source.query(`SELECT count(*)::int AS n ${from}`, parameters);
    return row?.n ?? 0;
  }
}

const FROM = 'FROM records r JOIN organizations o ON o.id = r.organization_id WHERE r.kind = $1';
const POSTED = `${FROM} AND ($2::uuid IS NULL OR r.organization_id = $2) AND ($3::text IS NULL OR r.state = $3)`;
const PUBLISHED = `${FROM} AND is_matched(r)`;
