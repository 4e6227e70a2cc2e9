import type { DataSource, EntityManager } from 'typeorm';
import { DomainError, isCaseOver, requireCaseMove } from '#matching';
import type { CaseAudience, CaseEndReason, CaseStage, Confidentiality, Interest, RecordKind, Side } from '#matching';
import type { Role } from '#access';
import { audit } from './audit.js';

/** What a case may hold at most: it is kept in the database, and shown on one page. */
const MOST = { notes: 1000, files: 50, reminders: 200 } as const;

/** Who did something; what is known of an account that is gone is its id. */
export interface CaseActor {
  accountId: string;
  name: string | null;
  role: Role | null;
  organizationId: string | null;
}

export interface CaseSide {
  id: string;
  kind: RecordKind;
  /** As it stood when the case was opened. */
  title: string;
  confidentiality: Confidentiality;
  /** Whether it is public, and was when the case was opened. */
  isPublic: boolean;
  organizationId: string;
  organizationName: string;
  /** What stands for title and name where the record is open on request; null where there is no blind summary. */
  blind: { title: string; organizationName: string } | null;
  interest: Interest | null;
}

/** 对接项目, as it stands. */
export interface CaseView {
  id: string;
  pairingId: string;
  stage: CaseStage;
  need: CaseSide;
  supply: CaseSide;
  openedBy: CaseActor;
  openedAt: Date;
  movedAt: Date;
  endReason: CaseEndReason | null;
  amountFen: number | null;
  contractNumber: string | null;
}

interface CaseItem {
  id: string;
  at: Date;
  by: CaseActor;
  audience: CaseAudience;
}
export type CaseNote = CaseItem & { text: string };
export type CaseFile = CaseItem & { name: string; contentType: string; bytes: number };
export type CaseReminder = CaseItem & { caseId: string; dueOn: string; text: string; doneAt: Date | null };
export interface CaseTransition {
  at: Date;
  by: CaseActor;
  from: CaseStage | null;
  to: CaseStage;
  reason: CaseEndReason | null;
  note: string | null;
}

export interface CaseMove {
  to: CaseStage;
  note: string | null;
  reason: CaseEndReason | null;
  amountFen: number | null;
  contractNumber: string | null;
}

/** Whose cases: of all, or of those that an organization is a side of. */
export type CaseScope = 'all' | { organizationId: string };

/** What follows an accepted pairing. Every change leaves who did it and when. */
export class CaseStore {
  constructor(private readonly source: DataSource) {}

  /**
   * Opens the case of a pairing.
   * @throws DomainError `not-found` when the pairing is gone; `case-open` when its two sides have an open one
   */
  async open(pairingId: string, actor: string, note: string | null): Promise<string> {
    return this.source.transaction(async (manager) => {
      const id = await openCase(manager, pairingId, actor, note);
      if (id === null) {
        const [open]: { id: string }[] = await manager.query(
          `SELECT c.id FROM cases c JOIN pairings p ON p.need_id = c.need_id AND p.supply_id = c.supply_id
           WHERE p.id = $1 AND c.stage NOT IN ('registered', 'ended')`,
          [pairingId],
        );
        if (!open) throw new DomainError('not-found', { what: '推荐配对 / pairing' });
        throw new DomainError('case-open', { caseId: open.id });
      }
      return id;
    });
  }

  /** The open case of two records, or the last one that ended. */
  async ofPair(needId: string, supplyId: string): Promise<string | null> {
    const [row]: { id: string }[] = await this.source.query(
      `SELECT id FROM cases WHERE need_id = $1 AND supply_id = $2
       ORDER BY stage IN ('registered', 'ended'), opened_at DESC LIMIT 1`,
      [needId, supplyId],
    );
    return row?.id ?? null;
  }

  /** @throws DomainError `not-found` */
  async find(id: string): Promise<CaseView> {
    const [found]: CaseView[] = await this.source.query(`${CASE} WHERE c.id = $1`, [id]);
    if (!found) throw new DomainError('not-found', { what: '对接项目 / case' });
    return found;
  }

  /** A page of cases, the last moved first, with counts by stage of all in the scope. */
  async list(
    scope: CaseScope,
    { stage, limit, offset }: { stage: CaseStage | null; limit: number; offset: number },
  ): Promise<{ total: number; byStage: Partial<Record<CaseStage, number>>; cases: CaseView[] }> {
    const organizationId = scope === 'all' ? null : scope.organizationId;
    const within = '($1::uuid IS NULL OR $1 IN (c.need_organization_id, c.supply_organization_id))';
    const counts: { stage: CaseStage; n: number }[] = await this.source.query(
      `SELECT c.stage, count(*)::int AS n FROM cases c WHERE ${within} GROUP BY 1 ORDER BY 1`,
      [organizationId],
    );
    const byStage = Object.fromEntries(counts.map(({ stage: of, n }) => [of, n])) as Partial<Record<CaseStage, number>>;
    const cases: CaseView[] = await this.source.query(
      `${CASE} WHERE ${within} AND ($2::text IS NULL OR c.stage = $2) ORDER BY c.moved_at DESC, c.id LIMIT $3 OFFSET $4`,
      [organizationId, stage, limit, offset],
    );
    const total = counts.filter((one) => stage === null || one.stage === stage).reduce((sum, { n }) => sum + n, 0);
    return { total, byStage, cases };
  }

  /** Cases in the order of their ids. */
  async page(scope: CaseScope, stage: CaseStage | null, after: string | null, limit: number): Promise<CaseView[]> {
    return this.source.query(
      `${CASE} WHERE ($1::uuid IS NULL OR $1 IN (c.need_organization_id, c.supply_organization_id))
         AND ($2::text IS NULL OR c.stage = $2) AND ($3::uuid IS NULL OR c.id > $3) ORDER BY c.id LIMIT $4`,
      [scope === 'all' ? null : scope.organizationId, stage, after, limit],
    );
  }

  /** @throws DomainError `illegal-case-move`, and nothing changes */
  async move(id: string, { to, note, reason, amountFen, contractNumber }: CaseMove, actor: string): Promise<void> {
    await this.source.transaction(async (manager) => {
      const from = await stageOf(manager, id);
      requireCaseMove(from, to);
      await manager.query(
        `UPDATE cases SET stage = $2, moved_at = now(), end_reason = $3, amount_fen = coalesce($4, amount_fen),
           contract_number = coalesce($5, contract_number) WHERE id = $1`,
        [id, to, reason, amountFen, contractNumber],
      );
      await manager.query(
        `INSERT INTO case_transitions (case_id, actor, from_stage, to_stage, reason, note) VALUES ($1, $2, $3, $4, $5, $6)`,
        [id, actor, from, to, reason, note],
      );
      await auditCase(manager, id, actor, `move to ${to}`);
    });
  }

  /** @throws DomainError `case-over` */
  async setInterest(id: string, side: Side, interest: Interest, actor: string): Promise<void> {
    await this.source.transaction(async (manager) => {
      const stage = await stageOf(manager, id);
      if (isCaseOver(stage)) throw new DomainError('case-over', { stage });
      await manager.query(`UPDATE cases SET ${side}_interest = $2 WHERE id = $1`, [id, interest]);
      await auditCase(manager, id, actor, `${side} ${interest}`);
    });
  }

  /** @throws DomainError `case-full` */
  async addNote(id: string, actor: string, audience: CaseAudience, text: string): Promise<string> {
    return this.add(id, 'notes', actor, 'actor, audience, text', [actor, audience, text]);
  }

  /** @throws DomainError `case-full` */
  async addFile(
    id: string,
    actor: string,
    audience: CaseAudience,
    file: { name: string; contentType: string; content: Buffer },
  ): Promise<string> {
    const values = [actor, audience, file.name, file.contentType, file.content];
    return this.add(id, 'files', actor, 'actor, audience, name, content_type, content', values);
  }

  /** @throws DomainError `case-full` */
  async addReminder(
    id: string,
    actor: string,
    audience: CaseAudience,
    { dueOn, text }: { dueOn: string; text: string },
  ): Promise<string> {
    const values = [actor, audience, dueOn, text];
    return this.add(id, 'reminders', actor, 'actor, audience, due_on, text', values);
  }

  async setReminderDone(id: string, reminderId: string, done: boolean, actor: string): Promise<void> {
    await this.source.transaction(async (manager) => {
      await manager.query(
        `UPDATE case_reminders SET done_at = CASE WHEN $3 THEN coalesce(done_at, now()) END WHERE case_id = $1 AND id = $2`,
        [id, reminderId, done],
      );
      await auditCase(manager, id, actor, done ? 'reminder done' : 'reminder not done');
    });
  }

  /** Oldest first. */
  async transitions(id: string): Promise<CaseTransition[]> {
    return this.source.query(
      `SELECT t.at, ${actorOf('t.actor')} AS by, t.from_stage AS "from", t.to_stage AS "to", t.reason, t.note
       FROM case_transitions t WHERE t.case_id = $1 ORDER BY t.id`,
      [id],
    );
  }

  /** Newest first. */
  async notes(id: string): Promise<CaseNote[]> {
    return this.source.query(`SELECT ${ITEM}, x.text FROM case_notes x WHERE x.case_id = $1 ORDER BY x.at DESC, x.id`, [
      id,
    ]);
  }

  /** Newest first, without their content. */
  async files(id: string): Promise<CaseFile[]> {
    return this.source.query(
      `SELECT ${ITEM}, x.name, x.content_type AS "contentType", octet_length(x.content) AS bytes
       FROM case_files x WHERE x.case_id = $1 ORDER BY x.at DESC, x.id`,
      [id],
    );
  }

  /** @throws DomainError `not-found` */
  async fileContent(id: string, fileId: string): Promise<Buffer> {
    const [row]: { content: Buffer }[] = await this.source.query(
      'SELECT content FROM case_files WHERE case_id = $1 AND id = $2',
      [id, fileId],
    );
    if (!row) throw new DomainError('not-found', { what: '文件 / file' });
    return row.content;
  }

  /** Of several cases, the first due first. */
  async reminders(ids: readonly string[]): Promise<CaseReminder[]> {
    return this.source.query(
      `SELECT ${ITEM}, x.case_id AS "caseId", to_char(x.due_on, 'YYYY-MM-DD') AS "dueOn", x.text, x.done_at AS "doneAt"
       FROM case_reminders x WHERE x.case_id = ANY($1) ORDER BY x.due_on, x.at, x.id`,
      [ids],
    );
  }

  /** Into a table of things that a case holds. */
  private async add(
    id: string,
    kind: keyof typeof MOST,
    actor: string,
    columns: string,
    values: readonly unknown[],
  ): Promise<string> {
    return this.source.transaction(async (manager) => {
      await stageOf(manager, id);
      const [held]: { n: number }[] = await manager.query(
        `SELECT count(*)::int AS n FROM case_${kind} WHERE case_id = $1`,
        [id],
      );
      if ((held?.n ?? 0) >= MOST[kind]) throw new DomainError('case-full', { what: kind, limit: MOST[kind] });
      const [made]: { id: string }[] = await manager.query(
        `INSERT INTO case_${kind} (case_id, ${columns}) VALUES ($1, ${values.map((_, i) => `$${i + 2}`).join(', ')}) RETURNING id`,
        [id, ...values],
      );
      await auditCase(manager, id, actor, `add to ${kind}`);
      if (!made) throw new RangeError('an insert returns its row');
      return made.id;
    });
  }
}

/**
 * Opens a case in the caller's transaction; null when the pairing is gone or its sides have an open case already.
 */
export async function openCase(
  manager: EntityManager,
  pairingId: string,
  actor: string,
  note: string | null,
): Promise<string | null> {
  const [made]: { id: string }[] = await manager.query(
    `INSERT INTO cases (pairing_id, need_id, supply_id, need_revision, supply_revision, need_organization_id,
       supply_organization_id, stage, opened_by)
     SELECT p.id, p.need_id, p.supply_id, p.need_revision, p.supply_revision, n.organization_id, s.organization_id,
       'introduced', $2
     FROM pairings p JOIN records n ON n.id = p.need_id AND is_matched(n) JOIN records s ON s.id = p.supply_id AND is_matched(s)
     WHERE p.id = $1
     ON CONFLICT (need_id, supply_id) WHERE stage NOT IN ('registered', 'ended') DO NOTHING RETURNING id`,
    [pairingId, actor],
  );
  if (!made) return null;
  await manager.query(
    `INSERT INTO case_transitions (case_id, actor, to_stage, note) VALUES ($1, $2, 'introduced', $3)`,
    [made.id, actor, note],
  );
  await auditCase(manager, made.id, actor, 'open');
  return made.id;
}

const auditCase = (manager: EntityManager, id: string, actor: string, action: string): Promise<void> =>
  audit(manager, { actor, action: `case ${action}`, subjectKind: 'case', subjectId: id, revision: null });

/** Locks the case. @throws DomainError `not-found` */
async function stageOf(manager: EntityManager, id: string): Promise<CaseStage> {
  const [row]: { stage: CaseStage }[] = await manager.query('SELECT stage FROM cases WHERE id = $1 FOR UPDATE', [id]);
  if (!row) throw new DomainError('not-found', { what: '对接项目 / case' });
  return row.stage;
}

/** The SQL expression that makes a `CaseActor` of an account's id. */
const actorOf = (id: string): string =>
  `(SELECT jsonb_build_object('accountId', ${id}, 'name', max(a.name), 'role', max(a.role),
     'organizationId', max(a.organization_id::text)) FROM accounts a WHERE a.id::text = ${id})`;

const ITEM = `x.id, x.at, ${actorOf('x.actor')} AS by, x.audience`;

const sideOf = (side: Side): string =>
  `jsonb_build_object('id', c.${side}_id, 'kind', ${side}.kind, 'title', ${side}_version.content->>'title',
     'confidentiality', ${side}.confidentiality,
     'isPublic', ${side}.confidentiality = 'public' AND coalesce(${side}_version.content->>'confidentiality', 'public') = 'public',
     'organizationId', c.${side}_organization_id, 'organizationName', ${side}_organization.name,
     'blind', CASE WHEN ${side}.blind IS NOT NULL THEN jsonb_build_object('title', ${side}.blind->'content'->>'title',
       'organizationName', ${side}.blind->>'organizationName') END, 'interest', c.${side}_interest) AS ${side}`;
const joinOf = (side: Side): string =>
  `JOIN records ${side} ON ${side}.id = c.${side}_id
   JOIN record_revisions ${side}_version ON ${side}_version.record_id = c.${side}_id
     AND ${side}_version.revision = c.${side}_revision
   JOIN organizations ${side}_organization ON ${side}_organization.id = c.${side}_organization_id`;

const CASE = `
  SELECT c.id, c.pairing_id AS "pairingId", c.stage, ${sideOf('need')}, ${sideOf('supply')},
    ${actorOf('c.opened_by')} AS "openedBy", c.opened_at AS "openedAt", c.moved_at AS "movedAt",
    c.end_reason AS "endReason", c.amount_fen::double precision AS "amountFen", c.contract_number AS "contractNumber"
  FROM cases c ${joinOf('need')} ${joinOf('supply')}`;
