import type { DataSource, EntityManager } from 'typeorm';
import { DomainError, OrganizationNames, toEnd, wordingOf } from '#matching';
import type { NeedGroup, NeedInGroup, SettledGroup, TermStatistics, Wording } from '#matching';
import { audit } from './audit.js';
import { shownContent, shownRecord } from './shown-record.js';
import type { PairedRecord } from './shown-record.js';

export const COMMON_NEED_STATES = ['proposed', 'confirmed', 'dismissed'] as const;
export type CommonNeedState = (typeof COMMON_NEED_STATES)[number];

export interface CommonNeedSummary {
  id: string;
  state: CommonNeedState;
  /** Both empty from when a need they were taken from is no longer public until the next run. */
  title: string;
  description: string;
  industry: string | null;
  /** Mean likeness of its pairs, 0–1; null before the first run after a split or merge. */
  cohesion: number | null;
  /** Whether a person has decided on it. */
  settled: boolean;
  revision: number;
  changedAt: Date;
  /** Of what is public now, without suggestions. */
  enterprises: number;
  needs: number;
  /** Needs the engine would add, for a person to take in or leave out. */
  suggestions: number;
}

export interface CommonNeedMember {
  /** As everyone may see it. */
  record: PairedRecord;
  suggested: boolean;
  likeness: number | null;
}

export interface CommonNeedView extends CommonNeedSummary {
  members: CommonNeedMember[];
}

/** What a person changes of a common need. */
export interface CommonNeedEdit {
  title?: string | undefined;
  description?: string | undefined;
  industry?: string | null | undefined;
  state?: CommonNeedState | undefined;
  /** Needs taken in: suggested ones, or any that are public and in no settled common need. */
  add?: readonly string[] | undefined;
  /** Needs taken out; they are not suggested for it again. */
  remove?: readonly string[] | undefined;
}

export interface GroupWithWording extends NeedGroup {
  wording: Wording;
}

/** Needs whose words a wording is made of. */
export const MOST_WORDED = 20;
/** Any fixed number: whoever holds it changes common needs. */
const WRITER_LOCK = 6_427_011;
const WHAT = { what: '共性需求 / common need' };
/** Members whose record everyone may see now. */
const SHOWN_MEMBERS = `common_need_members m JOIN records r ON r.id = m.need_id AND is_matched(r)`;
/** Words taken from a need go when it is no longer public, at once and not with the next run. */
const WORDS_HOLD = `NOT EXISTS (SELECT 1 FROM unnest(c.worded_from) AS w (id)
  WHERE NOT EXISTS (SELECT 1 FROM records r WHERE r.id = w.id AND is_matched(r)))`;
const SUMMARY = `c.id, c.state, CASE WHEN ${WORDS_HOLD} THEN c.title ELSE '' END AS title,
  CASE WHEN ${WORDS_HOLD} THEN c.description ELSE '' END AS description, c.industry, c.cohesion, c.settled, c.revision,
  c.changed_at AS "changedAt",
  (SELECT count(DISTINCT r.organization_id)::int FROM ${SHOWN_MEMBERS} WHERE m.common_need_id = c.id AND NOT m.suggested) AS enterprises,
  (SELECT count(*)::int FROM ${SHOWN_MEMBERS} WHERE m.common_need_id = c.id AND NOT m.suggested) AS needs,
  (SELECT count(*)::int FROM ${SHOWN_MEMBERS} WHERE m.common_need_id = c.id AND m.suggested) AS suggestions`;

/** 共性需求: proposals of the engine and what people make of them. A person's decision is never undone by the engine. */
export class CommonNeedStore {
  constructor(private readonly source: DataSource) {}

  /** A page, those with most enterprises first. */
  async list(
    state: CommonNeedState,
    limit: number,
    offset: number,
  ): Promise<{ items: CommonNeedSummary[]; total: number }> {
    const [row]: { n: number }[] = await this.source.query(
      'SELECT count(*)::int AS n FROM common_needs WHERE state = $1',
      [state],
    );
    const items: CommonNeedSummary[] = await this.source.query(
      `SELECT ${SUMMARY} FROM common_needs c WHERE c.state = $1 ORDER BY enterprises DESC, c.id LIMIT $2 OFFSET $3`,
      [state, limit, offset],
    );
    return { items, total: row?.n ?? 0 };
  }

  /** @throws DomainError `not-found` */
  async find(id: string): Promise<CommonNeedView> {
    return view(this.source.manager, id);
  }

  /** @param ifRevision refuse unless this is still the current one @throws DomainError `not-found`, `revision-conflict` */
  async edit(id: string, edit: CommonNeedEdit, ifRevision: number, actor: string): Promise<CommonNeedView> {
    return this.decide(actor, async (manager) => {
      await lock(manager, id, ifRevision);
      const { title, description, industry, state, add = [], remove = [] } = edit;
      if (remove.length > 0) {
        await manager.query(
          `WITH gone AS (DELETE FROM common_need_members WHERE common_need_id = $1 AND need_id = ANY($2) RETURNING need_id)
           INSERT INTO common_need_exclusions (common_need_id, need_id) SELECT $1, need_id FROM gone ON CONFLICT DO NOTHING`,
          [id, remove],
        );
      }
      if (add.length > 0) await take(manager, id, add);
      await manager.query(
        `UPDATE common_needs SET title = coalesce($2, title), description = coalesce($3, description),
           industry = CASE WHEN $4 THEN $5 ELSE industry END, state = coalesce($6, state),
           worded_from = CASE WHEN coalesce($2, title) = title AND coalesce($3, description) = description THEN worded_from END
         WHERE id = $1`,
        [id, title ?? null, description ?? null, industry !== undefined, industry ?? null, state ?? null],
      );
      return { id, touched: [id], action: `edit common need${state ? `: ${state}` : ''}` };
    });
  }

  /** Puts all needs of another common need into this one; the other is gone. @throws DomainError */
  async merge(id: string, otherId: string, ifRevision: number, actor: string): Promise<CommonNeedView> {
    if (id === otherId) throw new DomainError('not-found', WHAT);
    return this.decide(actor, async (manager) => {
      await lock(manager, id, ifRevision);
      await lock(manager, otherId, null);
      await manager.query('DELETE FROM common_need_members WHERE common_need_id = $1 AND suggested', [otherId]);
      await manager.query('UPDATE common_need_members SET common_need_id = $1 WHERE common_need_id = $2', [
        id,
        otherId,
      ]);
      await manager.query(
        `INSERT INTO common_need_exclusions (common_need_id, need_id)
         SELECT $1, need_id FROM common_need_exclusions WHERE common_need_id = $2 ON CONFLICT DO NOTHING`,
        [id, otherId],
      );
      await manager.query(
        `DELETE FROM common_need_exclusions e USING common_need_members m
         WHERE e.common_need_id = $1 AND m.common_need_id = $1 AND m.need_id = e.need_id AND NOT m.suggested`,
        [id],
      );
      await manager.query('DELETE FROM common_needs WHERE id = $1', [otherId]);
      return { id, touched: [id], action: `merge common need ${otherId}` };
    });
  }

  /**
   * Makes a new common need, proposed, of some of this one's needs; the two stay apart.
   * @param wording or the names to hide where it is made of these needs, as a proposal's is @throws DomainError
   */
  async split(
    id: string,
    needIds: readonly string[],
    wording: Wording | OrganizationNames,
    ifRevision: number,
    actor: string,
  ): Promise<CommonNeedView> {
    const isMade = wording instanceof OrganizationNames;
    const { title, description } = isMade
      ? toEnd(wordingOf(await this.toWord(needIds.slice(0, MOST_WORDED)), wording))
      : wording;
    return this.decide(actor, async (manager) => {
      await lock(manager, id, ifRevision);
      const [made]: { id: string }[] = await manager.query(
        `INSERT INTO common_needs (title, description, worded_from, industry)
         SELECT $2, $3, $4, industry FROM common_needs WHERE id = $1 RETURNING id`,
        [id, title, description, isMade ? needIds : null],
      );
      const moved: [{ need_id: string }[], number] = await manager.query(
        `UPDATE common_need_members SET common_need_id = $2, suggested = false
         WHERE common_need_id = $1 AND need_id = ANY($3) RETURNING need_id`,
        [id, made?.id, needIds],
      );
      if (!made || moved[0].length !== new Set(needIds).size) {
        throw new DomainError('not-found', { what: '该共性需求中的需求 / need of this common need' });
      }
      return { id: made.id, touched: [id, made.id], action: `split common need ${id}` };
    });
  }

  /**
   * Public, profiled needs of enterprises: those that people have put somewhere, then the newest.
   * @param ofEach most that one enterprise has among the newest
   */
  async groupable(limit: number, ofEach: number): Promise<{ id: string; contentHash: string }[]> {
    return this.source.query(
      `SELECT id, content_hash AS "contentHash" FROM (
         SELECT r.id, r.content_hash, r.revised_at, coalesce(c.settled AND NOT m.suggested, false) AS placed,
           row_number() OVER (PARTITION BY r.organization_id ORDER BY r.revised_at DESC, r.id) AS nth
         FROM records r JOIN organizations o ON o.id = r.organization_id AND o.kind = 'enterprise'
         JOIN profiles p ON p.record_id = r.id AND p.content_hash = r.content_hash
         LEFT JOIN common_need_members m ON m.need_id = r.id LEFT JOIN common_needs c ON c.id = m.common_need_id
         WHERE r.kind = 'need' AND is_matched(r)) AS all_needs
       WHERE placed OR nth <= $2 ORDER BY placed DESC, revised_at DESC, id LIMIT $1`,
      [limit, ofEach],
    );
  }

  /** What people have settled, in the order of ids. */
  async settled(): Promise<(SettledGroup & { revision: number })[]> {
    return this.source.query(
      `SELECT c.id, c.revision,
         ARRAY(SELECT need_id FROM common_need_members m WHERE m.common_need_id = c.id AND NOT m.suggested ORDER BY 1) AS "needIds",
         ARRAY(SELECT need_id FROM common_need_exclusions e WHERE e.common_need_id = c.id ORDER BY 1) AS excluded
       FROM common_needs c WHERE c.settled ORDER BY c.id`,
    );
  }

  /** What a wording is made of: those public now, as everyone may see them, with whose they are; in the order given. */
  async toWord(ids: readonly string[]): Promise<NeedInGroup[]> {
    return this.source.query(
      `SELECT ${shownContent('r')} AS content,
         jsonb_build_object('name', o.name, 'kind', o.kind, 'region', o.region) AS organization
       FROM records r JOIN organizations o ON o.id = r.organization_id WHERE r.id = ANY($1) AND is_matched(r)
       ORDER BY array_position($1::uuid[], r.id)`,
      [ids],
    );
  }

  /** Every confirmed one, in the order of ids. */
  async confirmed(): Promise<CommonNeedSummary[]> {
    return this.source.query(`SELECT ${SUMMARY} FROM common_needs c WHERE c.state = 'confirmed' ORDER BY c.id`);
  }

  /** Names of all enterprises whose needs are in a common need, public now or not. */
  async namesIn(id: string): Promise<string[]> {
    const rows: { name: string }[] = await this.source.query(
      `SELECT DISTINCT o.name FROM common_need_members m JOIN records r ON r.id = m.need_id
       JOIN organizations o ON o.id = r.organization_id WHERE m.common_need_id = $1`,
      [id],
    );
    return rows.map(({ name }) => name);
  }

  /** Names of all organizations, to be hidden. @param statistics tell what is an ordinary word */
  async names(statistics: TermStatistics): Promise<OrganizationNames> {
    const rows: { name: string }[] = await this.source.query('SELECT name FROM organizations ORDER BY name');
    return new OrganizationNames(
      rows.map(({ name }) => name),
      statistics,
    );
  }

  /**
   * Puts the groups of a run in the place of all that no person has decided on. A proposal keeps its id where most of its
   * needs are the same; to what people settled, needs are only suggested. False when people decided something meanwhile.
   */
  async replaceProposals(
    groups: readonly GroupWithWording[],
    settledThen: readonly { id: string; revision: number }[],
  ): Promise<boolean> {
    return this.source.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [WRITER_LOCK]);
      const now: { id: string; revision: number }[] = await manager.query(
        'SELECT id, revision FROM common_needs WHERE settled ORDER BY id',
      );
      const asText = (all: readonly { id: string; revision: number }[]): string =>
        all.map(({ id, revision }) => `${id} ${revision}`).join();
      if (asText(now) !== asText(settledThen)) return false;
      const before: { id: string; need: string }[] = await manager.query(
        `SELECT c.id, m.need_id AS need FROM common_needs c JOIN common_need_members m ON m.common_need_id = c.id
         WHERE NOT c.settled ORDER BY c.id, m.need_id`,
      );
      await manager.query(
        `DELETE FROM common_need_members m USING common_needs c WHERE c.id = m.common_need_id AND (m.suggested OR NOT c.settled)`,
      );
      const kept = keptIds(groups, before);
      await manager.query('DELETE FROM common_needs WHERE NOT settled AND NOT id = ANY($1)', [[...kept.values()]]);
      for (const group of groups) {
        if (group.settledId === null) await writeProposal(manager, group, kept.get(group));
        else await suggest(manager, group.settledId, group);
      }
      return true;
    });
  }

  /** One decision at a time, audited; what it touched is settled from now on. */
  private async decide(
    actor: string,
    work: (manager: EntityManager) => Promise<{ id: string; touched: string[]; action: string }>,
  ): Promise<CommonNeedView> {
    return this.source.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [WRITER_LOCK]);
      const { id, touched, action } = await work(manager);
      await manager.query(
        'UPDATE common_needs SET settled = true, revision = revision + 1, changed_at = now() WHERE id = ANY($1)',
        [touched],
      );
      const changed = await view(manager, id);
      const subject = { subjectKind: 'common-need', subjectId: id, revision: changed.revision };
      await audit(manager, { actor, action, ...subject });
      return changed;
    });
  }
}

async function view(manager: EntityManager, id: string): Promise<CommonNeedView> {
  const [found]: CommonNeedSummary[] = await manager.query(`SELECT ${SUMMARY} FROM common_needs c WHERE c.id = $1`, [
    id,
  ]);
  if (!found) throw new DomainError('not-found', WHAT);
  const members: CommonNeedMember[] = await manager.query(
    `SELECT ${shownRecord('r', 'o')} AS record, m.suggested, m.likeness
     FROM ${SHOWN_MEMBERS} JOIN organizations o ON o.id = r.organization_id
     WHERE m.common_need_id = $1 ORDER BY m.suggested, m.likeness DESC NULLS LAST, r.id`,
    [id],
  );
  return { ...found, members };
}

async function lock(manager: EntityManager, id: string, ifRevision: number | null): Promise<void> {
  const [found]: { revision: number }[] = await manager.query('SELECT revision FROM common_needs WHERE id = $1', [id]);
  if (!found) throw new DomainError('not-found', WHAT);
  if (ifRevision !== null && ifRevision !== found.revision) {
    throw new DomainError('revision-conflict', { revision: found.revision });
  }
}

/** Takes needs in from nowhere, from suggestions and from proposals nobody decided on. @throws DomainError `not-found` */
async function take(manager: EntityManager, id: string, needIds: readonly string[]): Promise<void> {
  const taken: { need_id: string }[] = await manager.query(
    `INSERT INTO common_need_members AS m (need_id, common_need_id)
     SELECT r.id, $1 FROM records r JOIN organizations o ON o.id = r.organization_id AND o.kind = 'enterprise'
     WHERE r.id = ANY($2) AND r.kind = 'need' AND is_matched(r)
     ON CONFLICT (need_id) DO UPDATE SET common_need_id = $1, suggested = false
       WHERE m.suggested OR m.common_need_id = $1 OR NOT (SELECT settled FROM common_needs c WHERE c.id = m.common_need_id)
     RETURNING need_id`,
    [id, needIds],
  );
  if (taken.length !== new Set(needIds).size) {
    throw new DomainError('not-found', {
      what: '可加入的企业公开需求 / public need of an enterprise that can be taken in',
    });
  }
  await manager.query('DELETE FROM common_need_exclusions WHERE common_need_id = $1 AND need_id = ANY($2)', [
    id,
    needIds,
  ]);
}

/** The earlier proposal that each new one continues: the one with most of its needs, each at most once. */
function keptIds(
  groups: readonly GroupWithWording[],
  before: readonly { id: string; need: string }[],
): Map<GroupWithWording, string> {
  const proposalOf = new Map(before.map(({ id, need }) => [need, id]));
  const shared = groups
    .filter(({ settledId }) => settledId === null)
    .flatMap((group) => {
      const counts = new Map<string, number>();
      for (const { id } of group.needs) {
        const proposal = proposalOf.get(id);
        if (proposal !== undefined) counts.set(proposal, (counts.get(proposal) ?? 0) + 1);
      }
      return [...counts].map(([proposal, count]) => ({ group, proposal, count }));
    })
    .sort((a, b) => b.count - a.count || (a.proposal < b.proposal ? -1 : 1));
  const kept = new Map<GroupWithWording, string>();
  const used = new Set<string>();
  for (const { group, proposal } of shared) {
    if (kept.has(group) || used.has(proposal)) continue;
    kept.set(group, proposal);
    used.add(proposal);
  }
  return kept;
}

async function writeProposal(manager: EntityManager, group: GroupWithWording, kept: string | undefined): Promise<void> {
  const { wording, industry, cohesion } = group;
  const id = kept ?? crypto.randomUUID();
  await manager.query(
    `INSERT INTO common_needs (id, title, description, industry, cohesion, worded_from) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (id) DO UPDATE SET title = $2, description = $3, industry = $4, cohesion = $5, worded_from = $6`,
    [id, wording.title, wording.description, industry, cohesion, group.needs.map((need) => need.id)],
  );
  await addMembers(manager, id, group, false);
}

async function suggest(manager: EntityManager, id: string, group: GroupWithWording): Promise<void> {
  await manager.query(
    `UPDATE common_needs SET cohesion = $2, title = CASE WHEN worded_from IS NULL THEN title ELSE $3 END,
       description = CASE WHEN worded_from IS NULL THEN description ELSE $4 END,
       worded_from = CASE WHEN worded_from IS NOT NULL THEN $5::uuid[] END WHERE id = $1`,
    [id, group.cohesion, group.wording.title, group.wording.description, group.needs.map((need) => need.id)],
  );
  await manager.query(
    `UPDATE common_need_members m SET likeness = l.likeness
     FROM unnest($2::uuid[], $3::float8[]) AS l (id, likeness) WHERE m.need_id = l.id AND m.common_need_id = $1`,
    [id, group.needs.map((need) => need.id), group.needs.map((need) => need.likeness)],
  );
  await addMembers(manager, id, group, true);
}

/** Those still public; what is settled elsewhere stays there. */
async function addMembers(manager: EntityManager, id: string, group: NeedGroup, suggested: boolean): Promise<void> {
  await manager.query(
    `INSERT INTO common_need_members (need_id, common_need_id, suggested, likeness)
     SELECT r.id, $1, $4, l.likeness FROM unnest($2::uuid[], $3::float8[]) AS l (id, likeness)
     JOIN records r ON r.id = l.id WHERE is_matched(r) ON CONFLICT (need_id) DO NOTHING`,
    [id, group.needs.map((need) => need.id), group.needs.map((need) => need.likeness), suggested],
  );
}
