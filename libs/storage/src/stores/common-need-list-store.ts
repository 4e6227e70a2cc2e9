import type { DataSource } from 'typeorm';
import { DomainError, LEAST_ENTERPRISES, listDigest, listOf } from '#matching';
import type { OrganizationNames, PublishedCommonNeed } from '#matching';
import { audit } from './audit.js';
import type { CommonNeedStore } from './common-need-store.js';

export interface PublishedListSummary {
  /** 1, 2, 3 … */
  number: number;
  publishedAt: Date;
  /** SHA-256 of the items' JSON with sorted keys. */
  digest: string;
  count: number;
}

export interface PublishedList extends PublishedListSummary {
  items: PublishedCommonNeed[];
}

const SUMMARY = `number, published_at AS "publishedAt", digest, jsonb_array_length(items) AS count`;

/** Published lists of common needs: dated, numbered, never changed. */
export class CommonNeedListStore {
  constructor(private readonly source: DataSource) {}

  /** Newest first. */
  async list(limit: number, offset: number): Promise<{ items: PublishedListSummary[]; total: number }> {
    const [row]: { n: number }[] = await this.source.query('SELECT count(*)::int AS n FROM common_need_lists');
    const items: PublishedListSummary[] = await this.source.query(
      `SELECT ${SUMMARY} FROM common_need_lists ORDER BY number DESC LIMIT $1 OFFSET $2`,
      [limit, offset],
    );
    return { items, total: row?.n ?? 0 };
  }

  /** @throws DomainError `not-found` */
  async find(number: number): Promise<PublishedList> {
    const [found]: PublishedList[] = await this.source.query(
      `SELECT ${SUMMARY}, items FROM common_need_lists WHERE number = $1`,
      [number],
    );
    if (!found) throw new DomainError('not-found', { what: '共性需求清单版本 / list of common needs' });
    return found;
  }

  /**
   * Publishes what is confirmed and asked for by enough enterprises whose needs are public now, with every name hidden.
   * @throws DomainError `common-needs-unchanged` when the newest list says the same
   */
  async publish(proposals: CommonNeedStore, names: OrganizationNames, actor: string): Promise<PublishedList> {
    const items = listOf(await publishable(proposals, names));
    const digest = listDigest(items);
    return this.source.transaction(async (manager) => {
      await manager.query('LOCK TABLE common_need_lists IN SHARE ROW EXCLUSIVE MODE');
      const [newest]: { number: number; digest: string }[] = await manager.query(
        'SELECT number, digest FROM common_need_lists ORDER BY number DESC LIMIT 1',
      );
      if (newest?.digest === digest) throw new DomainError('common-needs-unchanged', { number: newest.number });
      const number = (newest?.number ?? 0) + 1;
      const [published]: (PublishedList & { id: string })[] = await manager.query(
        `INSERT INTO common_need_lists (number, published_by, digest, items) VALUES ($1, $2, $3, $4) RETURNING id, ${SUMMARY}, items`,
        [number, actor, digest, JSON.stringify(items)],
      );
      if (!published) throw new Error('the list was not written');
      const { id: subjectId, ...list } = published;
      const subject = { subjectKind: 'common-need-list', subjectId, revision: number };
      await audit(manager, { actor, action: `publish list ${number} of common needs`, ...subject });
      return list;
    });
  }
}

async function publishable(proposals: CommonNeedStore, names: OrganizationNames): Promise<PublishedCommonNeed[]> {
  const found: PublishedCommonNeed[] = [];
  for (const { id, title, description, industry, enterprises, needs } of await proposals.confirmed()) {
    if (title === '' || enterprises < LEAST_ENTERPRISES) continue;
    const own = await proposals.namesIn(id);
    const [shownTitle, shownText] = [names.forReaders(title, own), names.forReaders(description, own)];
    found.push({ id, title: shownTitle, description: shownText, industry, enterprises, needs });
  }
  return found;
}
