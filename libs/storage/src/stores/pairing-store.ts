import type { DataSource, EntityManager } from 'typeorm';
import {
  DEFAULT_EXPOSURE_CAP,
  DomainError,
  EXPOSURE_PENALTY,
  LEAST_SUPPLY_CHARACTERS,
  SUPPLY_KINDS,
  exposureCapsOf,
  otherSide,
  shownScore,
} from '#matching';
import type {
  Abstention,
  ClosingFacility,
  Degradation,
  ExposureCaps,
  Extent,
  Gap,
  ScoredPairing,
  ShownLink,
  Side,
  SupplyKind,
} from '#matching';
import { PairingEntity } from '../entities/pairing.entity.js';
import type { PipelineState } from '../entities/record.entity.js';
import { keptPlan } from '../kept-plan.js';
import { decidedPairs, SETTLES } from './decided.js';
import { asDerived } from './derived.js';
import { CLOSING_FACILITY, IS_SUPPORTED, SHOWN_LINKS } from './pairing-links.js';
import { kindsOf } from './profile-store.js';
import { briefRecord, shownRecord } from './shown-record.js';
import type { BriefRecord, PairedRecord } from './shown-record.js';

/** Achievements a need shows, and needs a supply shows. A pairing on neither list is dropped. */
export const LIST_LENGTH: Readonly<Record<Side, number>> = { need: 20, supply: 10 };

/** Supplies of each kind that a need shows: a list of its own per kind. */
export const NEED_LIST: Readonly<Record<SupplyKind, number>> = {
  achievement: LIST_LENGTH.need,
  expert: 5,
  facility: 3,
  service: 5,
};

/** Length of a need's list of supplies of a kind, or of the list of needs of such a supply. */
export const listLength = (side: Side, kind: SupplyKind): number =>
  side === 'need' ? NEED_LIST[kind] : LIST_LENGTH.supply;

/** For SQL: a JSON object by kind of supply. */
const LENGTHS: Readonly<Record<Side, string>> = {
  need: JSON.stringify(NEED_LIST),
  supply: JSON.stringify(Object.fromEntries(SUPPLY_KINDS.map((kind) => [kind, LIST_LENGTH.supply]))),
};

const COLUMN: Readonly<Record<Side, string>> = { need: 'need_id', supply: 'supply_id' };

/** A pairing as it is shown, with so much of both records. */
export interface PairingOf<Shown extends BriefRecord> extends Omit<PairingEntity, 'links' | 'isByLink'> {
  /** Those that may be shown: of achievements everyone may see, as they and both sides were when they were linked. */
  links: ShownLink[];
  /** Place by score among what the need (of this kind of supply), and the supply, is paired with. */
  needRank: number;
  supplyRank: number;
  /** Place on the list that is read, which also looks at the other side; of a pairing alone: on the need's list. */
  shownRank: number;
  need: Shown;
  supply: Shown;
}
export type PairingView = PairingOf<PairedRecord>;
export type ListedPairing = PairingOf<BriefRecord>;

/** What ranking a record found, to be stored. */
export interface Ranking {
  pairings: ScoredPairing[];
  /** Partners it was paired with when the ranking began; those not paired with again are dropped. */
  considered: string[];
  /** Partners that it now serves worse than before: someone better may be missing on their lists. */
  lowered: string[];
}

/** Of a record that has lists: where it stands, whose it is, and how much it says, which a need's threshold goes by. */
export interface ListHead extends Extent {
  pipelineState: PipelineState;
  organizationId: string;
}

/** A pairing on a list, without what it says. */
export interface Place {
  id: string;
  probability: number | null;
  degraded: Degradation | null;
  supplyCharacters: number;
  /** Whether it is there, or stands where it does, by its links alone. */
  isByLink: boolean;
  /** Accepted or declined by a reviewer, and neither side says anything else since. */
  isDecided: boolean;
  /** Place on the whole list: what is decided keeps its own, so that a review knows how far down its pairing stood. */
  shownRank: number;
  needRank: number;
  supplyRank: number;
}

/** Counts over needs' lists of achievements, and what is on them, of all visible records. */
export interface ListStatistics {
  /** Ranked needs: `paired` have something on their list, `withoutFit` nothing that fits, `unjudged` cannot be told. */
  needs: { ranked: number; paired: number; withoutFit: number; unjudged: number };
  /** Profiled achievements: `listed` are on at least one need's list. */
  supplies: { profiled: number; listed: number };
  /** How the attention of needs' lists (1 ÷ log2(1 + place)) falls on supplies. Null without any. */
  exposure: { largest: number; mean: number; gini: number; topPercentShare: number } | null;
}

export class PairingStore {
  private readonly caps: ExposureCaps;

  /** @param exposureCap needs a supply may fit better before it gives way on a need's list; 0 for never */
  constructor(
    private readonly source: DataSource,
    exposureCap = DEFAULT_EXPOSURE_CAP,
  ) {
    this.caps = exposureCapsOf(exposureCap);
  }

  /** Records presently paired with this one, with the score the given engine gave them (null: another engine did). */
  async partnersOf(
    recordId: string,
    side: Side,
    engineDigest: string,
    kinds: readonly SupplyKind[] = SUPPLY_KINDS,
  ): Promise<Map<string, number | null>> {
    const rows: { id: string; score: number; mine: boolean }[] = await this.source.query(
      `SELECT ${COLUMN[otherSide(side)]} AS id, score, engine_digest = $2 AS mine FROM pairings
       WHERE ${COLUMN[side]} = $1 AND supply_kind = ANY($3)`,
      [recordId, engineDigest, kinds],
    );
    return new Map(rows.map(({ id, score, mine }) => [id, mine ? score : null]));
  }

  /**
   * What a newcomer has to beat to enter the list of each of these records of one side.
   * @param kind of supply the list is of
   */
  async scoresToBeat(
    side: Side,
    ids: readonly string[],
    kind: SupplyKind = 'achievement',
  ): Promise<Map<string, number>> {
    if (ids.length === 0) return new Map();
    const rows: { id: string; score: number }[] = await this.source.query(
      `SELECT ids.id, last.score FROM unnest($1::uuid[]) AS ids (id)
       JOIN LATERAL (SELECT score FROM pairings WHERE ${COLUMN[side]} = ids.id AND supply_kind = $3
                     ORDER BY score DESC OFFSET $2 LIMIT 1) last ON true`,
      [ids, listLength(side, kind) - 1, kind],
    );
    return new Map(rows.map(({ id, score }) => [id, score]));
  }

  /**
   * Puts a record's newly scored pairings in the place of its old ones and drops what is on no list any more, unless
   * the record has moved on meanwhile (then false). Pairings whose other side has moved on are left to its own ranking,
   * and so are those that another ranking stored meanwhile. Partners in `lowered` become due to be ranked.
   */
  async replaceFor(
    anchor: { recordId: string; contentHash: string; side: Side },
    { pairings, considered, lowered: due }: Ranking,
    engineDigest: string,
  ): Promise<boolean> {
    const { recordId, contentHash, side } = anchor;
    return this.source.transaction(async (manager) => {
      await asDerived(manager);
      const other = side === 'need' ? 'supplyId' : 'needId';
      const involved = [recordId, ...pairings.map((pairing) => pairing[other]), ...due];
      const current: { id: string; revision: number; content_hash: string }[] = await manager.query(
        `SELECT r.id, r.revision, r.content_hash FROM records r
         WHERE r.id = ANY($1) AND is_matched(r) ORDER BY r.id FOR NO KEY UPDATE`,
        [involved],
      );
      const revisions = new Map(current.map(({ id, revision }) => [id, revision]));
      if (current.find(({ id }) => id === recordId)?.content_hash !== contentHash) return false;
      const mine = side === 'need' ? 'needRevision' : 'supplyRevision';
      if (pairings.some((pairing) => pairing[mine] !== revisions.get(recordId))) return false;
      const kept = pairings.filter(
        (pairing) =>
          revisions.get(pairing.needId) === pairing.needRevision &&
          revisions.get(pairing.supplyId) === pairing.supplyRevision,
      );
      if (kept.length > 0) {
        await manager.query(
          `INSERT INTO pairings AS p (need_id, supply_id, supply_kind, need_revision, supply_revision, score, probability,
             signals, gaps, links, by_link, engine_digest, degraded)
           SELECT "needId", "supplyId", "supplyKind", "needRevision", "supplyRevision", score, probability, signals, gaps,
             links, "isByLink", "engineDigest", degraded
           FROM jsonb_to_recordset($1::jsonb) AS x ("needId" uuid, "supplyId" uuid, "supplyKind" text, "needRevision" int,
             "supplyRevision" int, score double precision, probability double precision, signals jsonb, gaps jsonb,
             links jsonb, "isByLink" boolean, "engineDigest" text, degraded text)
           ORDER BY 1, 2
           ON CONFLICT ON CONSTRAINT pairings_sides_key DO UPDATE SET
             need_revision = excluded.need_revision, supply_revision = excluded.supply_revision, score = excluded.score,
             probability = excluded.probability, signals = excluded.signals, gaps = excluded.gaps, links = excluded.links, by_link = excluded.by_link,
             engine_digest = excluded.engine_digest,
             degraded = excluded.degraded, created_at = now()`,
          [JSON.stringify(kept)],
        );
      }
      const keptIds = kept.map((pairing) => pairing[other]);
      const scoredIds = new Set(pairings.map((pairing) => pairing[other]));
      const rejected = considered.filter((id) => !scoredIds.has(id));
      if (rejected.length > 0) {
        await manager.query(
          `DELETE FROM pairings WHERE ${COLUMN[side]} = $1 AND ${COLUMN[otherSide(side)]} = ANY($2)`,
          [recordId, rejected],
        );
      }
      await manager.query(
        `DELETE FROM pairings p WHERE p.need_id = ANY($1) AND p.supply_id = ANY($2)
           AND (SELECT count(*) FROM pairings b WHERE b.need_id = p.need_id AND b.supply_kind = p.supply_kind
                AND (b.score, p.supply_id) > (p.score, b.supply_id)) >= ($3::jsonb->>p.supply_kind)::int
           AND (SELECT count(*) FROM pairings b WHERE b.supply_id = p.supply_id
                AND (b.score, p.need_id) > (p.score, b.need_id)) >= $4`,
        [
          side === 'need' ? [recordId] : keptIds,
          side === 'need' ? keptIds : [recordId],
          JSON.stringify(NEED_LIST),
          LIST_LENGTH.supply,
        ],
      );
      await manager.query(
        `UPDATE records SET pipeline_state = 'ranked', pipeline_error = NULL, pipeline_at = now(), ranked_by = $2
         WHERE id = $1 AND pipeline_state <> 'pending'`,
        [recordId, engineDigest],
      );
      await this.markDue(due, manager);
      return true;
    });
  }

  /** Makes ranked records be ranked again. */
  async markDue(ids: readonly string[], runner: Pick<EntityManager, 'query'> = this.source): Promise<void> {
    if (ids.length === 0) return;
    await runner.query(
      `UPDATE records SET pipeline_state = 'profiled', pipeline_at = now()
       WHERE id = ANY($1) AND pipeline_state = 'ranked'`,
      [ids],
    );
  }

  /** What the page of a record's list goes by; null when it may not be shown. */
  async headOf(recordId: string, side: Side): Promise<ListHead | null> {
    const rows: ListHead[] = await this.source.query(HEAD, [recordId, kindsOf(side)]);
    return rows[0] ?? null;
  }

  /**
   * A record's lists as they are shown, by kind of supply: its best by score, in the order that looks at both sides. A
   * supply has one, of its own kind.
   */
  async listsOf(recordId: string, side: Side): Promise<Record<SupplyKind, Place[]>> {
    const best: BestRow[] = await this.source.query(BEST[side], [recordId, LENGTHS[side]]);
    const lists = SUPPLY_KINDS.map((kind) => {
      // Nothing tells yet how attention to experts, facilities and services is spread: their order is that by score.
      const cap = kind === 'achievement' ? this.caps[otherSide(side)] : 0;
      return [
        kind,
        asShown(
          best.filter((one) => one.kind === kind),
          side,
          cap,
        ),
      ];
    });
    return Object.fromEntries(lists) as Record<SupplyKind, Place[]>;
  }

  /** One of a record's lists. @param kind of supply a need's list is of; a supply's own is of whatever kind it is */
  async placesOf(recordId: string, side: Side, kind: SupplyKind = 'achievement'): Promise<Place[]> {
    const lists = await this.listsOf(recordId, side);
    return side === 'need' ? lists[kind] : Object.values(lists).flat();
  }

  /** Pairings of some places of lists, in that order, with ranks on both sides and what a list shows of both records. */
  async viewsAt(places: readonly Place[]): Promise<ListedPairing[]> {
    if (places.length === 0) return [];
    const rows: PairingRow<BriefRecord>[] = await this.source.query(VIEWS, [places.map(({ id }) => id)]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return places.flatMap(({ id, needRank, supplyRank, shownRank }) => {
      const row = byId.get(id);
      return row ? [toView(row, { needRank, supplyRank, shownRank })] : [];
    });
  }

  /** A page of a record's list as it is shown; of a need: of supplies of one kind. */
  async listFor(
    recordId: string,
    side: Side,
    limit: number,
    offset: number,
    kind: SupplyKind = 'achievement',
  ): Promise<{ pairings: ListedPairing[]; total: number }> {
    const places = await this.placesOf(recordId, side, kind);
    return { pairings: await this.viewsAt(places.slice(offset, offset + limit)), total: places.length };
  }

  async count(): Promise<number> {
    const [row]: { n: number }[] = await this.source.query('SELECT count(*)::int AS n FROM pairings');
    return row?.n ?? 0;
  }

  /** @throws DomainError `not-found`, also when either record may not be shown */
  async find(id: string): Promise<PairingView> {
    const rows: (PairingRow<PairedRecord> & Pick<PairingView, `${Side}Rank`>)[] = await this.source.query(
      `SELECT ${RANK.need} AS "needRank", ${RANK.supply} AS "supplyRank", ${VIEW} WHERE p.id = $1 AND ${IS_SUPPORTED}`,
      [id],
    );
    const [row] = rows;
    if (!row) throw new DomainError('not-found', { what: '推荐配对 / pairing' });
    const place = (await this.placesOf(row.need_id, 'need', row.supply_kind)).findIndex((one) => one.id === id);
    const { needRank, supplyRank } = row;
    return toView(row, { needRank, supplyRank, shownRank: place < 0 ? needRank : place + 1 });
  }

  /** Pairings in the order of their ids, of records of an organization or of all; `shownRank` is that by score. */
  async page(organizationId: string | null, after: string | null, limit: number): Promise<PairingView[]> {
    const rows: (PairingRow<PairedRecord> & Pick<PairingView, `${Side}Rank`>)[] = await this.source.query(
      `SELECT ${RANK.need} AS "needRank", ${RANK.supply} AS "supplyRank", ${VIEW}
       WHERE ${OF_ORGANIZATION} AND ${IS_SUPPORTED} AND ($2::uuid IS NULL OR p.id > $2) ORDER BY p.id LIMIT $3`,
      [organizationId, after, limit],
    );
    return rows.map((row) =>
      toView(row, { needRank: row.needRank, supplyRank: row.supplyRank, shownRank: row.needRank }),
    );
  }

  /** How many `page` goes through. */
  async countOf(organizationId: string | null): Promise<number> {
    const [row]: { n: number }[] = await this.source.query(
      `SELECT count(*)::int AS n FROM pairings p JOIN records n ON n.id = p.need_id AND is_matched(n)
       JOIN records s ON s.id = p.supply_id AND is_matched(s) WHERE ${OF_ORGANIZATION} AND ${IS_SUPPORTED}`,
      [organizationId],
    );
    return row?.n ?? 0;
  }

  /** Reads every list once: not for polling. */
  async statistics(abstainBelow: Abstention | null): Promise<ListStatistics> {
    const [row]: StatisticsRow[] = await this.source.query(STATISTICS, [
      LIST_LENGTH.need,
      this.caps.supply,
      abstainBelow?.a ?? null,
      abstainBelow?.perLength ?? null,
      abstainBelow?.withField ?? null,
    ]);
    if (!row) throw new RangeError('an aggregate has one row');
    const { ranked, paired, without_fit, unjudged, profiled, listed, largest, mean, gini, top_share } = row;
    return {
      needs: { ranked, paired, withoutFit: without_fit, unjudged },
      supplies: { profiled, listed },
      exposure: largest === null ? null : { largest, mean, gini, topPercentShare: top_share },
    };
  }
}

interface BestRow extends Omit<Place, `${Side}Rank` | 'shownRank'> {
  score: number;
  partnerRank: number;
  kind: SupplyKind;
}

/** Those of one list, best first, put in the order in which they are shown. */
function asShown(best: readonly BestRow[], side: Side, cap: number): Place[] {
  return best
    .map(({ score, partnerRank, kind: _kind, ...place }, i) => ({
      ...place,
      needRank: side === 'need' ? i + 1 : partnerRank,
      supplyRank: side === 'need' ? partnerRank : i + 1,
      ownRank: i + 1,
      shown: shownScore(score, partnerRank, cap),
    }))
    .sort((a, b) => b.shown - a.shown || a.ownRank - b.ownRank)
    .map((place, i) => ({ ...place, shownRank: i + 1 }));
}

interface PairingRow<Shown> {
  id: string;
  need_id: string;
  supply_id: string;
  supply_kind: SupplyKind;
  shown_links: ShownLink[];
  closing: ClosingFacility | null;
  need_revision: number;
  supply_revision: number;
  score: number;
  probability: number | null;
  signals: PairingEntity['signals'];
  gaps: PairingEntity['gaps'];
  engine_digest: string;
  degraded: PairingEntity['degraded'];
  created_at: Date;
  need: Shown;
  supply: Shown;
}

/** Ranks count what each side's reader would see. The first condition on scores lets the index find the better ones. */
const RANK: Readonly<Record<Side, string>> = {
  need: `(SELECT count(*)::int + 1 FROM pairings b JOIN records r ON r.id = b.supply_id AND is_matched(r)
     WHERE b.need_id = p.need_id AND b.supply_kind = p.supply_kind AND b.score >= p.score
       AND (b.score, p.supply_id) > (p.score, b.supply_id))`,
  supply: `(SELECT count(*)::int + 1 FROM pairings b JOIN records r ON r.id = b.need_id AND is_matched(r)
     WHERE b.supply_id = p.supply_id AND b.score >= p.score AND (b.score, p.need_id) > (p.score, b.need_id))`,
};

/** As `extentOf` of a content counts, of a row of records; a blind summary is as long as the whole text. */
const CHARACTERS = (record: string): string =>
  `(char_length(${record}.content->>'title') + char_length(${record}.content->>'description'))`;
const HAS_FIELD = `coalesce(jsonb_array_length(n.content->'technicalFields'), 0) > 0`;

const viewOf = (record: (record: string, organization: string) => string): string => `
  p.id, p.need_id, p.supply_id, p.supply_kind, p.need_revision, p.supply_revision, p.score, p.probability, p.signals,
  p.gaps, p.engine_digest, p.degraded, p.created_at, ${record('n', 'no')} AS need, ${record('s', 'so')} AS supply,
  ${SHOWN_LINKS} AS shown_links, ${CLOSING_FACILITY} AS closing
  FROM pairings p
  JOIN records n ON n.id = p.need_id AND is_matched(n) JOIN organizations no ON no.id = n.organization_id
  JOIN records s ON s.id = p.supply_id AND is_matched(s) JOIN organizations so ON so.id = s.organization_id`;
const VIEW = viewOf(shownRecord);

const HEAD = keptPlan(`
  SELECT n.pipeline_state AS "pipelineState", n.organization_id AS "organizationId",
    ${CHARACTERS('n')} AS characters, ${HAS_FIELD} AS "hasField"
  FROM records n WHERE n.id = $1 AND n.kind = ANY($2) AND is_matched(n)`);

const bestOf = (side: Side): string =>
  keptPlan(`
  SELECT p.id, p.probability, p.degraded, p.score, ${CHARACTERS('s')} AS "supplyCharacters",
    ${RANK[otherSide(side)]} AS "partnerRank", p.supply_kind AS kind, p.by_link AS "isByLink",
    EXISTS (${decidedPairs(`${SETTLES} AND v.need_id = p.need_id AND v.supply_id = p.supply_id`)}) AS "isDecided"
  FROM (
    SELECT p.id, p.probability, p.degraded, p.score, p.need_id, p.supply_id, p.supply_kind, p.by_link,
      row_number() OVER (PARTITION BY p.supply_kind ORDER BY p.score DESC, p.${COLUMN[otherSide(side)]}) AS place
    FROM pairings p JOIN records n ON n.id = p.need_id AND is_matched(n)
    JOIN records s ON s.id = p.supply_id AND is_matched(s)
    WHERE p.${COLUMN[side]} = $1 AND ${IS_SUPPORTED}
  ) p JOIN records s ON s.id = p.supply_id
  WHERE p.place <= ($2::jsonb->>p.supply_kind)::int ORDER BY p.place`);
const BEST: Readonly<Record<Side, string>> = { need: bestOf('need'), supply: bestOf('supply') };

const VIEWS = keptPlan(`SELECT ${viewOf(briefRecord)} WHERE p.id = ANY($1)`);

const OF_ORGANIZATION = '($1::uuid IS NULL OR $1 IN (n.organization_id, s.organization_id))';

interface StatisticsRow {
  ranked: number;
  paired: number;
  without_fit: number;
  unjudged: number;
  profiled: number;
  listed: number;
  largest: number | null;
  mean: number;
  gini: number;
  top_share: number;
}

/** Ranks as in `RANK`, the shown order as in `shownScore`, and what counts as fitting as in `fitOf`, over all lists. */
const STATISTICS = `
  WITH visible AS MATERIALIZED (
    SELECT r.id, r.kind = 'need' AS is_need, r.kind = 'achievement' AS is_listed, r.pipeline_state = 'ranked' AS is_ranked, f.record_id IS NOT NULL AS is_profiled
    FROM records r LEFT JOIN profiles f ON f.record_id = r.id WHERE is_matched(r)
  ), placed AS (
    SELECT p.need_id, p.supply_id, p.score, p.probability, p.degraded,
      row_number() OVER (PARTITION BY p.need_id ORDER BY p.score DESC, p.supply_id) AS need_rank,
      row_number() OVER (PARTITION BY p.supply_id ORDER BY p.score DESC, p.need_id) AS supply_rank
    FROM pairings p JOIN visible n ON n.id = p.need_id JOIN visible s ON s.id = p.supply_id
    WHERE p.supply_kind = 'achievement'
  ), shown AS (
    SELECT *, row_number() OVER (PARTITION BY need_id ORDER BY
      CASE WHEN $2::int = 0 OR supply_rank <= $2::int THEN score ELSE
        round((score - ${EXPOSURE_PENALTY} * ln(supply_rank::double precision / $2::int))::numeric, 6) END DESC,
      score DESC, supply_id) AS shown_rank
    FROM placed WHERE need_rank <= $1::int
  ), best AS (
    SELECT DISTINCT ON (need_id) need_id, supply_id, probability,
      bool_or(probability IS NULL OR degraded IS NOT NULL) OVER (PARTITION BY need_id) AS unjudged
    FROM shown ORDER BY need_id, probability DESC NULLS LAST, shown_rank
  ), judged AS (
    SELECT b.need_id, coalesce(b.unjudged, false) AS unjudged,
      coalesce(b.probability, 0) >= round((1 / (1 + exp(-($3::double precision
        + $4::double precision * ln(greatest(1, ${CHARACTERS('n')}) / 100.0::double precision)
        + CASE WHEN ${HAS_FIELD} THEN $5::double precision ELSE 0 END))))::numeric, 4) AS fits,
      coalesce(${CHARACTERS('s')} < ${LEAST_SUPPLY_CHARACTERS}, false) AS thin
    FROM visible v JOIN records n ON n.id = v.id LEFT JOIN best b ON b.need_id = v.id
    LEFT JOIN records s ON s.id = b.supply_id
    WHERE v.is_need AND v.is_ranked
  ), needs AS (
    SELECT count(*)::int AS ranked, count(need_id)::int AS paired,
      count(*) FILTER (WHERE NOT unjudged AND NOT fits AND NOT thin)::int AS without_fit,
      count(*) FILTER (WHERE fits IS NULL OR unjudged OR (NOT fits AND thin))::int AS unjudged
    FROM judged
  ), by_supply AS (
    -- Rounded: a sum of fractions depends on the order in which it is taken, and the same lists are to give the same figures.
    SELECT v.id, count(s.need_id) AS lists,
      round(coalesce(sum(ln(2) / ln(1 + s.shown_rank)), 0)::numeric, 12)::double precision AS exposure
    FROM visible v LEFT JOIN shown s ON s.supply_id = v.id WHERE v.is_listed AND v.is_profiled GROUP BY v.id
  ), ordered AS (
    SELECT *, row_number() OVER (ORDER BY exposure, id) AS place, count(*) OVER () AS n FROM by_supply
  )
  SELECT needs.*, supplies.* FROM needs CROSS JOIN (
    SELECT count(*)::int AS profiled, count(*) FILTER (WHERE lists > 0)::int AS listed,
      max(exposure) AS largest, avg(exposure) AS mean,
      coalesce(sum((2 * place - n - 1) * exposure) / nullif(max(n) * sum(exposure), 0), 0) AS gini,
      coalesce(sum(exposure) FILTER (WHERE place > n - ceil(n / 100.0)) / nullif(sum(exposure), 0), 0) AS top_share
    FROM ordered
  ) supplies`;

type Ranks = Pick<PairingView, 'needRank' | 'supplyRank' | 'shownRank'>;
const toView = <Shown extends BriefRecord>(row: PairingRow<Shown>, ranks: Ranks): PairingOf<Shown> => ({
  id: row.id,
  needId: row.need_id,
  supplyId: row.supply_id,
  supplyKind: row.supply_kind,
  needRevision: row.need_revision,
  supplyRevision: row.supply_revision,
  score: row.score,
  probability: row.probability,
  signals: row.signals,
  gaps: row.gaps.map((gap) => withClosing(gap, row.closing)),
  links: row.shown_links,
  engineDigest: row.engine_digest,
  degraded: row.degraded,
  createdAt: row.created_at,
  ...ranks,
  need: row.need,
  supply: row.supply,
});

/** An achievement that states no readiness has nowhere to be taken from. */
const withClosing = (gap: Gap, facility: ClosingFacility | null): Gap =>
  gap.kind === 'maturity' && gap.stated !== null && facility ? { ...gap, closedBy: facility } : gap;
