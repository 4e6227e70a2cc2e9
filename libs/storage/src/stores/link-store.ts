import type { DataSource } from 'typeorm';
import type { BesideKind } from '#matching';
import { NEED_LIST } from './pairing-store.js';

/** An achievement on a need's list, by what the list says of it. */
export interface ListedPlace {
  needId: string;
  achievementId: string;
  score: number;
}

/** A stored pairing that rests on an achievement. */
export interface Resting {
  needId: string;
  achievementRevision: number;
  /** What the achievement scored when it was linked; null where that does not matter. */
  score: number | null;
}

/** Only what anyone may see names people; a blind summary has neither team nor expert's name. */
const PUBLIC = (record: string): string => `is_matched(${record}) AND ${record}.confidentiality = 'public'`;

/** People and facilities that are linked to a need by way of achievements on its list. Finds; `libs/matching` judges. */
export class LinkStore {
  constructor(private readonly source: DataSource) {}

  /** Experts who may be behind any of these achievements: with an ORCID of a team, or of the same organization. */
  async expertsBehind(achievementIds: readonly string[], limit: number): Promise<string[]> {
    if (achievementIds.length === 0) return [];
    return this.ids(
      `WITH teams AS MATERIALIZED (
         SELECT a.organization_id, m->>'orcid' AS orcid, ${nameKey(`m->>'name'`)} AS name
         FROM records a CROSS JOIN LATERAL jsonb_array_elements(a.content->'team') m
         WHERE a.id = ANY($1) AND ${PUBLIC('a')}
       ), found AS (
         SELECT e.id FROM records e JOIN teams t ON e.content->>'orcid' = t.orcid
         WHERE e.kind = 'expert' AND ${PUBLIC('e')}
         UNION SELECT e.id FROM records e JOIN teams t ON e.organization_id = t.organization_id
           AND ${nameKey(`e.content->>'name'`)} = t.name
         WHERE e.kind = 'expert' AND ${PUBLIC('e')}
       ) SELECT id FROM found ORDER BY id LIMIT $2`,
      [achievementIds, limit],
    );
  }

  /** Achievements that an expert may be behind. */
  async achievementsBehind(expertId: string, limit: number): Promise<string[]> {
    return this.ids(
      `WITH expert AS MATERIALIZED (
         SELECT e.organization_id, e.content->>'orcid' AS orcid, ${nameKey(`e.content->>'name'`)} AS name
         FROM records e WHERE e.id = $1 AND ${PUBLIC('e')}
       ), found AS (
         SELECT a.id FROM records a, expert WHERE orcid IS NOT NULL AND a.kind = 'achievement' AND a.content ? 'team'
           AND a.content->'team' @> jsonb_build_array(jsonb_build_object('orcid', orcid)) AND ${PUBLIC('a')}
         UNION SELECT a.id FROM records a JOIN expert USING (organization_id)
         WHERE a.kind = 'achievement' AND a.content ? 'team' AND ${PUBLIC('a')} AND EXISTS (
           SELECT FROM jsonb_array_elements(a.content->'team') m WHERE ${nameKey(`m->>'name'`)} = expert.name)
       ) SELECT id FROM found ORDER BY id LIMIT $2`,
      [expertId, limit],
    );
  }

  /** Facilities that take in this readiness or less, and bring it at least that far; TRL. */
  async facilitiesFor({ from, to }: { from: number; to: number }, limit: number): Promise<string[]> {
    return this.ids(
      `SELECT r.id FROM records r WHERE r.kind = 'facility' AND is_matched(r)
         AND (r.content->>'bridgesFrom')::int <= $1 AND (r.content->>'bridgesTo')::int >= $2 ORDER BY r.id LIMIT $3`,
      [from, to, limit],
    );
  }

  /** What is on the lists of these needs, each best first. */
  async listsOf(needIds: readonly string[]): Promise<ListedPlace[]> {
    if (needIds.length === 0) return [];
    return this.source.query(
      `SELECT ids.id AS "needId", best.supply_id AS "achievementId", best.score
       FROM unnest($1::uuid[]) AS ids (id) CROSS JOIN LATERAL (
         SELECT p.supply_id, p.score FROM pairings p JOIN records a ON a.id = p.supply_id AND is_matched(a)
         WHERE p.need_id = ids.id AND p.supply_kind = 'achievement'
         ORDER BY p.score DESC, p.supply_id LIMIT $2
       ) best ORDER BY 1, best.score DESC, 2`,
      [needIds, NEED_LIST.achievement],
    );
  }

  /** Needs that have one of these achievements on their lists. */
  async needsListing(achievementIds: readonly string[]): Promise<string[]> {
    if (achievementIds.length === 0) return [];
    return this.ids(
      `SELECT DISTINCT p.need_id AS id FROM pairings p
       JOIN records n ON n.id = p.need_id AND is_matched(n) JOIN records a ON a.id = p.supply_id AND is_matched(a)
       WHERE p.supply_id = ANY($1) AND (
         SELECT count(*) FROM pairings b JOIN records r ON r.id = b.supply_id AND is_matched(r)
         WHERE b.need_id = p.need_id AND b.supply_kind = 'achievement' AND b.score >= p.score
           AND (b.score, p.supply_id) > (p.score, b.supply_id)) < $2`,
      [achievementIds, NEED_LIST.achievement],
    );
  }

  /** Stored pairings of experts and facilities with these needs that rest on an achievement. */
  async restingOn(achievementId: string, needIds: readonly string[]): Promise<Resting[]> {
    if (needIds.length === 0) return [];
    return this.source.query(
      `SELECT p.need_id AS "needId", (l->>'achievementRevision')::int AS "achievementRevision",
         (l->>'score')::double precision AS score
       FROM pairings p CROSS JOIN LATERAL jsonb_array_elements(p.links) l
       WHERE p.need_id = ANY($2) AND p.supply_kind = ANY($3) AND l->>'achievementId' = $1`,
      [achievementId, needIds, ['expert', 'facility'] satisfies BesideKind[]],
    );
  }

  /** Needs that were paired with this very revision of a supply. */
  async pairedAt(supplyId: string, revision: number): Promise<Set<string>> {
    const ids = await this.ids('SELECT need_id AS id FROM pairings WHERE supply_id = $1 AND supply_revision = $2', [
      supplyId,
      revision,
    ]);
    return new Set(ids);
  }

  private async ids(query: string, parameters: unknown[]): Promise<string[]> {
    const rows: { id: string }[] = await this.source.query(query, parameters);
    return rows.map(({ id }) => id);
  }
}

/** As `behind` compares names. */
const nameKey = (name: string): string => `lower(regexp_replace(normalize(${name}, NFKC), '\\s+', '', 'g'))`;
