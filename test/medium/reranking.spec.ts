/**
 * real: [PostgreSQL, queue, LanceDB, HTTP: the standalone service in this process, with sample records, without a model]
 * fake: []
 *
 * 1 with another version in force every list is made anew, needs before supplies; until its turn comes each record keeps
 *   its list and says which engine made it; progress and `settled` tell the truth meanwhile
 * 2 a need posted while others wait to be ranked anew is ranked at once, and so is one that is edited
 * 3 paused, no list is made anew once the queue is empty within seconds, nor after a sweep, and what is posted is ranked;
 *   who paused is told and audited; resumed, it goes on to the end
 * 4 stopped midway, it goes on after the next start
 * 5 a record that cannot be ranked keeps no other from it
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Engines, engineVersionFile, loadEngineVersion, Matcher } from '#engine';
import type { RecordContent, RecordKind } from '#matching';
import { DataSource, RerankingStore } from '#storage';
import { makeTempDir, removeTempDir } from '../support/temp-dir.js';
import { TestService } from '../support/service.js';
import { until } from '../support/until.js';

interface Side {
  done: number;
  total: number;
  perSecond: number | null;
  secondsLeft: number | null;
}
interface Progress {
  engineDigest: string;
  needs: Side;
  supplies: Side;
  paused: boolean;
  pausedBy: { id: string; name: string } | null;
  pausedAt: string | null;
}

const RERANKING = '/api/v1/engine/reranking';
const NEEDS = 30;
const SUPPLIES = 150;
/** For all lists, on a machine that has much else to do. */
const PATIENCE_SECONDS = 200;

let folder: string;
let service: TestService;
let enterprise: string;
/** The two versions that take turns. */
let names: [string, string];

const progress = (): Promise<Progress> => service.get<Progress>(RERANKING);
const pause = (paused: boolean): Promise<Progress> => service.send('PUT', RERANKING, { paused });
const isSettled = async (): Promise<boolean> => (await service.get<{ settled: boolean }>('/api/v1/statistics')).settled;
const leftOf = ({ needs, supplies }: Progress): number => needs.total - needs.done + supplies.total - supplies.done;

/** Puts the other of the two versions in force; the digest of its engine. */
async function promoteOther(): Promise<string> {
  const { inForce } = await service.get<{ inForce: string }>('/api/v1/engine/versions');
  const next = names[inForce === names[0] ? 1 : 0];
  await service.send('POST', `/api/v1/engine/versions/${encodeURIComponent(next)}/promote`);
  return (await service.app.get(Engines).current()).digest;
}

/** Until so many lists are made by the engine in force, and not all. */
async function midway(done: number): Promise<Progress> {
  const found = await until(
    'some lists are made anew',
    async () => {
      const now = await progress();
      return now.needs.done + now.supplies.done >= done && now;
    },
    PATIENCE_SECONDS,
  );
  expect(leftOf(found)).toBeGreaterThan(0);
  return found;
}

/** Engines that made the lists, and what is shown on them. */
async function digests(): Promise<string[]> {
  const rows: { digest: string }[] = await service.app
    .get(DataSource)
    .query(
      `SELECT engine_digest AS digest FROM pairings UNION SELECT ranked_by FROM records WHERE pipeline_state = 'ranked'`,
    );
  return rows.map(({ digest }) => digest);
}

/** Records that the engine has not ranked, as they stand. */
async function left(digest: string): Promise<number> {
  const [row]: { n: number }[] = await service.app
    .get(DataSource)
    .query('SELECT count(*)::int AS n FROM records WHERE ranked_by IS DISTINCT FROM $1', [digest]);
  return row?.n ?? 0;
}

async function postNeed(): Promise<string> {
  const content = { title: '隔膜热收缩', description: '隔膜在150 ℃收缩过大，寻求耐热涂层工艺，收缩率低于2%。' };
  const body = { organizationId: enterprise, publish: true, content };
  return (await service.send('POST', '/intake/v1/needs', body)).id;
}

async function fill(kind: RecordKind, file: string, organizationId: string, count: number): Promise<void> {
  const text = await readFile(join(import.meta.dirname, '../../samples', file), 'utf8');
  const ids: string[] = [];
  for (const line of text.split('\n').slice(0, count)) {
    const sample = JSON.parse(line) as Record<string, unknown>;
    for (const name of ['id', 'organizationName', 'organizationRegion']) delete sample[name];
    const input = { organizationId, externalId: null, content: sample as unknown as RecordContent };
    ids.push((await service.records.create(kind, input, 'published', 'test')).record.id);
  }
  await service.queue.addAll(
    'profile',
    ids.map((recordId) => ({ recordId })),
  );
}

const restart = async (): Promise<void> => {
  service = await TestService.start(folder, { EMBEDDING_MODEL: 'none' });
};

beforeAll(async () => {
  folder = await makeTempDir();
  await restart();
  enterprise = await service.organization('青岚', 'enterprise');
  const university = await service.organization('南溪', 'university');
  await fill('achievement', 'achievements.jsonl', university, SUPPLIES);
  await fill('need', 'needs.jsonl', enterprise, NEEDS);
  const shipped = await loadEngineVersion(engineVersionFile());
  const other = { ...shipped, version: 'other', weights: { ...shipped.weights, 'technical-field': 2 } };
  await service.send('POST', '/api/v1/engine/versions', other);
  names = [shipped.version, other.version];
  await service.settled(PATIENCE_SECONDS);
}, 480_000);
afterAll(async () => {
  await service.stop();
  await removeTempDir(folder);
});

describe('ranking everything anew', () => {
  it('1 needs before supplies, each list of its own engine until then', async () => {
    const before = (await service.app.get(Engines).current()).digest;
    expect(await progress()).toMatchObject({
      engineDigest: before,
      needs: { done: NEEDS, total: NEEDS, perSecond: null, secondsLeft: 0 },
      supplies: { done: SUPPLIES, total: SUPPLIES, secondsLeft: 0 },
      ...{ paused: false, pausedBy: null, pausedAt: null },
    });
    const due = await service.app.get(RerankingStore).due(before, 10);
    expect(due).toEqual([]);

    const after = await promoteOther();
    expect(after).not.toBe(before);
    expect(await isSettled()).toBe(false);
    const seen: Progress[] = [];
    await until(
      'everything is ranked anew',
      async () => {
        seen.push(await progress());
        const states: { pipeline_state: string }[] = await service.app
          .get(DataSource)
          .query(`SELECT DISTINCT pipeline_state FROM records WHERE ranked_by = $1`, [before]);
        expect(states.every(({ pipeline_state: state }) => state === 'ranked')).toBe(true);
        return leftOf(seen.at(-1)!) === 0;
      },
      PATIENCE_SECONDS,
    );
    for (const { engineDigest, needs, supplies } of seen) {
      expect(engineDigest).toBe(after);
      expect([needs.total, supplies.total]).toEqual([NEEDS, SUPPLIES]);
      if (supplies.done > 0) expect(needs.done).toBe(NEEDS);
    }
    expect(seen.filter(({ needs }) => needs.done > 0 && needs.done < NEEDS)).not.toEqual([]);
    expect(seen.filter(({ supplies }) => supplies.done > 0 && supplies.done < SUPPLIES)).not.toEqual([]);
    await service.settled(PATIENCE_SECONDS);
    expect(await digests()).toEqual([after]);
    expect(await isSettled()).toBe(true);
  }, 480_000);

  it('2 what is new does not wait behind it', async () => {
    const digest = await promoteOther();
    await midway(10);
    const id = await postNeed();
    const { rankedBy } = await service.ranked(id);
    expect(rankedBy).toBe(digest);
    expect(leftOf(await progress())).toBeGreaterThan(0);
    expect(await service.listOfNeed(id)).not.toEqual([]);
    await service.settled(PATIENCE_SECONDS);
    expect(await digests()).toEqual([digest]);
  }, 480_000);

  it('3 paused and resumed', async () => {
    const digest = await promoteOther();
    await midway(10);
    const asked = await pause(true);
    expect(asked).toMatchObject({ paused: true, pausedBy: { id: service.accountId } });
    expect(asked.needs).toMatchObject({ perSecond: null, secondsLeft: null });
    expect(Date.now() - Date.parse(asked.pausedAt ?? '')).toBeLessThan(5000);
    // What waits is let go; the record at hand is done.
    await service.quiet(10);
    const held = await left(digest);
    await service.queue.add('sweep', {});
    const id = await postNeed();
    await service.ranked(id);
    await service.quiet();
    expect(await left(digest)).toBe(held);
    expect(held).toBeGreaterThan(0);
    const { pausedBy, pausedAt } = asked;
    expect(await pause(true)).toMatchObject({ paused: true, pausedBy, pausedAt });
    expect(await isSettled()).toBe(false);

    expect(await pause(false)).toMatchObject({ paused: false, pausedBy: null, pausedAt: null });
    await service.settled(PATIENCE_SECONDS);
    expect(await digests()).toEqual([digest]);
    const audited: { actor: string; action: string }[] = await service.app
      .get(DataSource)
      .query(`SELECT actor, action FROM audit_entries WHERE subject_kind = 'reranking' ORDER BY id`);
    expect(audited).toEqual(['pause', 'resume'].map((action) => ({ actor: service.accountId, action })));
  }, 480_000);

  it('4 stopped midway', async () => {
    const digest = await promoteOther();
    const { needs, supplies } = await midway(10);
    await service.stop();
    await restart();
    const found = await progress();
    expect(found.needs.done + found.supplies.done).toBeGreaterThanOrEqual(needs.done + supplies.done);
    await service.settled(PATIENCE_SECONDS);
    expect(await digests()).toEqual([digest]);
  }, 480_000);

  it('5 one that cannot be ranked', async () => {
    const matcher = service.app.get(Matcher);
    const broken = await postNeed();
    await service.settled(PATIENCE_SECONDS);
    const rank = matcher.rank.bind(matcher);
    const spy = jest.spyOn(matcher, 'rank').mockImplementation((anchor, ...rest) => {
      if (anchor.record.id === broken) throw new Error('no list for this one');
      return rank(anchor, ...rest);
    });
    try {
      const digest = await promoteOther();
      await until(
        'it has failed',
        async () => (await service.records.find(broken, 'need')).pipelineState === 'failed',
        PATIENCE_SECONDS,
      );
      await service.settled(PATIENCE_SECONDS);
      expect(await digests()).toContain(digest);
      expect(await service.app.get(RerankingStore).isAnyDue(digest)).toBe(false);
      expect((await service.records.find(broken, 'need')).pipelineError).toBe('no list for this one');
    } finally {
      spy.mockRestore();
    }
  }, 480_000);
});
