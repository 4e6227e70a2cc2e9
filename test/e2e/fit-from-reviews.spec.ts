/**
 * The whole way of a fitted version, with the built commands beside the built service.
 *
 * 1 without reviews nothing is fitted, and nothing is written; without data no database is made
 * 2 brokers' reviews, posted over HTTP, keep the place the server knows, whatever the client says
 * 3 a fit on them writes a version whose weights moved the expected way, and proposes it: known, not in force
 * 4 a file with faults is refused from the terminal, each fault with its place
 * 5 from the terminal: shadow, promote, rollback, each with its table; what cannot be done is said in one sentence
 * 6 promoted, the needs' lists follow what brokers said; rolled back, they are as before
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PRIOR_WEIGHTS } from '#matching';
import type { EngineVersion } from '#matching';
import { BuiltService, runBuilt } from '../support/built-service.js';
import type { Ended, Page, Problem } from '../support/built-service.js';

interface Listed {
  id: string;
  shownRank: number;
  score: number;
  engineDigest: string;
  supply: { id: string; title: string; region: string | null };
}
interface Versions {
  inForce: string;
  engineDigest: string;
  items: { version: string; inForce: boolean; addedBy: string | null }[];
}

const HERE = '440100';
const ELSEWHERE = '230100';
/** A need and three ways to say what answers it. */
const TOPICS = [
  ['涡轮叶片热障涂层剥落', '等离子喷涂热障涂层', '热障涂层界面改性', '叶片涂层寿命评估'],
  ['锂电池低温容量衰减', '低温电解液', '锂电池负极改性', '电池低温自加热'],
  ['水稻稻瘟病早期识别', '多光谱稻瘟病识别', '稻瘟病抗性品种', '植保无人机'],
  ['纸浆漂白废水难降解', '芬顿氧化漂白废水', '纸浆废水厌氧处理', '臭氧催化氧化'],
  ['轴承早期故障诊断', '振动信号轴承诊断', '轴承润滑状态监测', '声发射故障检测'],
  ['混凝土冬季开裂', '低温早强混凝土', '混凝土抗冻外加剂', '裂缝自修复混凝土'],
  ['柔性屏盖板耐弯折', '透明聚酰亚胺薄膜', '柔性盖板硬化涂层', '超薄玻璃弯折'],
  ['铝合金压铸气孔', '真空压铸工艺', '压铸模流分析', '铝合金除气'],
  ['高炉煤气脱硫', '煤气水解脱硫', '干法脱硫剂', '高炉煤气有机硫转化'],
  ['茶叶农药残留速测', '残留免疫速测', '拉曼光谱农残检测', '茶叶前处理'],
  ['隧道渗水监测', '光纤渗漏监测', '隧道衬砌雷达检测', '隧道防水材料'],
  ['人造板甲醛释放', '无醛大豆胶', '甲醛捕捉剂', '人造板热压工艺'],
] as const;

/** For a test of a dozen commands, each of which loads the whole service. */
const SECONDS = 240;

let service: BuiltService;
let folder: string;
let out: string;
const needs: string[] = [];

const listOf = async (need: string): Promise<Listed[]> =>
  (await service.get<Page<Listed>>(`/api/v1/needs/${need}/pairings?limit=100`)).body.items;
const lists = async (): Promise<string[][]> =>
  Promise.all(needs.map(async (need) => (await listOf(need)).map(({ supply, score }) => `${supply.id} ${score}`)));
const versions = async (): Promise<Versions> => (await service.get<Versions>('/api/v1/engine/versions')).body;
const fit = (...args: string[]): Promise<Ended> =>
  runBuilt('test/eval/fit.js', ['--from-reviews', ...args], { DATA_DIR: service.dataDir });
const engine = (...args: string[]): Promise<Ended> =>
  runBuilt('apps/standalone/src/engine.js', args, { DATA_DIR: service.dataDir, PORT: String(service.port) });
/** Waits until every list is of the engine in force: the statistics are settled no sooner. */
async function redone(): Promise<void> {
  await service.settled();
  const { engineDigest } = await versions();
  for (const one of (await Promise.all(needs.map(listOf))).flat()) expect(one.engineDigest).toBe(engineDigest);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'duijie-fit-'));
  out = join(folder, 'version.json');
  service = await BuiltService.start();
  const enterprise = await service.register('岭南制造有限公司', 'enterprise', HERE);
  const university = await service.register('云澜大学', 'university', HERE);
  for (const [title, ...answers] of TOPICS) {
    for (const [i, answer] of answers.entries()) {
      // Of two with one text, brokers will want the one from here.
      for (const region of i % 2 === 0 ? [ELSEWHERE, HERE] : [HERE, ELSEWHERE]) {
        await service.post('achievement', university, {
          title: `${answer}技术`,
          description: `${title}：采用${answer}，已在企业现场试用，效果稳定，可以转让或合作开发。`,
          cooperationModes: ['transfer'],
          trl: 6,
          region,
        });
      }
    }
    const need = {
      title,
      description: `我厂${title}，影响交付，现有办法成本高，希望找到成熟的技术方案尽快试用。`,
      cooperationModes: ['transfer'],
      region: HERE,
    };
    needs.push((await service.post('need', enterprise, need)).id);
  }
  await service.settled();
});
afterAll(async () => {
  await service?.dispose();
  await rm(folder, { recursive: true, force: true });
});

describe('a version from reviews', () => {
  it('1 nothing to fit on', async () => {
    const { code, stderr } = await fit('--out', out);
    expect(code).toBe(1);
    expect(stderr).toContain('审核标签太少，未写出任何版本：0 个标签（至少 60）');
    expect(stderr).toContain('Too few labels from reviews, nothing was written: 0 labels (want 60)');
    const nowhere = await runBuilt('test/eval/fit.js', ['--from-reviews', '--out', out], { DATA_DIR: folder });
    expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining('There are no data in')]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('2 reviews', async () => {
    for (const [n, need] of needs.entries()) {
      const own = (await listOf(need)).filter(({ supply }) =>
        TOPICS[n]!.some((text) => supply.title === `${text}技术`),
      );
      expect(own).toHaveLength(6);
      for (const { id, supply, shownRank } of own) {
        const decision =
          supply.region === HERE ? { decision: 'accept' } : { decision: 'decline', reason: 'wrong-field' };
        const { status, body } = await service.send<{ shownRank: number; propensity: number }>(
          'POST',
          `/api/v1/pairings/${id}/reviews`,
          decision,
        );
        expect([status, body.shownRank]).toEqual([201, shownRank]);
        expect(body.propensity).toBeCloseTo(1 / Math.log2(1 + shownRank));
      }
    }
    const [first] = await listOf(needs[0]!);
    const forged = { decision: 'accept', shownRank: 1 };
    const refused = await service.send<Problem>('POST', `/api/v1/pairings/${first!.id}/reviews`, forged);
    expect([refused.status, refused.body.errors?.[0]?.pointer]).toEqual([422, '/shownRank']);
  });

  it(
    '3 and 4 fitted and proposed',
    async () => {
      const { inForce } = await versions();
      const { code, stderr, stdout } = await fit('--out', out, '--propose', '--name', '经纪人一');
      expect([code, stderr]).toEqual([0, expect.stringContaining('proposed, not in force')]);
      expect(stdout).toMatch(/^region +0\.\d+ {2}\(prior 0\.0100\)$/m);
      const written = JSON.parse(await readFile(out, 'utf8')) as EngineVersion;
      expect(written.weights.region).toBeGreaterThan(2 * PRIOR_WEIGHTS.region);
      expect(written.weights['lexical-characters']).toBeLessThan(1.2 * PRIOR_WEIGHTS['lexical-characters']);
      expect(written.metrics).toMatchObject({ reviews: { needs: 12, labels: 72 } });
      const known = await versions();
      expect(known.inForce).toBe(inForce);
      expect(known.items[1]).toMatchObject({ ...written, version: '经纪人一', addedBy: 'fit', inForce: false });

      await writeFile(out, JSON.stringify({ ...written, created: 'now', weights: { luck: 1 } }));
      const faulty = await engine('add', out);
      expect([faulty.code, faulty.stderr]).toEqual([
        1,
        expect.stringMatching(/\/created {2}.+\n.*\/weights\/luck {2}没有这个信号/),
      ]);
    },
    SECONDS * 1000,
  );

  it(
    '5 and 6 compared, promoted, taken back from the terminal',
    async () => {
      const before = await lists();
      const { inForce } = await versions();
      const shadow = await engine('shadow', '经纪人一', '--needs', '12');
      expect(shadow.code).toBe(0);
      expect(shadow.stdout).toContain(`${inForce} → 经纪人一`);
      expect(shadow.stdout).toMatch(/of 12 needs change; mean overlap@10 \d+ %, mean τ 0\.\d{3}/);
      expect(await lists()).toEqual(before);

      expect((await engine('promote', '经纪人一')).stdout).toMatch(/● +│ 经纪人一/);
      await redone();
      for (const need of needs) {
        const list = await listOf(need);
        expect(list[0]?.supply.region).toBe(HERE);
      }
      expect(await lists()).not.toEqual(before);

      expect((await engine('rollback')).code).toBe(0);
      await redone();
      expect(await lists()).toEqual(before);
      const nothing = await engine('rollback');
      expect([nothing.code, nothing.stderr]).toEqual([1, expect.stringContaining('无法退回')]);
    },
    SECONDS * 1000,
  );
});
