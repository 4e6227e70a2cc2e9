import type { DataSource } from 'typeorm';
import { shownContent, shownRegion } from './shown-record.js';

/** How many matched needs and achievements have a code. */
export interface SupplyDemand {
  code: string;
  needs: number;
  supplies: number;
}

/** What is wanted and what is offered, counted. Only what everyone may see counts, and where it says so of itself. */
export class SupplyDemandStore {
  constructor(private readonly source: DataSource) {}

  /** By section of 国家重点支持的高新技术领域 (1–8); a record may be in several. */
  async byField(): Promise<SupplyDemand[]> {
    return this.count(`(SELECT DISTINCT split_part(f, '.', 1) AS code
      FROM jsonb_array_elements_text(coalesce(${shownContent('r')}->'technicalFields', '[]')) f)`);
  }

  /** By province, the first two digits of GB/T 2260: the record's own, else its organization's; '' where neither says. */
  async byProvince(): Promise<SupplyDemand[]> {
    return this.count(
      `(SELECT left(coalesce(${shownContent('r')}->>'region', ${shownRegion('r', 'o')}, ''), 2) AS code)`,
    );
  }

  /** @param codes SQL of a table of the codes of record `r` of organization `o` */
  private async count(codes: string): Promise<SupplyDemand[]> {
    return this.source.query(
      `SELECT c.code, count(*) FILTER (WHERE r.kind = $1)::int AS needs,
         count(*) FILTER (WHERE r.kind = $2)::int AS supplies
       FROM records r JOIN organizations o ON o.id = r.organization_id CROSS JOIN LATERAL ${codes} c
       WHERE is_matched(r) GROUP BY c.code ORDER BY c.code`,
      ['need', 'achievement'],
    );
  }
}
