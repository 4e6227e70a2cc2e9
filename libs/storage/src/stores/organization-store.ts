import { In } from 'typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { DomainError } from '#matching';
import type { OrganizationKind } from '#matching';
import { OrganizationEntity } from '../entities/organization.entity.js';
import { audit } from './audit.js';
import { translateDuplicate } from './duplicate-key.js';
import { claimKey } from './idempotency.js';
import type { Idempotency } from './idempotency.js';
import { lockWithPartners } from './record-locks.js';

export interface OrganizationInput {
  name: string;
  kind: OrganizationKind;
  creditCode: string | null;
  region: string | null;
}

export class OrganizationStore {
  constructor(private readonly source: DataSource) {}

  /** @throws DomainError `credit-code-taken`, `idempotency-key-reused` */
  async create(input: OrganizationInput, actor: string, idempotency?: Idempotency): Promise<OrganizationEntity> {
    return this.source
      .transaction(async (manager) => {
        const id = crypto.randomUUID();
        const earlier = idempotency && (await claimKey(manager, idempotency, id));
        if (earlier) return manager.findOneByOrFail(OrganizationEntity, { id: earlier });
        return insert(manager, { ...input, id }, actor);
      })
      .catch((error: unknown) => translateDuplicate(error, input));
  }

  /** A new region touches how the organization's records are ranked, so they are ranked anew. */
  async replace(id: string, input: OrganizationInput, actor: string): Promise<OrganizationEntity> {
    return this.source
      .transaction(async (manager) => {
        // Records first, as whoever changes one does, whose organization is asked after while it is locked.
        const mine: { id: string }[] = await manager.query('SELECT id FROM records WHERE organization_id = $1', [id]);
        await lockWithPartners(
          manager,
          mine.map((record) => record.id),
        );
        const found = await manager.findOne(OrganizationEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
        if (!found) throw new DomainError('not-found', { what: '单位 / organization' });
        const moved = found.region !== input.region;
        const revision = found.revision + 1;
        const saved = await manager.save(OrganizationEntity, { ...found, ...input, revision });
        await audit(manager, { actor, action: 'replace', subjectKind: 'organization', subjectId: id, revision });
        if (moved || found.name !== input.name || found.kind !== input.kind) {
          // Its blind summaries hide the name it had: they are made anew by the sweep, and until then nobody sees them.
          await manager.query(
            `UPDATE records SET blind = NULL WHERE organization_id = $1 AND confidentiality = 'on-request'`,
            [id],
          );
        }
        if (moved) {
          await manager.query(
            `UPDATE profiles SET dirty = true WHERE record_id IN (SELECT id FROM records WHERE organization_id = $1)`,
            [id],
          );
          await manager.query(
            `UPDATE records SET pipeline_state = 'profiled', pipeline_at = now()
             WHERE organization_id = $1 AND pipeline_state = 'ranked'`,
            [id],
          );
        }
        return saved;
      })
      .catch((error: unknown) => translateDuplicate(error, input));
  }

  async find(id: string): Promise<OrganizationEntity> {
    const found = await this.source.getRepository(OrganizationEntity).findOneBy({ id });
    if (!found) throw new DomainError('not-found', { what: '单位 / organization' });
    return found;
  }

  /** By name; with `q` those whose name has it. */
  async search(
    q: string | undefined,
    limit: number,
    offset: number,
  ): Promise<{ organizations: OrganizationEntity[]; total: number }> {
    const found = this.source.getRepository(OrganizationEntity).createQueryBuilder('o');
    if (q !== undefined) found.where('position(lower(:q) IN lower(o.name)) > 0', { q });
    found.orderBy('o.name', 'ASC').addOrderBy('o.id', 'ASC').take(limit).skip(offset);
    const [organizations, total] = await found.getManyAndCount();
    return { organizations, total };
  }

  async exists(id: string): Promise<boolean> {
    return this.source.getRepository(OrganizationEntity).existsBy({ id });
  }
}

const insert = async (
  manager: EntityManager,
  input: OrganizationInput & { id: string },
  actor: string,
): Promise<OrganizationEntity> => {
  await manager.insert(OrganizationEntity, { ...input, revision: 1 });
  await audit(manager, { actor, action: 'create', subjectKind: 'organization', subjectId: input.id, revision: 1 });
  return manager.findOneByOrFail(OrganizationEntity, { id: input.id });
};

/**
 * For rows of bulk files: gives the organization with a credit code or, where a row states none, with its name; makes it
 * where there is none. Those of the rows that exist are found at once.
 */
export async function organizationFinder(
  manager: EntityManager,
  rows: readonly { organization: OrganizationInput }[],
  actor: string,
): Promise<(input: OrganizationInput) => Promise<string>> {
  const known = await manager.find(OrganizationEntity, {
    where: [
      { creditCode: In(distinct(rows.map(({ organization }) => organization.creditCode))) },
      { name: In(distinct(rows.map(({ organization }) => (organization.creditCode ? null : organization.name)))) },
    ],
    // The oldest of a name is the one that stays.
    order: { createdAt: 'DESC', id: 'DESC' },
  });
  const byCode = new Map(known.map(({ creditCode, id }) => [creditCode, id]));
  const byName = new Map(known.map(({ name, id }) => [name, id]));
  return async (input) => {
    const id = input.creditCode ? byCode.get(input.creditCode) : byName.get(input.name);
    if (id) return id;
    const made = await findOrCreateOrganization(manager, input, actor);
    if (input.creditCode) byCode.set(input.creditCode, made);
    if (!byName.has(input.name)) byName.set(input.name, made);
    return made;
  };
}

const distinct = (texts: readonly (string | null)[]): string[] => [...new Set(texts.filter((text) => text !== null))];

/** The organization with this credit code or, where none is stated, this name; else a new one. */
export async function findOrCreateOrganization(
  manager: EntityManager,
  input: OrganizationInput,
  actor: string,
): Promise<string> {
  // Two imports may meet the same new organization: one at a time per name.
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`organization ${input.name}`]);
  const byCode = input.creditCode
    ? await manager.findOneBy(OrganizationEntity, { creditCode: input.creditCode })
    : await manager.findOne(OrganizationEntity, {
        where: { name: input.name },
        order: { createdAt: 'ASC', id: 'ASC' },
      });
  if (byCode) return byCode.id;
  const created = await insert(manager, { ...input, id: crypto.randomUUID() }, actor);
  return created.id;
}
