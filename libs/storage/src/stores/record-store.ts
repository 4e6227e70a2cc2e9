import { In, IsNull } from 'typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import {
  afterMove,
  BLIND_VERSION,
  blindOf,
  chinaDay,
  contentHash,
  DomainError,
  isOver,
  kindInWords,
  outcomesOf,
  RECORD_KINDS,
  rubricOf,
} from '#matching';
import type { Blind, Move, RecordContent, RecordKind, RecordState } from '#matching';
import { OrganizationEntity } from '../entities/organization.entity.js';
import { RecordRevisionEntity } from '../entities/record-revision.entity.js';
import { RecordEntity } from '../entities/record.entity.js';
import type { PipelineState } from '../entities/record.entity.js';
import { audit } from './audit.js';
import { translateDuplicate } from './duplicate-key.js';
import { merge, nothingToDo } from './follow-up.js';
import type { FollowUp } from './follow-up.js';
import { claimKey } from './idempotency.js';
import type { Idempotency } from './idempotency.js';
import { organizationFinder } from './organization-store.js';
import type { OrganizationInput } from './organization-store.js';
import { lockWithPartners } from './record-locks.js';
import { changesBy, DEFAULT_POLICY, passageOf } from './record-moves.js';
import type { OwnMove, RecordPolicy, Voice } from './record-moves.js';
import { shownContent, shownRecord, shownRegion, wholeRecord } from './shown-record.js';
import type { PairedRecord, WholeRecord } from './shown-record.js';

export interface RecordInput {
  organizationId: string;
  externalId: string | null;
  content: RecordContent;
}

export interface Changed {
  record: RecordEntity;
  followUp: FollowUp;
}

/** One valid row of a bulk file. Its external id says which record it is, in this import and the next. */
export interface ImportedRow {
  externalId: string;
  organization: OrganizationInput;
  content: RecordContent;
}

export interface ImportedRows {
  created: number;
  changed: number;
  unchanged: number;
  /** Of those created and changed: asked to be published, and held back until they say more. */
  returned: number;
  followUp: FollowUp;
}

/** What a listing may be narrowed by; codes match with everything below them in their tree. */
export interface RecordFilter {
  technicalField?: string | undefined;
  industry?: string | undefined;
  /** GB/T 2260 prefix of 2, 4 or 6 digits. */
  region?: string | undefined;
}

/** Which records of a kind a list of posted ones holds, and in what order. */
export interface RecordListing {
  /** Of this organization, or posted by it for others. */
  organizationId?: string | undefined;
  state?: RecordState | undefined;
  newestFirst?: boolean;
}

export interface Progress {
  revision: number;
  pipelineState: PipelineState;
  pipelineError: string | null;
  rankedBy: string | null;
}

/** Needs and supplies. Every change writes the row, its revision and an audit entry in one transaction. */
export class RecordStore {
  constructor(
    private readonly source: DataSource,
    private readonly policy: RecordPolicy = DEFAULT_POLICY,
  ) {}

  /**
   * @param asked a draft, or to be published, which the gate may put off
   * @param agentOrganizationId who posts it for the organization it is of
   * @throws DomainError `external-id-taken`, `idempotency-key-reused`
   */
  async create(
    kind: RecordKind,
    input: RecordInput,
    asked: Extract<RecordState, 'draft' | 'published'>,
    actor: string,
    idempotency?: Idempotency,
    agentOrganizationId: string | null = null,
  ): Promise<Changed> {
    return this.source
      .transaction(async (manager) => {
        const id = crypto.randomUUID();
        const earlier = idempotency && (await claimKey(manager, idempotency, id));
        if (earlier) {
          return { record: await manager.findOneByOrFail(RecordEntity, { id: earlier }), followUp: nothingToDo() };
        }
        const { records, followUp } = await insert(
          manager,
          [{ id, kind, agentOrganizationId, ...input }],
          asked,
          this.policy,
          actor,
        );
        return { record: records[0]!, followUp };
      })
      .catch((error: unknown) => translateDuplicate(error, input));
  }

  /** @param ifRevision refuse unless this is still the current revision @throws DomainError */
  async replace(
    id: string,
    kind: RecordKind,
    input: RecordInput,
    ifRevision: number | null,
    actor: string,
    voice: Voice = 'owner',
  ): Promise<Changed> {
    return this.source
      .transaction(async (manager) => {
        const found = await lockRecord(manager, id, kind);
        if (ifRevision !== null && ifRevision !== found.revision) {
          throw new DomainError('revision-conflict', { revision: found.revision });
        }
        return revise(manager, found, edited(found, input, voice, this.policy), 'replace', actor);
      })
      .catch((error: unknown) => translateDuplicate(error, input));
  }

  /** Makes a move of the state machine. @throws DomainError `not-found`, `illegal-move`, `not-confirmed`, `nothing-to-confirm` */
  async move(
    id: string,
    kind: RecordKind,
    move: OwnMove,
    actor: string,
    { reason = '', voice = 'owner', now = new Date() }: { reason?: string; voice?: Voice; now?: Date } = {},
  ): Promise<Changed> {
    return this.source.transaction(async (manager) => {
      const found = await lockRecord(manager, id, kind);
      const changes = changesBy(found, move, { actor, voice, reason, policy: this.policy, now });
      return revise(manager, found, { ...found, ...changes }, move, actor, reason || null);
    });
  }

  /**
   * Takes a record out in favour of another that says the same. It keeps its revisions, reviews and cases; publishing it
   * again undoes this.
   * @throws DomainError `not-found`, `illegal-move`, `merge-unlike`
   */
  async merge(id: string, intoId: string, actor: string, reason: string | null): Promise<Changed> {
    return this.source.transaction(async (manager) => {
      await lockWithPartners(manager, [id, intoId]);
      const found = await manager.findOneBy(RecordEntity, { id });
      const into = await manager.findOneBy(RecordEntity, { id: intoId });
      if (!found || !into) throw new DomainError('not-found', { what: '记录 / record' });
      const state = afterMove(found.state, 'merge', 'withdrawn');
      const isStanding = !isOver(into.state) && into.state !== 'withdrawn';
      if (id === intoId || found.kind !== into.kind || !isStanding) throw new DomainError('merge-unlike');
      await audit(manager, {
        ...{ actor, action: 'merge in', subjectKind: into.kind, subjectId: intoId, revision: into.revision },
      });
      return revise(manager, found, { ...found, state, mergedInto: intoId }, 'merge', actor, reason);
    });
  }

  /** Records that were merged into this one, directly or by way of others. */
  async mergedInto(id: string): Promise<{ id: string; title: string }[]> {
    return this.source.query(
      `WITH RECURSIVE merged AS (
         SELECT r.id, r.content FROM records r WHERE r.merged_into = $1
         UNION SELECT r.id, r.content FROM records r JOIN merged m ON r.merged_into = m.id
       ) SELECT id, content->>'title' AS title FROM merged ORDER BY id`,
      [id],
    );
  }

  /** Ends the time of published records whose last day in China has passed. */
  async expire(now: Date, limit: number): Promise<FollowUp> {
    const today = chinaDay(now);
    const due: { id: string }[] = await this.source.query(
      `SELECT id FROM records WHERE state = 'published' AND valid_until < $1 ORDER BY valid_until, id LIMIT $2`,
      [today, limit],
    );
    const followUp = nothingToDo();
    for (const { id } of due) {
      merge(
        followUp,
        await this.source.transaction(async (manager) => {
          await lockWithPartners(manager, [id]);
          const found = await manager.findOneByOrFail(RecordEntity, { id });
          const until = found.content.validUntil;
          // Edited, or done by another process, since it was found.
          if (found.state !== 'published' || until === undefined || until >= today) return nothingToDo();
          const state = afterMove(found.state, 'expire', 'expired');
          return (await revise(manager, found, { ...found, state }, 'expire', 'clock')).followUp;
        }),
      );
    }
    return followUp;
  }

  /** @throws DomainError `not-found` */
  async find(id: string, kind: RecordKind): Promise<RecordEntity> {
    const found = await this.source.getRepository(RecordEntity).findOneBy({ id, kind });
    if (!found) throw new DomainError('not-found', { what: kindInWords(kind) });
    return found;
  }

  async findAnyKind(id: string): Promise<RecordEntity | null> {
    return this.source.getRepository(RecordEntity).findOneBy({ id });
  }

  /** Where a matched record stands in the pipeline; null when it may not be shown. */
  async progress(id: string, kinds: readonly RecordKind[] = RECORD_KINDS): Promise<Progress | null> {
    const rows: Progress[] = await this.source.query(
      `SELECT r.revision, r.pipeline_state AS "pipelineState", r.pipeline_error AS "pipelineError", r.ranked_by AS "rankedBy"
       FROM records r WHERE r.id = $1 AND r.kind = ANY($2) AND is_matched(r)`,
      [id, kinds],
    );
    return rows[0] ?? null;
  }

  /** A page of the matched records of some kinds that pass the filters, newest first, as everyone may see them. */
  async listVisible(
    kinds: readonly RecordKind[],
    filter: RecordFilter,
    limit: number,
    offset: number,
  ): Promise<{ records: PairedRecord[]; total: number }> {
    const parameters = [kinds, filter.technicalField ?? null, filter.industry ?? null, filter.region ?? null];
    const where = `FROM records r JOIN organizations o ON o.id = r.organization_id
      WHERE r.kind = ANY($1) AND is_matched(r)
        AND ($2::text IS NULL OR EXISTS (SELECT 1 FROM jsonb_array_elements_text(coalesce(r.content->'technicalFields', '[]')) f
                                         WHERE f = $2 OR f LIKE $2 || '.%'))
        AND ($3::text IS NULL OR EXISTS (SELECT 1 FROM jsonb_array_elements_text(coalesce(r.content->'industries', '[]')) i
                                         WHERE i LIKE $3 || '%'))
        AND ($4::text IS NULL
          OR coalesce(${shownContent('r')}->>'region', ${shownRegion('r', 'o')}, '') LIKE $4 || '%')`;
    const [row]: { n: number }[] = await this.source.query(`SELECT count(*)::int AS n ${where}`, parameters);
    const rows: { record: PairedRecord }[] = await this.source.query(
      `SELECT ${shownRecord('r', 'o')} AS record ${where} ORDER BY r.revised_at DESC, r.id LIMIT $5 OFFSET $6`,
      [...parameters, limit, offset],
    );
    return { records: rows.map(({ record }) => record), total: row?.n ?? 0 };
  }

  /** Matched records by id, as everyone may see them; in no particular order. */
  async findVisible(ids: readonly string[], kinds: readonly RecordKind[] = RECORD_KINDS): Promise<PairedRecord[]> {
    const rows: { record: PairedRecord }[] = await this.source.query(
      `SELECT ${shownRecord('r', 'o')} AS record FROM records r JOIN organizations o ON o.id = r.organization_id
       WHERE r.id = ANY($1) AND r.kind = ANY($2) AND is_matched(r)`,
      [ids, kinds],
    );
    return rows.map(({ record }) => record);
  }

  /** Whole records by id, of one organization or of any; in no particular order. For readers who are cleared for them. */
  async findWhole(ids: readonly string[], organizationId: string | null): Promise<WholeRecord[]> {
    const rows: { record: WholeRecord }[] = await this.source.query(
      `SELECT ${wholeRecord('r', 'o')} AS record FROM records r JOIN organizations o ON o.id = r.organization_id
       WHERE r.id = ANY($1) AND is_matched(r) AND ($2::uuid IS NULL OR r.organization_id = $2)`,
      [ids, organizationId],
    );
    return rows.map(({ record }) => record);
  }

  /** Whose the records are. */
  async ownersOf(ids: readonly string[]): Promise<{ organizationId: string }[]> {
    return this.source.query('SELECT DISTINCT organization_id AS "organizationId" FROM records WHERE id = ANY($1)', [
      ids,
    ]);
  }

  /** A page of one kind, as posted. */
  async list(
    kind: RecordKind,
    { organizationId, state, newestFirst = false }: RecordListing,
    limit: number,
    offset: number,
  ): Promise<{ records: RecordEntity[]; total: number }> {
    const shared = { kind, ...(state && { state }) };
    const [records, total] = await this.source.getRepository(RecordEntity).findAndCount({
      where: organizationId
        ? [
            { ...shared, organizationId },
            { ...shared, agentOrganizationId: organizationId },
          ]
        : shared,
      order: { createdAt: newestFirst ? 'DESC' : 'ASC', id: 'ASC' },
      take: limit,
      skip: offset,
    });
    return { records, total };
  }

  async revisions(id: string, kind: RecordKind): Promise<RecordRevisionEntity[]> {
    await this.find(id, kind);
    return this.source
      .getRepository(RecordRevisionEntity)
      .find({ where: { recordId: id }, order: { revision: 'ASC' } });
  }

  /** How many records stand in each pipeline state, sealed ones aside. */
  async pipelineCounts(): Promise<Record<string, number>> {
    const rows: { pipeline_state: string; n: number }[] = await this.source.query(
      `SELECT pipeline_state, count(*)::int AS n FROM records WHERE confidentiality <> 'sealed' GROUP BY 1`,
    );
    return Object.fromEntries(rows.map((row) => [row.pipeline_state, row.n]));
  }

  /** Marks a record whose job failed for good, so that its progress tells the truth. */
  async fail(recordId: string, hash: string, reason: string): Promise<void> {
    await this.source.query(
      `UPDATE records SET pipeline_state = 'failed', pipeline_error = $3, pipeline_at = now()
       WHERE id = $1 AND content_hash = $2 AND pipeline_state IN ('pending', 'profiled')`,
      [recordId, hash, reason.slice(0, 500)],
    );
  }

  /** Records whose work was committed at least `seconds` ago and is still not done, oldest first. */
  async unfinished(seconds: number, limit: number): Promise<FollowUp> {
    const rows: { id: string; pipeline_state: string }[] = await this.source.query(
      `SELECT id, pipeline_state FROM records
       WHERE pipeline_state IN ('pending', 'profiled') AND pipeline_at <= now() - make_interval(secs => $1)
       ORDER BY pipeline_at LIMIT $2`,
      [seconds, limit],
    );
    const followUp = nothingToDo();
    for (const row of rows) {
      const job = { recordId: row.id };
      if (row.pipeline_state === 'pending') followUp.profile.push(job);
      else followUp.rank.push(job);
    }
    return followUp;
  }

  /** Records profiled by another model (or by none, now that there is one); they are to be profiled again. */
  async markProfiledByOthers(model: string, limit: number): Promise<FollowUp> {
    const rows: [{ id: string }[], number] = await this.source.query(
      `UPDATE records SET pipeline_state = 'pending', pipeline_at = now() WHERE id IN (
         SELECT r.id FROM records r JOIN profiles p ON p.record_id = r.id
         WHERE r.pipeline_state IN ('profiled', 'ranked') AND p.model IS DISTINCT FROM $1
         ORDER BY r.id LIMIT $2 FOR UPDATE OF r SKIP LOCKED)
       RETURNING id`,
      [model, limit],
    );
    return { ...nothingToDo(), profile: rows[0].map(({ id: recordId }) => ({ recordId })) };
  }

  /** Records whose dates made them appear or vanish since they were last handled. */
  async markDateChanges(limit: number): Promise<FollowUp> {
    const rows: { id: string }[] = await this.source.query(
      `SELECT r.id FROM records r WHERE r.state = 'published' AND (r.confidentiality = 'public' OR r.blind IS NOT NULL)
         AND (r.valid_until IS NOT NULL OR r.valid_from IS NOT NULL)
         AND is_matched(r) <> (r.pipeline_state <> 'idle') LIMIT $1`,
      [limit],
    );
    const followUp = nothingToDo();
    for (const { id } of rows) {
      merge(
        followUp,
        await this.source.transaction(async (manager) => {
          await lockWithPartners(manager, [id]);
          return settle(manager, await manager.findOneByOrFail(RecordEntity, { id }));
        }),
      );
    }
    return followUp;
  }

  /** Makes the blind summaries that are missing (their organization changed its name) or were made by older rules. */
  async blindAnew(limit: number): Promise<FollowUp> {
    const rows: { id: string }[] = await this.source.query(
      `SELECT id FROM records WHERE confidentiality = 'on-request'
         AND (blind IS NULL OR (blind->>'rules')::int IS DISTINCT FROM $1) ORDER BY id LIMIT $2`,
      [BLIND_VERSION, limit],
    );
    const followUp = nothingToDo();
    for (const { id } of rows) {
      merge(
        followUp,
        await this.source.transaction(async (manager) => {
          await lockWithPartners(manager, [id]);
          const record = await manager.findOneByOrFail(RecordEntity, { id });
          const { blind, contentHash: hash } = matchedForm(record, await blindedOrganizations(manager, [record]));
          Object.assign(record, { blind, contentHash: hash });
          await manager.update(RecordEntity, { id }, { blind: blind, contentHash: hash });
          return settle(manager, record);
        }),
      );
    }
    return followUp;
  }

  /**
   * Takes in rows of a bulk file inside the caller's transaction: new ones are created, changed ones revised, equal
   * ones and those of records that are over left alone.
   */
  async takeIn(
    manager: EntityManager,
    kind: RecordKind,
    rows: readonly ImportedRow[],
    publish: boolean,
    actor: string,
  ): Promise<ImportedRows> {
    const result: ImportedRows = { created: 0, changed: 0, unchanged: 0, returned: 0, followUp: nothingToDo() };
    const ids = rows.map(({ externalId }) => externalId);
    // A record without an external id goes by its own, which is what exports call it.
    const mine = [
      { kind, externalId: In(ids) },
      { kind, externalId: IsNull(), id: In(ids.filter(isUuid)) },
    ];
    const known = await manager.find(RecordEntity, { where: mine, select: { id: true } });
    await lockWithPartners(
      manager,
      known.map(({ id }) => id),
    );
    const existing = await manager.find(RecordEntity, { where: mine });
    const byExternalId = new Map(existing.map((record) => [record.externalId ?? record.id, record]));
    const organizationOf = await organizationFinder(manager, rows, actor);
    const fresh = new Map<string, NewRecord>();
    const takeInFresh = async (): Promise<void> => {
      if (fresh.size === 0) return;
      const asked = publish ? 'published' : 'draft';
      const { records, followUp } = await insert(manager, [...fresh.values()], asked, this.policy, actor);
      for (const [i, externalId] of [...fresh.keys()].entries()) byExternalId.set(externalId, records[i]!);
      fresh.clear();
      result.created += records.length;
      result.returned += records.filter(({ state }) => state === 'returned').length;
      merge(result.followUp, followUp);
    };
    for (const { externalId, organization, content } of rows) {
      const input = { organizationId: await organizationOf(organization), externalId, content };
      // The same record twice in a file: the second is a change of the first.
      if (fresh.has(externalId)) await takeInFresh();
      const found = byExternalId.get(externalId);
      if (!found) {
        fresh.set(externalId, { id: crypto.randomUUID(), kind, agentOrganizationId: null, ...input });
      } else if (
        isOver(found.state) ||
        (isUnchanged(found, content) && found.organizationId === input.organizationId)
      ) {
        result.unchanged++;
      } else {
        // A row that was held back and now says more is asked to be published again, as it was when it came first.
        const move = publish && found.state === 'returned' ? 'publish' : 'replace';
        const kept = { ...input, externalId: found.externalId };
        const to =
          move === 'publish'
            ? { ...found, ...kept, ...passageOf({ ...found, ...kept }, this.policy, new Date()) }
            : edited(found, kept, 'platform', this.policy);
        const { record, followUp } = await revise(manager, found, to, move, actor);
        if (record.state === 'returned') result.returned++;
        byExternalId.set(externalId, record);
        merge(result.followUp, followUp);
        result.changed++;
      }
    }
    await takeInFresh();
    return result;
  }

  /** Counts what `takeIn` would do, without doing it. */
  async compare(
    kind: RecordKind,
    rows: readonly ImportedRow[],
    publish = true,
  ): Promise<Omit<ImportedRows, 'followUp'>> {
    const ids = rows.map(({ externalId }) => externalId);
    const existing: ComparedRow[] = await this.source.query(
      `SELECT coalesce(r.external_id, r.id::text) AS external_id, r.state, r.content_hash, r.blind, o.name, o.credit_code
         FROM records r JOIN organizations o ON o.id = r.organization_id
         WHERE r.kind = $1 AND (r.external_id = ANY($2) OR (r.external_id IS NULL AND r.id = ANY($3)))`,
      [kind, ids, ids.filter(isUuid)],
    );
    const versions = new Map(
      existing.map((row) => [
        row.external_id,
        { state: row.state, hash: row.content_hash, blind: row.blind, name: row.name, code: row.credit_code },
      ]),
    );
    const result = { created: 0, changed: 0, unchanged: 0, returned: 0 };
    for (const row of rows) {
      const before = versions.get(row.externalId);
      const { name, creditCode: code } = row.organization;
      const blind = before?.blind ?? null;
      const hash = hashOf(kind, row.content, blind);
      const state = before?.state ?? (publish ? 'published' : 'draft');
      const isSame = before?.hash === hash && (code ? before.code === code : before.name === name);
      if (!before) result.created++;
      else if (isSame || isOver(state)) result.unchanged++;
      else result.changed++;
      const isGated = publish && GATED.includes(state) && !isSame;
      if (isGated && rubricOf(kind, row.content).question !== null) result.returned++;
      versions.set(row.externalId, { state, hash, blind, name, code });
    }
    return result;
  }
}

/** States from which a new version goes through the gate. */
const GATED: readonly RecordState[] = ['published', 'expired', 'returned'];
const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

interface ComparedRow {
  external_id: string;
  state: RecordState;
  content_hash: string;
  blind: Blind | null;
  name: string;
  credit_code: string | null;
}

const hashOf = (kind: RecordKind, content: RecordContent, blind: Blind | null): string =>
  contentHash(blind ? { kind, content, blind } : { kind, content });

const isUnchanged = ({ kind, contentHash: hash, blind }: RecordEntity, content: RecordContent): boolean =>
  hash === hashOf(kind, content, blind);

type Unhashed = Pick<RecordEntity, 'kind' | 'organizationId' | 'content'>;

/** What is stored of a record's content beside itself: how open it is, its blind summary, and the hash of what is matched. */
function matchedForm(
  { kind, organizationId, content }: Unhashed,
  organizations: ReadonlyMap<string, OrganizationEntity>,
): Pick<RecordEntity, 'confidentiality' | 'blind' | 'contentHash'> {
  const confidentiality = content.confidentiality ?? 'public';
  const blind = isBlinded(content) ? blindOf(content, organizations.get(organizationId)!) : null;
  return { confidentiality, blind, contentHash: hashOf(kind, content, blind) };
}

const isBlinded = (content: RecordContent): boolean => content.confidentiality === 'on-request';

/** Of the records that are open on request: whose names their blind summaries hide. */
async function blindedOrganizations(
  manager: EntityManager,
  records: readonly Unhashed[],
): Promise<ReadonlyMap<string, OrganizationEntity>> {
  const ids = new Set(records.filter(({ content }) => isBlinded(content)).map(({ organizationId }) => organizationId));
  const found = ids.size > 0 ? await manager.findBy(OrganizationEntity, { id: In([...ids]) }) : [];
  return new Map(found.map((organization) => [organization.id, organization]));
}

async function lockRecord(manager: EntityManager, id: string, kind: RecordKind): Promise<RecordEntity> {
  await lockWithPartners(manager, [id]);
  const found = await manager.findOneBy(RecordEntity, { id, kind });
  if (!found) throw new DomainError('not-found', { what: kindInWords(kind) });
  return found;
}

type NewRecord = RecordInput & Pick<RecordEntity, 'id' | 'kind' | 'agentOrganizationId'>;

/** Takes in new records together: a few statements, however many they are. */
async function insert(
  manager: EntityManager,
  inputs: readonly NewRecord[],
  asked: Extract<RecordState, 'draft' | 'published'>,
  policy: RecordPolicy,
  actor: string,
): Promise<{ records: RecordEntity[]; followUp: FollowUp }> {
  const now = new Date();
  const organizations = await blindedOrganizations(manager, inputs);
  const records = inputs.map((input): RecordEntity => {
    const fresh: Omit<RecordEntity, 'createdAt' | 'state' | 'hold'> = {
      ...input,
      ...matchedForm(input, organizations),
      revision: 1,
      confirmedAt: null,
      approval: null,
      mergedInto: null,
      pipelineState: 'idle',
      pipelineError: null,
      pipelineAt: now,
      rankedBy: null,
      revisedAt: now,
    };
    const record = fresh as RecordEntity;
    return Object.assign(record, asked === 'draft' ? { state: asked, hold: null } : passageOf(record, policy, now));
  });
  await manager.insert(RecordEntity, records);
  await writeRevisions(manager, records, 'create', actor, null);
  const matched: [{ id: string }[], number] = await manager.query(
    `UPDATE records r SET pipeline_state = 'pending' WHERE id = ANY($1) AND is_matched(r) RETURNING id`,
    [records.map(({ id }) => id)],
  );
  const pending = new Set(matched[0].map(({ id }) => id));
  for (const record of records) if (pending.has(record.id)) record.pipelineState = 'pending';
  return { records, followUp: { ...nothingToDo(), profile: [...pending].map((recordId) => ({ recordId })) } };
}

/** A record with new content. What is published goes through the gate again, and an agent's word is to be confirmed. */
function edited(found: RecordEntity, input: RecordInput, voice: Voice, policy: RecordPolicy): RecordEntity {
  const outcomes = outcomesOf(found.state, 'replace');
  const record = { ...found, ...input, confirmedAt: voice === 'agent' ? null : found.confirmedAt };
  if (outcomes.length === 1) return record;
  const { state, hold } = passageOf(record, policy, new Date());
  return { ...record, state: afterMove(found.state, 'replace', state), hold };
}

/** Every change of a record goes through here: the row, its revision and the audit entry, and the work it asks for. */
async function revise(
  manager: EntityManager,
  found: RecordEntity,
  to: RecordEntity,
  action: Move,
  actor: string,
  reason: string | null = null,
): Promise<Changed> {
  const record: RecordEntity = {
    ...to,
    ...matchedForm(to, await blindedOrganizations(manager, [to])),
    state: afterMove(found.state, action, to.state),
    revision: found.revision + 1,
    revisedAt: new Date(),
  };
  const { id, ...columns } = record;
  const { content, hold, approval } = columns;
  await manager.update(RecordEntity, { id }, { ...columns, content, hold, approval });
  await writeRevisions(manager, [record], action, actor, reason);
  return { record, followUp: await settle(manager, record) };
}

async function writeRevisions(
  manager: EntityManager,
  records: readonly RecordEntity[],
  action: string,
  actor: string,
  reason: string | null,
): Promise<void> {
  await manager.insert(
    RecordRevisionEntity,
    records.map(({ id, revision, state, content, revisedAt }) => ({
      ...{ recordId: id, revision, action, state, reason },
      content: content,
      at: revisedAt,
    })),
  );
  await audit(
    manager,
    ...records.map(({ id, kind, revision }) => ({ actor, action, subjectKind: kind, subjectId: id, revision })),
  );
}

/**
 * Brings the pipeline in line with a changed record, in its transaction: a matched one is to be profiled, any other
 * leaves every list at once, and the needs that lose a partner are due to be ranked again. One that is on request leaves
 * its lists too, until it is ranked by what may be seen of it now: their evidence may quote what is hidden by now.
 */
async function settle(manager: EntityManager, record: RecordEntity): Promise<FollowUp> {
  const [row]: { matched: boolean }[] = await manager.query(
    'SELECT is_matched(r) AS matched FROM records r WHERE r.id = $1',
    [record.id],
  );
  const isMatched = row?.matched === true;
  record.pipelineState = isMatched ? 'pending' : 'idle';
  record.pipelineAt = new Date();
  record.pipelineError = null;
  const { pipelineState, pipelineAt, pipelineError } = record;
  await manager.update(RecordEntity, { id: record.id }, { pipelineState, pipelineAt, pipelineError });
  const profile = isMatched ? [{ recordId: record.id }] : [];
  if (isMatched && record.confidentiality === 'public') return { ...nothingToDo(), profile };
  if (record.confidentiality === 'sealed') {
    await manager.query(
      'UPDATE agreements SET withdrawn_at = now() WHERE withdrawn_at IS NULL AND (need_id = $1 OR supply_id = $1)',
      [record.id],
    );
  }
  await manager.query('UPDATE profiles SET dirty = true WHERE record_id = $1', [record.id]);
  const rerank: [{ id: string }[], number] = await manager.query(
    `WITH gone AS (DELETE FROM pairings WHERE need_id = $1 OR supply_id = $1 RETURNING need_id, supply_id)
     UPDATE records SET pipeline_state = 'profiled', pipeline_at = now()
     WHERE pipeline_state = 'ranked' AND id <> $1 AND id IN (SELECT need_id FROM gone UNION SELECT supply_id FROM gone)
     RETURNING id`,
    [record.id],
  );
  return { profile, rank: rerank[0].map(({ id: recordId }) => ({ recordId })), project: true };
}
