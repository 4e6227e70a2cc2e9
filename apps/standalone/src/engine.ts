/** npm run engine -- list | add FILE | shadow NAME [--needs N] | promote NAME | rollback */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { fail } from '#platform';
import { withService } from './with-service.js';
import type { ServiceClient } from './service-client.js';

const USAGE = 'npm run engine -- list | add FILE | shadow NAME [--needs N] | promote NAME | rollback';
/** Rank changes shown of one need; the API gives all. */
const SHOWN_CHANGES = 6;

interface Versions {
  inForce: string;
  engineDigest: string | null;
  items: {
    version: string;
    source: 'shipped' | 'added';
    inForce: boolean;
    created?: string;
    problem: string | null;
    metrics?: { heldOut?: { all?: Record<string, number> } };
    engineDigest?: string;
  }[];
  history: { at: string; action: string; version: string; actor: string }[];
}
interface Shadow {
  version: string;
  inForce: string;
  meanOverlapAt10: number | null;
  meanTau: number | null;
  needsChanged: number;
  items: {
    need: { title: string };
    overlapAt10: number;
    tau: number;
    bestFrom: number | null;
    bestTo: number | null;
    changes: {
      supply: { title: string };
      from: number | null;
      to: number | null;
      probabilityFrom: number | null;
      probabilityTo: number | null;
    }[];
  }[];
}

const table = (head: string[]): Table.Table => new Table({ head, style: { head: [], border: [] }, wordWrap: true });
const percent = (share: number | null): string => (share === null ? '–' : `${Math.round(share * 100)} %`);
const number = (value: number | null | undefined): string => (value == null ? '–' : value.toFixed(3));

function printVersions({ items, history }: Versions): void {
  const versions = table(['', '版本 version', '来源 source', '拟合 fitted', 'nDCG@10', 'ECE', 'Brier', '指纹 digest']);
  for (const { version, source, inForce, created, metrics, engineDigest, problem } of items) {
    const held = metrics?.heldOut?.all;
    versions.push([
      inForce ? '●' : '',
      version,
      source === 'shipped' ? '随程序 shipped' : '添加 added',
      created?.slice(0, 10) ?? '–',
      ...['nDCG@10', 'ECE', 'Brier'].map((name) => number(held?.[name])),
      problem ?? engineDigest ?? '–',
    ]);
  }
  console.log(versions.toString());
  if (history.length === 0) return;
  const changes = table(['时间 at', '操作 action', '版本 version', '操作者 actor']);
  for (const { at, action, version, actor } of history) changes.push([at, action, version, actor]);
  console.log(changes.toString());
}

function printShadow({ version, inForce, items, needsChanged, meanOverlapAt10, meanTau }: Shadow): void {
  console.log(`${inForce} → ${version}`);
  for (const { need, changes, overlapAt10, tau, bestFrom, bestTo } of items) {
    if (changes.length === 0) continue;
    console.log(
      `\n需求 need   ${need.title}\n  前十重合 overlap@10 ${percent(overlapAt10)} · τ ${tau.toFixed(2)} · ` +
        `首位概率 best ${percent(bestFrom)} → ${percent(bestTo)}`,
    );
    const rows = table(['原 from', '新 to', '概率 probability', '供给 supply']);
    for (const { supply, from, to, probabilityFrom, probabilityTo } of changes.slice(0, SHOWN_CHANGES)) {
      rows.push([from ?? '–', to ?? '–', `${percent(probabilityFrom)} → ${percent(probabilityTo)}`, supply.title]);
    }
    console.log(rows.toString());
    if (changes.length > SHOWN_CHANGES) console.log(`  … ${changes.length - SHOWN_CHANGES} 项 more`);
  }
  console.log(
    `\n${items.length} 条需求中 ${needsChanged} 条有变动；前十平均重合 ${percent(meanOverlapAt10)}，τ 平均 ${number(meanTau)}` +
      `\n${needsChanged} of ${items.length} needs change; mean overlap@10 ${percent(meanOverlapAt10)}, mean τ ${number(meanTau)}`,
  );
}

async function run(client: ServiceClient, [command, argument]: string[], needs: number | undefined): Promise<void> {
  const path = '/api/v1/engine';
  const named = `${path}/versions/${encodeURIComponent(argument ?? '')}`;
  if (command === 'list') return printVersions(await client.get<Versions>(`${path}/versions`));
  if (command === 'rollback') return printVersions(await client.post<Versions>(`${path}/rollback`));
  if (command === 'promote' && argument) return printVersions(await client.post<Versions>(`${named}/promote`));
  if (command === 'shadow' && argument) {
    return printShadow(await client.post<Shadow>(`${named}/shadow`, needs === undefined ? {} : { needs }));
  }
  if (command === 'add' && argument) {
    const { version } = await client.post<{ version: string }>(`${path}/versions`, await jsonOf(argument));
    console.log(`已添加，尚未启用 / added, not in force: ${version}`);
    return;
  }
  throw new Error(`用法 / usage: ${USAGE}`);
}

async function jsonOf(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new Error(`无法读取 ${file}：${detail}\nCannot read ${file}: ${detail}`, { cause: error });
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { needs: { type: 'string' } } });
  if (positionals.length === 0) throw new Error(`用法 / usage: ${USAGE}`);
  await withService((client) =>
    run(client, positionals, values.needs === undefined ? undefined : Number(values.needs)),
  );
}

main().catch(fail);
