/**
 * A large workbook with planted faults, over HTTP against the built service.
 *
 * 1 5,000 rows on two sheets with 137 planted faults of 20 kinds: exactly those are told, by sheet, row, column and
 *   kind; the 4,863 other rows are in, matched and ranked
 * 2 imported again, nothing changes
 * 3 its annotated copy holds every row, and a fault beside exactly the faulty ones
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readXlsx, writeXlsx } from 'hucre/xlsx';
import type { CellValue } from 'hucre/xlsx';
import { BuiltService } from '../support/built-service.js';
import type { Page, PostedRecord } from '../support/built-service.js';
import { until } from '../support/until.js';

type Cells = Record<string, CellValue>;
interface Fault {
  sheet: string;
  row: number;
  column: string;
  kind: string;
}
interface FaultPage {
  items: { sheet: string; row: number; faults: { column: string; kind: string; value: string; detail: string }[] }[];
}

/** Few needs: what a record is ranked against takes the time, and there are two processors. */
const ROWS = { 需求: 100, 成果: 4900 };
const FAULTS = 137;
/** What is done to a good row, where the fault is to be told, and of what kind. */
const SPOILED: readonly [column: string, kind: string, spoil: Cells][] = [
  ['单位', 'missing', { 单位: '' }],
  ['标题*', 'missing', { '标题*': null }],
  ['描述', 'missing', { 描述: '  ' }],
  ['标题*', 'length', { '标题*': '长'.repeat(201) }],
  ['技术领域', 'rule', { 技术领域: '99' }],
  ['行业代码', 'rule', { 行业代码: 'Z99' }],
  ['合作方式', 'choice', { 合作方式: '以物易物' }],
  ['统一社会信用代码', 'rule', { 统一社会信用代码: '91350100M000100Y4Z' }],
  ['单位地区', 'rule', { 单位地区: '990000' }],
  ['单位类型', 'choice', { 单位类型: '个体户' }],
  ['公开程度', 'choice', { 公开程度: '绝密' }],
  ['关键词', 'length', { 关键词: '词'.repeat(61) }],
  ['关键词', 'count', { 关键词: Array.from({ length: 51 }, (_word, i) => `词${i}`).join('；') }],
  ['编号', 'length', { 编号: 'x'.repeat(201) }],
  ['编号', 'lost-digits', { 编号: 91_350_100_000_000_100 }],
  ['有效期至', 'format', { 有效期至: '2026-02-30' }],
  ['有效期至', 'rule', { 生效日期: '2026-05-01', 有效期至: '2026-04-01' }],
  ['成熟度', 'type', { 成熟度: '很成熟' }],
  ['成熟度', 'range', { 成熟度: 12 }],
  ['价格', 'type', { 价格: '面议' }],
];
/** Columns that are called otherwise on the two sheets. */
const NAMES: Readonly<Record<keyof typeof ROWS, Readonly<Record<string, string>>>> = {
  需求: { 成熟度: '最低成熟度', 价格: '预算上限（万元）' },
  成果: { 成熟度: '成熟度', 价格: '报价（元）' },
};
const HEADERS = [
  ...['编号', '单位', '单位类型', '统一社会信用代码', '单位地区', '标题*', '描述', '技术领域', '行业代码', '关键词'],
  ...['合作方式', '公开程度', '生效日期', '有效期至', '成熟度', '价格'],
];
const TOPICS =
  '隔膜 轧辊 污泥 光刻胶 叶片 储氢瓶 种子 盾构 催化剂 轴承 涂料 冷链 芯片 疫苗 铝箔 焊缝 水泥 玻璃 纤维 菌种 饲料 齿轮 电机 镜片 煤矸石 尾矿 船舶 桥梁 锅炉 传感器'.split(
    ' ',
  );
const METHODS =
  '涂覆 熔覆 脱水 提纯 修复 缠绕 包衣 磨损监测 再生 减振 除杂 保鲜 封装 冻干 轧制 探伤 粉磨 退火 纺丝 发酵 制粒 渗碳 节能 镀膜 活化 浮选 防腐 加固 脱硝 标定'.split(
    ' ',
  );
const topicOf = (i: number): string =>
  `${TOPICS[i % TOPICS.length]}${METHODS[Math.floor(i / TOPICS.length) % METHODS.length]}`;

const goodRow = (sheet: string, i: number): Cells => ({
  编号: `${sheet}-${i}`,
  单位: `第${i % 40}家${sheet === '需求' ? '公司' : '大学'}`,
  '标题*': `${topicOf(i)}第 ${i} 项`,
  描述: `${topicOf(i)}的设备与工艺，连续运行 ${200 + (i % 800)} 小时，兼顾${topicOf(i * 7 + 3)}。`,
  技术领域: '4.3',
  生效日期: new Date(Date.UTC(2026, 0, 1 + (i % 28))),
  成熟度: 3 + (i % 6),
  价格: 10 + (i % 50),
});

/** The workbook, and the faults planted in it. Every 36th row or so is spoiled, the kinds in turn. */
async function planted(): Promise<{ bytes: Uint8Array<ArrayBuffer>; faults: Fault[] }> {
  const faults: Fault[] = [];
  const every = Math.floor((ROWS.需求 + ROWS.成果) / FAULTS);
  let n = 0;
  const sheets = Object.entries(ROWS).map(([name, count]) => {
    const names = NAMES[name as keyof typeof ROWS];
    const rows: CellValue[][] = [['平台导入表'], HEADERS.map((header) => names[header] ?? header)];
    for (let i = 0; i < count; i++) {
      const row = goodRow(name, i);
      if (n % every === 7 && faults.length < FAULTS) {
        const [column, kind, spoil] = SPOILED[faults.length % SPOILED.length]!;
        Object.assign(row, spoil);
        faults.push({ sheet: name, row: rows.length + 1, column: names[column] ?? column, kind });
      }
      n++;
      rows.push(HEADERS.map((header) => row[header] ?? null));
    }
    return { name, rows };
  });
  const notes = { name: '填写说明', rows: [['这一页不导入']] };
  return { bytes: new Uint8Array(await writeXlsx({ sheets: [...sheets, notes] })), faults };
}

let service: BuiltService;
beforeAll(async () => {
  service = await BuiltService.start();
});
afterAll(() => service?.dispose());

async function faultsOf(id: string): Promise<FaultPage['items']> {
  return (await service.get<FaultPage>(`/intake/v1/imports/${id}/faults?limit=1000`)).body.items;
}
const totalOf = async (kind: 'needs' | 'achievements'): Promise<number> =>
  (await service.get<Page<unknown>>(`/intake/v1/${kind}`)).body.total;

it('1–3 planted faults, the other rows, the second time, the copy', async () => {
  const { bytes, faults } = await planted();
  expect(faults).toHaveLength(FAULTS);
  expect(new Set(faults.map(({ column, kind }) => `${column} ${kind}`)).size).toBeGreaterThanOrEqual(SPOILED.length);
  const good = ROWS.需求 + ROWS.成果 - FAULTS;

  const began = performance.now();
  const first = await service.upload('need', '五千行.xlsx', bytes);
  expect(first.status).toBe(202);
  const done = await service.imported(first.body.id, 300);
  const inAfter = performance.now() - began;
  expect(done).toMatchObject({ state: 'finished', rowsTotal: 5000, rowsDone: 5000, rowsFaulty: FAULTS });
  expect(done).toMatchObject({ rowsCreated: good, rowsChanged: 0, rowsUnchanged: 0, rowsReturned: 0 });
  const told = (await faultsOf(done.id)).flatMap(({ sheet, row, faults: found }) =>
    found.map(({ column, kind }): Fault => ({ sheet, row, column, kind })),
  );
  expect(told).toEqual(faults);

  interface Statistics {
    pipeline: Record<string, number>;
    settled: boolean;
  }
  const settled = await until(
    'everything is ranked',
    async () => {
      const { body } = await service.get<Statistics>('/api/v1/statistics');
      return body.settled && body;
    },
    1800,
  );
  console.log(
    `${good} rows in after ${(inAfter / 1000).toFixed(1)} s, ` +
      `ranked after ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
  expect(settled.pipeline['ranked']).toBe(good);
  const { items } = (await service.get<Page<PostedRecord>>('/intake/v1/needs?limit=1')).body;
  const list = await service.get<{ items: unknown[] }>(`/api/v1/needs/${items[0]?.id}/pairings?all=true`);
  expect(list.body.items.length).toBeGreaterThan(0);

  const again = await service.upload('need', '五千行.xlsx', bytes);
  expect(await service.imported(again.body.id, 300)).toMatchObject({
    state: 'finished',
    rowsCreated: 0,
    rowsChanged: 0,
    rowsUnchanged: good,
    rowsFaulty: FAULTS,
  });
  expect((await totalOf('needs')) + (await totalOf('achievements'))).toBe(good);

  const copy = await fetch(`${service.url}/intake/v1/imports/${done.id}/annotated`, { headers: service.headers });
  expect(copy.status).toBe(200);
  const { sheets } = await readXlsx(new Uint8Array(await copy.arrayBuffer()));
  expect(sheets.map(({ name }) => name)).toEqual(Object.keys(ROWS));
  const remarked = sheets.flatMap(({ name, rows }) =>
    rows.flatMap((row, i) => (i > 1 && row[HEADERS.length] ? [{ sheet: name, row: i + 1 }] : [])),
  );
  expect(remarked).toEqual(faults.map(({ sheet, row }) => ({ sheet, row })));
  expect(sheets.map(({ rows }) => rows.length)).toEqual(Object.values(ROWS).map((count) => count + 2));
}, 2_700_000);
