/**
 * A large import that the service does not survive.
 *
 * 1 progress is readable while rows go in, and only grows
 * 2 after kill -9 in the middle and a start on the same folder, every row arrives exactly once
 * 3 the restarted service goes on from the last checkpoint and does not repeat the file
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { BuiltService } from '../support/built-service.js';
import type { ImportView, Page, PostedRecord } from '../support/built-service.js';
import { until } from '../support/until.js';

const ROWS = 5000;
const KILLED_FROM = 1000;
/** A lost worker's job is taken up again after its lock has run out: 20 s; the rest is the rows. */
const RECOVERY_SECONDS = 120;
const titleOf = (row: number): string => `批量成果第 ${row} 号`;

let service: BuiltService;
let importId: string;

const progress = async (): Promise<ImportView> =>
  (await service.get<ImportView>(`/intake/v1/imports/${importId}`)).body;

beforeAll(async () => {
  service = await BuiltService.start();
});
afterAll(() => service?.dispose());

it('1–3 killed in the middle of 5,000 rows', async () => {
  const rows = Array.from({ length: ROWS }, (_row, i) => {
    const university = ['泓沂理工大学', '龟山理工大学', '西麓电子科技大学'][i % 3];
    return `${titleOf(i)},"由生成器写出的第 ${i} 行，内容只为占位。",${university}`;
  });
  const sent = await service.upload(
    'achievement',
    '批量.csv',
    ['标题,描述,单位', ...rows].join('\n'),
    // Drafts, so that ranking thousands of placeholders does not take the time of this test.
    '&publish=false',
  );
  expect(sent.status).toBe(202);
  importId = sent.body.id;

  const seen: number[] = [];
  const atKill = await until(
    'the import is well under way',
    async () => {
      const { rowsDone, rowsTotal, state } = await progress();
      seen.push(rowsDone);
      return rowsDone >= KILLED_FROM && { rowsDone, rowsTotal, state };
    },
    60,
  );
  await service.kill();
  expect(atKill).toMatchObject({ state: 'running', rowsTotal: ROWS });
  expect(atKill.rowsDone).toBeLessThan(ROWS);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));

  const began = performance.now();
  service = await BuiltService.start({}, service.dataDir);
  const kept = await progress();
  expect(kept.rowsDone).toBeGreaterThanOrEqual(atKill.rowsDone);
  const secondsSince = (): string => ((performance.now() - began) / 1000).toFixed(1);
  await until('the import goes on', async () => (await progress()).rowsDone > kept.rowsDone, RECOVERY_SECONDS);
  const wentOn = secondsSince();
  const done = await service.imported(importId, RECOVERY_SECONDS);
  console.log(
    `killed at ${kept.rowsDone} of ${ROWS} rows; went on ${wentOn} s after the start, done after ${secondsSince()} s`,
  );
  expect(done).toMatchObject({ state: 'finished', rowsTotal: ROWS, rowsDone: ROWS, rowsFaulty: 0 });
  // A row that went in twice would be found unchanged the second time.
  expect(done).toMatchObject({ rowsCreated: ROWS, rowsChanged: 0, rowsUnchanged: 0 });

  const titles: string[] = [];
  for (let offset = 0; offset <= ROWS; offset += 200) {
    const page = await service.get<Page<PostedRecord>>(`/intake/v1/achievements?limit=200&offset=${offset}`);
    expect(page.body.total).toBe(ROWS);
    titles.push(...page.body.items.map(({ content }) => content.title));
  }
  expect(titles.sort()).toEqual(Array.from({ length: ROWS }, (_row, i) => titleOf(i)).sort());
}, 240_000);
