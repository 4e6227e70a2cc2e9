import type { DataSource, EntityManager } from 'typeorm';
import { DomainError } from '#matching';
import type { Side } from '#matching';
import { keptPlan } from '../kept-plan.js';
import { audit } from './audit.js';

/** When each side of a pair agreed that the other sees the whole record and whom to call; null: it did not. */
export type Agreement = Readonly<Record<Side, Date | null>>;

export interface Pair {
  needId: string;
  supplyId: string;
}

interface Party {
  accountId: string;
  organizationId: string;
}

interface Sides extends Pair {
  sides: Side[];
}

export const keyOf = ({ needId, supplyId }: Pair): string => `${needId} ${supplyId}`;
export const isOpen = ({ need, supply }: Agreement): boolean => need !== null && supply !== null;

/** Consent of both sides to be known to each other, by pair of records. A new list of the same pair keeps it. */
export class AgreementStore {
  constructor(private readonly source: DataSource) {}

  /** What stands between each pair, by `keyOf`. Given by an owner before the present one, it does not count. */
  async between(pairs: readonly Pair[]): Promise<Map<string, Agreement>> {
    return standing(this.source.manager, pairs);
  }

  /**
   * Agrees for every side of the pairing that is the party's; again changes nothing.
   * @throws DomainError `not-found` when neither record is the party's, or either may not be shown
   */
  async agree(pairingId: string, party: Party): Promise<Agreement> {
    return this.change(pairingId, party, async (manager, { needId, supplyId, sides }) => {
      // Of an owner before.
      await manager.query(
        `UPDATE agreements SET withdrawn_at = now() WHERE withdrawn_at IS NULL AND need_id = $1 AND supply_id = $2
           AND side = ANY($3) AND organization_id <> $4`,
        [needId, supplyId, sides, party.organizationId],
      );
      const given: { side: Side }[] = await manager.query(
        `INSERT INTO agreements (need_id, supply_id, side, organization_id, account_id)
         SELECT $1, $2, side, $4, $5 FROM unnest($3::text[]) AS side
         ON CONFLICT (need_id, supply_id, side) WHERE withdrawn_at IS NULL DO NOTHING RETURNING side`,
        [needId, supplyId, sides, party.organizationId, party.accountId],
      );
      return given.map(({ side }) => `agree ${side}`);
    });
  }

  /** Takes the party's agreement back; from then on the other side sees what everyone sees. @throws as `agree` */
  async withdraw(pairingId: string, party: Party): Promise<Agreement> {
    return this.change(pairingId, party, async (manager, { needId, supplyId, sides }) => {
      const [taken]: [{ side: Side }[], number] = await manager.query(
        `UPDATE agreements SET withdrawn_at = now(), withdrawn_by = $4
         WHERE withdrawn_at IS NULL AND need_id = $1 AND supply_id = $2 AND side = ANY($3) RETURNING side`,
        [needId, supplyId, sides, party.accountId],
      );
      return taken.map(({ side }) => `withdraw agreement ${side}`);
    });
  }

  /** One change of a pair at a time, so that of two sides agreeing at once the second is seen to open it. */
  private async change(
    pairingId: string,
    party: Party,
    work: (manager: EntityManager, pair: Sides) => Promise<string[]>,
  ): Promise<Agreement> {
    return this.source.transaction(async (manager) => {
      const pair = await sidesOf(manager, pairingId, party);
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`agreement ${keyOf(pair)}`]);
      const wasOpen = isOpen(await oneStanding(manager, pair));
      const actions = await work(manager, pair);
      const now = await oneStanding(manager, pair);
      if (isOpen(now) && !wasOpen) actions.push('opened to both sides');
      if (!isOpen(now) && wasOpen) actions.push('closed to both sides');
      const subject = { subjectKind: 'pairing', subjectId: pairingId, revision: null };
      for (const action of actions) await audit(manager, { actor: party.accountId, action, ...subject });
      return now;
    });
  }
}

/** Locks both records against a change of who may see them, in the order that everyone locks records in. */
async function sidesOf(manager: EntityManager, pairingId: string, { organizationId }: Party): Promise<Sides> {
  const notFound = new DomainError('not-found', { what: '推荐配对 / pairing' });
  const [pair]: Pair[] = await manager.query(
    'SELECT need_id AS "needId", supply_id AS "supplyId" FROM pairings WHERE id = $1',
    [pairingId],
  );
  if (!pair) throw notFound;
  const { needId, supplyId } = pair;
  const records: { id: string; organizationId: string }[] = await manager.query(
    `SELECT r.id, r.organization_id AS "organizationId" FROM records r
     WHERE r.id = ANY($1) AND is_matched(r) ORDER BY r.id FOR SHARE`,
    [[needId, supplyId]],
  );
  const mine = records.filter((record) => record.organizationId === organizationId);
  if (records.length < 2 || mine.length === 0) throw notFound;
  return { needId, supplyId, sides: mine.map(({ id }) => (id === needId ? 'need' : 'supply')) };
}

async function oneStanding(manager: EntityManager, pair: Pair): Promise<Agreement> {
  return (await standing(manager, [pair])).get(keyOf(pair)) ?? NONE;
}
const NONE: Agreement = { need: null, supply: null };

const STANDING = keptPlan(`
  SELECT a.need_id AS "needId", a.supply_id AS "supplyId", a.side, a.agreed_at AS at
  FROM unnest($1::uuid[], $2::uuid[]) AS pair (need_id, supply_id)
  JOIN agreements a ON a.need_id = pair.need_id AND a.supply_id = pair.supply_id AND a.withdrawn_at IS NULL
  JOIN records r ON r.id = CASE a.side WHEN 'need' THEN a.need_id ELSE a.supply_id END
    AND r.organization_id = a.organization_id`);

async function standing(manager: EntityManager, pairs: readonly Pair[]): Promise<Map<string, Agreement>> {
  const found = new Map<string, Agreement>(pairs.map((pair) => [keyOf(pair), NONE]));
  if (pairs.length === 0) return found;
  const rows: (Pair & { side: Side; at: Date })[] = await manager.query(STANDING, [
    pairs.map(({ needId }) => needId),
    pairs.map(({ supplyId }) => supplyId),
  ]);
  for (const row of rows) found.set(keyOf(row), { ...(found.get(keyOf(row)) ?? NONE), [row.side]: row.at });
  return found;
}
