import type { DataSource } from 'typeorm';
import type { OrganizationKind } from '#matching';
import { shownContent } from './shown-record.js';

/** Fewer partners than this say who they are: a count below it is not given. */
export const LEAST_COUNTED = 3;
const MOST_STRENGTHS = 10;
const MOST_QUARTERS = 20;
const MOST_PARTNERS = 50;
/** A rule's or model's tag this sure counts as much as a declared one. */
const LEAST_CONFIDENCE = 0.6;

/**
 * What of an organization's records someone may see: everyone its public ones; `on-request` those too that are open on
 * request, whose owner nobody else may know; `all` the sealed ones as well.
 */
export type OrganizationSight = 'public' | 'on-request' | 'all';

interface Strength {
  value: string;
  records: number;
}

export interface OrganizationProfile {
  id: string;
  name: string;
  kind: OrganizationKind;
  region: string | null;
  needs: number;
  supplies: number;
  /** Of its published supplies, the most frequent first. */
  strengths: { technicalFields: Strength[]; keywords: Strength[] };
  /** Its published needs by quarter of posting, oldest first, each with its most frequent technical fields. */
  needsByQuarter: { quarter: string; needs: number; technicalFields: string[] }[];
}

export interface OrganizationPartner {
  /** Null where the partner may not be known: then the name is as its blind summary gives it. */
  id: string | null;
  name: string;
  /** Accepted pairings and cases, each pair of records once. */
  pairs: number;
}

interface Partners {
  /** Null: not for the viewer. */
  named: OrganizationPartner[] | null;
  /** Null below three, where it would tell who they are. */
  count: number | null;
}

/** What an organization's records say of it, summed up at the time of asking. */
export class OrganizationProfileStore {
  constructor(private readonly source: DataSource) {}

  /** Null when there is no such organization. */
  async find(id: string, sight: OrganizationSight): Promise<OrganizationProfile | null> {
    const [organization]: Pick<OrganizationProfile, 'id' | 'name' | 'kind' | 'region'>[] = await this.source.query(
      'SELECT id, name, kind, region FROM organizations WHERE id = $1',
      [id],
    );
    if (!organization) return null;
    const [counts, technicalFields, keywords, needsByQuarter] = await Promise.all([
      this.source.query<Pick<OrganizationProfile, 'needs' | 'supplies'>[]>(
        `${SEEN} SELECT count(*) FILTER (WHERE kind = 'need')::int AS needs,
           count(*) FILTER (WHERE kind <> 'need')::int AS supplies FROM seen`,
        [id, sight],
      ),
      this.strengths(id, sight, 'technical-field', 'technicalFields'),
      this.strengths(id, sight, 'keyword', 'keywords'),
      this.source.query<OrganizationProfile['needsByQuarter']>(
        `${SEEN}, posted AS (SELECT id, content, to_char(created_at AT TIME ZONE 'Asia/Shanghai', 'YYYY"Q"Q') AS quarter
             FROM seen WHERE kind = 'need'),
           asked AS (SELECT p.quarter, f AS field, count(*) AS n FROM posted p,
             jsonb_array_elements_text(coalesce(p.content->'technicalFields', '[]')) f GROUP BY 1, 2),
           last AS (SELECT quarter, count(*)::int AS needs FROM posted GROUP BY 1 ORDER BY 1 DESC LIMIT ${MOST_QUARTERS})
         SELECT quarter, needs, ARRAY(SELECT a.field FROM asked a WHERE a.quarter = last.quarter
           ORDER BY a.n DESC, a.field LIMIT 3) AS "technicalFields" FROM last ORDER BY quarter`,
        [id, sight],
      ),
    ]);
    const { needs = 0, supplies = 0 } = counts[0] ?? {};
    return { ...organization, needs, supplies, strengths: { technicalFields, keywords }, needsByQuarter };
  }

  /**
   * Organizations it has accepted pairings or cases with, by name or only counted. `public`: by pairs whose records are
   * both public; `on-request`: by others too, but a partner's record that is not public is named by its blind summary
   * until both sides agreed; `all`: whoever they are.
   */
  async partners(id: string, sight: OrganizationSight, isNamed: boolean): Promise<Partners> {
    const rows: (OrganizationPartner & { key: string })[] = await this.source.query(
      `WITH pairs AS (
         SELECT need_id, supply_id FROM cases WHERE $1 IN (need_organization_id, supply_organization_id)
         UNION
         SELECT v.need_id, v.supply_id FROM reviews v
         JOIN records n ON n.id = v.need_id JOIN records s ON s.id = v.supply_id
         WHERE $1 IN (n.organization_id, s.organization_id) AND v.decision = 'accept'
           AND NOT EXISTS (SELECT 1 FROM reviews later WHERE later.supersedes = v.id)),
       sides AS (
         SELECT p.need_id, p.supply_id, theirs.*, mine.confidentiality AS own,
           theirs.confidentiality = 'public' OR $2 = 'all' OR (SELECT count(DISTINCT a.side) = 2 FROM agreements a
             JOIN records r ON r.id = CASE a.side WHEN 'need' THEN a.need_id ELSE a.supply_id END
               AND r.organization_id = a.organization_id
             WHERE a.need_id = p.need_id AND a.supply_id = p.supply_id AND a.withdrawn_at IS NULL) AS known
         FROM pairs p JOIN records n ON n.id = p.need_id JOIN records s ON s.id = p.supply_id
         CROSS JOIN LATERAL (SELECT CASE WHEN n.organization_id = $1 THEN s.id ELSE n.id END AS theirs,
           CASE WHEN n.organization_id = $1 THEN n.id ELSE s.id END AS mine) side
         JOIN records mine ON mine.id = side.mine JOIN records theirs ON theirs.id = side.theirs
         WHERE n.organization_id <> s.organization_id)
       SELECT CASE WHEN known THEN o.id END AS id,
         CASE WHEN known THEN o.name ELSE s.blind->>'organizationName' END AS name, count(*)::int AS pairs
       FROM sides s JOIN organizations o ON o.id = s.organization_id
       WHERE CASE $2 WHEN 'all' THEN true
                     WHEN 'on-request' THEN own <> 'sealed' AND s.confidentiality <> 'sealed' AND (known OR s.blind IS NOT NULL)
                     ELSE own = 'public' AND s.confidentiality = 'public' END
       GROUP BY 1, 2 ORDER BY 3 DESC, 2, 1 LIMIT ${MOST_PARTNERS}`,
      [id, sight],
    );
    if (isNamed) return { named: rows, count: rows.length };
    return { named: null, count: rows.length >= LEAST_COUNTED ? rows.length : null };
  }

  /** Most frequent tags of a kind among its published supplies; of records without a profile what they declare. */
  private async strengths(id: string, sight: OrganizationSight, kind: string, field: string): Promise<Strength[]> {
    return this.source.query(
      `${SEEN}, tagged AS (
         SELECT DISTINCT s.id, t.value FROM seen s, jsonb_to_recordset(s.tags) AS t (kind text, value text, source text, confidence float)
         WHERE s.kind <> 'need' AND t.kind = $3 AND (t.source = 'declared' OR t.confidence >= ${LEAST_CONFIDENCE})
         UNION
         SELECT s.id, f FROM seen s, jsonb_array_elements_text(coalesce(s.content->$4, '[]')) f
         WHERE s.kind <> 'need' AND s.tags IS NULL)
       SELECT value, count(*)::int AS records FROM tagged GROUP BY value ORDER BY 2 DESC, 1 LIMIT ${MOST_STRENGTHS}`,
      [id, sight, kind, field],
    );
  }
}

/** Its published records that the viewer may know to be its own. Sealed ones have no profile: nothing is made of them. */
const SEEN = `WITH seen AS (
  SELECT r.id, r.kind, r.created_at, CASE WHEN r.confidentiality = 'sealed' THEN r.content ELSE ${shownContent('r')} END AS content, p.tags
  FROM records r LEFT JOIN profiles p ON p.record_id = r.id AND p.content_hash = r.content_hash AND is_matched(r)
  WHERE r.organization_id = $1 AND CASE r.confidentiality
    WHEN 'public' THEN is_matched(r)
    WHEN 'on-request' THEN $2 <> 'public' AND is_matched(r)
    ELSE $2 = 'all' AND r.state = 'published' END)`;
