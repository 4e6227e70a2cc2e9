/**
 * npm run import -- FILE [--kind need|achievement] [--dry-run] [--draft]
 *
 * Sends a bulk file (.jsonl, .csv) to the running service, or starts one for the purpose, and waits until every row is
 * in and matched.
 */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { RecordKind } from '#matching';
import { fail } from '#platform';
import { withService } from './with-service.js';

const USAGE = 'npm run import -- FILE [--kind need|achievement] [--dry-run] [--draft]';
const SHOWN_FAULTS = 20;

interface FaultPage {
  items: { row: number; faults: { column: string; detail: string }[] }[];
}

function kindOf(given: string | undefined, file: string): RecordKind {
  if (given === 'need' || given === 'achievement') return given;
  if (given === undefined && /need|需求/i.test(basename(file))) return 'need';
  if (given === undefined && /achievement|成果|suppl/i.test(basename(file))) return 'achievement';
  throw new Error(`请用 --kind 说明文件内容：need（需求）或 achievement（成果）。\nSay what the file holds: ${USAGE}`);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { kind: { type: 'string' }, 'dry-run': { type: 'boolean' }, draft: { type: 'boolean' } },
  });
  const [file] = positionals;
  if (!file) throw new Error(`用法 / usage: ${USAGE}`);
  if (!existsSync(file)) throw new Error(`没有这个文件 / no such file: ${file}`);
  const kind = kindOf(values.kind, file);
  await withService(async (client) => {
    const dryRun = values['dry-run'] ?? false;
    const done = await client.importFile(kind, file, { dryRun, publish: !(values.draft ?? false) });
    console.log(
      `新增 created ${done.rowsCreated} · 更新 changed ${done.rowsChanged} · ` +
        `未变 unchanged ${done.rowsUnchanged} · 有误 faulty ${done.rowsFaulty}${dryRun ? '（试运行 dry run）' : ''}`,
    );
    if (done.rowsReturned > 0) {
      const held = `其中 ${done.rowsReturned} 条内容过少，已退回整改，补充后再导入即可发布`;
      console.log(`${held} / ${done.rowsReturned} of them say too little and are held back (state returned)`);
    }
    const { items } = await client.get<FaultPage>(`/intake/v1/imports/${done.id}/faults?limit=${SHOWN_FAULTS}`);
    for (const { row, faults } of items) {
      for (const { column, detail } of faults) console.log(`  第 ${row} 行 row ${row}  ${column}  ${detail}`);
    }
    if (done.rowsFaulty > items.length) console.log(`  … GET /intake/v1/imports/${done.id}/faults`);
    if (!dryRun) await client.untilSettled();
    if (done.rowsFaulty > 0) process.exitCode = 1;
  });
}

main().catch(fail);
