/**
 * npm run demo [-- --once] [-- --json FILE]
 *
 * Starts everything embedded in data/demo, takes in samples/, and shows which achievements answer which needs and why.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import getPort from 'get-port';
import { ApiKeys, People } from '#accounts';
import type { Person } from '#accounts';
import { loadEnv } from '#config';
import { projectRoot } from '#engine';
import { languageOf } from '#matching';
import type { Fit } from '#matching';
import { fail, start, stopOnSignal } from '#platform';
import { AccountStore } from '#storage';
import { ServiceClient } from './service-client.js';
import { STANDALONE } from './standalone.js';

/** Needs shown in the terminal, spread over the samples; the JSON file has all. */
const SHOWN_NEEDS = 8;
const SHOWN_PAIRINGS = 3;
const PLAIN = { head: [], border: [], compact: true };

interface Page<T> {
  total: number;
  items: T[];
}
interface RecordSummary {
  id: string;
  title: string;
  organizationName: string;
}
interface List extends Page<Pairing> {
  fit: Fit;
  suggestion: string | null;
}
interface Pairing {
  id: string;
  needRank: number;
  shownRank: number;
  score: number;
  probability: number | null;
  summary: string;
  supply: RecordSummary;
  signals: unknown[];
  gaps: unknown[];
}
interface RankedNeed {
  need: RecordSummary;
  fit: Fit;
  suggestion: string | null;
  pairings: Pairing[];
}

async function rankedNeeds(client: ServiceClient): Promise<RankedNeed[]> {
  const ranked: RankedNeed[] = [];
  for (let offset = 0; ;) {
    const page = await client.get<Page<{ record: RecordSummary }>>(`/api/v1/needs?limit=100&offset=${offset}`);
    for (const { record } of page.items) {
      const language = languageOf(record.title);
      const { items, fit, suggestion } = await client.get<List>(`/api/v1/needs/${record.id}/pairings`, language);
      ranked.push({ need: record, fit, suggestion, pairings: items });
    }
    offset += page.items.length;
    if (page.items.length === 0 || offset >= page.total) break;
  }
  return ranked.sort((a, b) => (a.need.title < b.need.title ? -1 : 1));
}

function print(ranked: readonly RankedNeed[]): void {
  const step = Math.max(1, Math.floor(ranked.length / SHOWN_NEEDS));
  for (const { need, suggestion, pairings } of ranked.filter((_one, i) => i % step === 0).slice(0, SHOWN_NEEDS)) {
    console.log(`\n需求 need   ${need.title}  (${need.organizationName})`);
    if (suggestion) console.log(`            ${suggestion}`);
    for (const { shownRank, probability, supply, summary } of pairings.slice(0, SHOWN_PAIRINGS)) {
      const percent = probability === null ? '' : `${Math.round(probability * 100)} %`;
      console.log(`  ${shownRank}  ${percent.padStart(5)}  ${supply.title}  (${supply.organizationName})`);
      console.log(`            ${summary}`);
    }
  }
  console.log('');
}

const OPERATOR: Person = {
  email: 'operator@demo.example',
  name: '演示运营',
  role: 'operator',
  organization: { name: '对接平台 Duijie', kind: 'authority', creditCode: null, region: null },
};

/** One account a role, two of enterprises, in organizations of the samples. */
async function accountTable(people: People, operatorPassword: string, ranked: readonly RankedNeed[]): Promise<string> {
  const names = (all: string[]): string[] => [...new Set(all)];
  const [first = '', second = ''] = names(ranked.map(({ need }) => need.organizationName));
  const [university = ''] = names(
    ranked.flatMap(({ pairings }) => pairings.map(({ supply }) => supply.organizationName)),
  );
  const persons: Omit<Person, 'organization'>[] = [
    { email: 'enterprise@demo.example', name: '演示企业甲', role: 'enterprise' },
    { email: 'enterprise2@demo.example', name: '演示企业乙', role: 'enterprise' },
    { email: 'researcher@demo.example', name: '演示科研', role: 'researcher' },
    { email: 'broker@demo.example', name: '演示经纪', role: 'broker' },
    { email: 'auditor@demo.example', name: '演示审计', role: 'auditor' },
  ];
  const organizations: Person['organization'][] = [
    { name: first, kind: 'enterprise', creditCode: null, region: null },
    { name: second, kind: 'enterprise', creditCode: null, region: null },
    { name: university, kind: 'university', creditCode: null, region: null },
    { name: '演示技术转移机构', kind: 'broker-agency', creditCode: null, region: null },
    OPERATOR.organization,
  ];
  const table = new Table({ head: ['角色 role', '邮箱 e-mail', '密码 password', '单位 organization'], style: PLAIN });
  table.push([OPERATOR.role, OPERATOR.email, operatorPassword, OPERATOR.organization.name]);
  for (const [i, person] of persons.entries()) {
    const organization = organizations[i] ?? OPERATOR.organization;
    const { password } = await people.give({ ...person, organization });
    table.push([person.role, person.email, password, organization.name]);
  }
  return table.toString();
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { once: { type: 'boolean' }, json: { type: 'string' } } });
  const given = loadEnv(process.env);
  const port = await getPort({ port: given.PORT, host: given.HOST });
  if (port !== given.PORT)
    console.log(`端口 ${given.PORT} 已被占用，改用 ${port} / port ${given.PORT} is taken, using ${port}`);
  const dataDir = process.env['DATA_DIR'] ? given.DATA_DIR : join('data', 'demo');
  console.log('启动内置的 PostgreSQL、队列、索引与模型 / starting the embedded PostgreSQL, queue, index and model …');
  const env = { ...given, PORT: port, DATA_DIR: dataDir, LOG_LEVEL: 'warn' as const };
  const started = await start(env, STANDALONE);
  stopOnSignal(() => started.stop());
  const people = new People(started.app.get(AccountStore), started.app.get(ApiKeys));
  const operator = await people.give(OPERATOR);
  const { key } = await people.key(OPERATOR.email, 'demo', ['read', 'write'], 1);
  const client = new ServiceClient(started.url, key);
  const samples = join(projectRoot(), 'samples');
  const began = performance.now();
  for (const [kind, file] of [
    ['achievement', 'achievements.jsonl'],
    ['expert', 'experts.jsonl'],
    ['facility', 'facilities.jsonl'],
    ['service', 'services.jsonl'],
    ['need', 'needs.jsonl'],
  ] as const) {
    const { rowsFaulty, rowsReturned } = await client.importFile(kind, join(samples, file), {
      dryRun: false,
      publish: true,
    });
    if (rowsFaulty + rowsReturned > 0) console.warn(`  ${rowsFaulty + rowsReturned} rows of ${file} are not published`);
  }
  await client.untilSettled();
  const seconds = (performance.now() - began) / 1000;
  const ranked = await rankedNeeds(client);
  print(ranked);
  console.log(`${ranked.length} 条需求，全部导入、画像、排序用时 ${seconds.toFixed(1)} 秒`);
  const without = ranked.filter(({ fit }) => fit === 'none').length;
  console.log(`其中 ${without} 条没有合适的供给 / ${without} of them have no fitting supply`);
  console.log(`${ranked.length} needs; import, profiles and ranking took ${seconds.toFixed(1)} s`);
  if (values.json) await writeFile(values.json, `${JSON.stringify({ seconds, needs: ranked }, null, 2)}\n`);
  if (values.once) {
    await started.stop();
    return;
  }
  console.log(`
  控制台 / console            ${started.url}
  接口说明 / API              ${started.url}/api/docs

  账号，密码每次启动重新生成 / accounts, with passwords new at every start
${await accountTable(people, operator.password, ranked)}

  试一试 / try
    curl -s ${started.url}/api/v1/match -H 'content-type: application/json' \\
      -d '{"text":"锂电池低温下放电容量衰减严重，需要低温电解液"}'
  按 Ctrl-C 停止 / Ctrl-C stops it
`);
}

main().catch(fail);
