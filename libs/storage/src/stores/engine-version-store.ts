import { isDeepStrictEqual } from 'node:util';
import type { DataSource, EntityManager } from 'typeorm';
import { DomainError } from '#matching';
import { keptPlan } from '../kept-plan.js';
import { audit } from './audit.js';

/** A fitted version as it was given; never changed. */
export interface StoredVersion {
  name: string;
  /** Parsed JSON, as `parseEngineVersion` reads it. */
  file: unknown;
  addedBy: string;
  addedAt: Date;
}

/** One change of the version in force. */
export interface Promotion {
  id: string;
  action: 'promote' | 'rollback';
  version: string;
  /** The version that came with the program. */
  shipped: boolean;
  /** The promotion that a rollback goes back to; null: the shipped version, before there was any. */
  returnsTo: string | null;
  actor: string;
  at: Date;
}

export type VersionName = Pick<Promotion, 'version' | 'shipped'>;

const PROMOTION = 'SELECT id, action, version, shipped, returns_to AS "returnsTo", actor, at FROM engine_promotions';
const STORED = 'SELECT name, file, added_by AS "addedBy", added_at AS "addedAt" FROM engine_versions';

const HEADS = keptPlan(`
  SELECT p.version, p.shipped, s.id AS snapshot FROM (SELECT) one
  LEFT JOIN LATERAL (SELECT version, shipped FROM engine_promotions ORDER BY position DESC LIMIT 1) p ON true
  LEFT JOIN LATERAL (SELECT id FROM term_statistics ORDER BY id DESC LIMIT 1) s ON true`);

/** Fitted versions that were added, and which version was in force when. */
export class EngineVersionStore {
  constructor(private readonly source: DataSource) {}

  /**
   * Keeps a version under its name. One that is there already with the same numbers is left alone.
   * @throws DomainError `engine-version-taken` when the name belongs to other numbers
   */
  async add(name: string, file: unknown, actor: string): Promise<void> {
    await this.source.transaction(async (manager) => {
      const inserted: { id: string }[] = await manager.query(
        `INSERT INTO engine_versions (name, file, added_by) VALUES ($1, $2, $3)
         ON CONFLICT ON CONSTRAINT engine_versions_name_key DO NOTHING RETURNING id`,
        [name, JSON.stringify(file), actor],
      );
      const [stored]: StoredVersion[] = await manager.query(`${STORED} WHERE name = $1`, [name]);
      if (!stored || !isDeepStrictEqual(stored.file, JSON.parse(JSON.stringify(file)))) {
        throw new DomainError('engine-version-taken', { version: name });
      }
      if (inserted[0]) {
        const subject = { subjectKind: 'engine-version', subjectId: inserted[0].id, revision: null };
        await audit(manager, { actor, action: `add ${name}`, ...subject });
      }
    });
  }

  /** Newest first. */
  async list(): Promise<StoredVersion[]> {
    return this.source.query(`${STORED} ORDER BY added_at DESC, name`);
  }

  async find(name: string): Promise<StoredVersion | null> {
    const rows: StoredVersion[] = await this.source.query(`${STORED} WHERE name = $1`, [name]);
    return rows[0] ?? null;
  }

  /** The version in force, null before the first change, and the newest snapshot of term statistics, of one moment. */
  async heads(): Promise<{ standing: VersionName | null; snapshot: string | null }> {
    const [row]: { version: string | null; shipped: boolean; snapshot: string | null }[] =
      await this.source.query(HEADS);
    const { version = null, shipped = true, snapshot = null } = row ?? {};
    return { standing: version === null ? null : { version, shipped }, snapshot };
  }

  /** The change that put the present version in force; null before the first. */
  async standing(): Promise<Promotion | null> {
    return standing(this.source.manager);
  }

  /** Changes of the version in force, newest first. */
  async history(limit: number): Promise<Promotion[]> {
    return this.source.query(`${PROMOTION} ORDER BY position DESC LIMIT $1`, [limit]);
  }

  /** Puts a version in force; one that already is changes nothing. */
  async promote(to: VersionName, actor: string): Promise<void> {
    await this.change(actor, 'promote', (now) => {
      const same = now ? now.version === to.version && now.shipped === to.shipped : to.shipped;
      return Promise.resolve(same ? null : { ...to, returnsTo: now?.id ?? null });
    });
  }

  /**
   * Puts the version in force that was so before the present one; again and again, back to the first.
   * @param shippedName what the shipped version is called now
   * @throws DomainError `engine-nothing-before`
   */
  async rollback(shippedName: string, actor: string): Promise<void> {
    await this.change(actor, 'rollback', async (now, manager) => {
      if (!now || (now.shipped && now.returnsTo === null)) {
        throw new DomainError('engine-nothing-before', { version: now?.version ?? shippedName });
      }
      const [before]: Promotion[] =
        now.returnsTo === null ? [] : await manager.query(`${PROMOTION} WHERE id = $1`, [now.returnsTo]);
      return before ?? { version: shippedName, shipped: true, returnsTo: null };
    });
  }

  /** One change at a time in the whole fleet, with its audit entry. */
  private async change(
    actor: string,
    action: Promotion['action'],
    next: (
      now: Promotion | null,
      manager: EntityManager,
    ) => Promise<Pick<Promotion, 'version' | 'shipped' | 'returnsTo'> | null>,
  ): Promise<void> {
    await this.source.transaction(async (manager) => {
      await manager.query('LOCK TABLE engine_promotions IN SHARE ROW EXCLUSIVE MODE');
      const to = await next(await standing(manager), manager);
      if (!to) return;
      const { version, shipped, returnsTo } = to;
      const rows: { id: string }[] = await manager.query(
        `INSERT INTO engine_promotions (action, version, shipped, returns_to, actor) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
        [action, version, shipped, returnsTo, actor],
      );
      const subject = { subjectKind: 'engine-promotion', subjectId: rows[0]?.id ?? '', revision: null };
      await audit(manager, { actor, action: `${action} ${version}`, ...subject });
    });
  }
}

async function standing(manager: EntityManager): Promise<Promotion | null> {
  const rows: Promotion[] = await manager.query(`${PROMOTION} ORDER BY position DESC LIMIT 1`);
  return rows[0] ?? null;
}
