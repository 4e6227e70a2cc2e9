/**
 * npm run import -- FILE [--kind need|achievement|expert|facility|service] [--dry-run] [--draft] [--all-or-nothing]
 *                        [--map HEADER=FIELD …] [--annotated FILE.xlsx]
 * npm run import -- --resume ID
 *
 * Sends a bulk file (.xlsx, .csv, .jsonl) to the running service, or starts one for the purpose, and waits until every
 * row is in and matched. Ctrl-C cancels: what is in stays in, and --resume goes on.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { KIND_NAMES, RECORD_KINDS } from '#matching';
import type { RecordKind } from '#matching';
import { fail } from '#platform';
import type { ImportProgress, ServiceClient } from './service-client.js';
import { withService } from './with-service.js';

const USAGE =
  `npm run import -- FILE [--kind ${RECORD_KINDS.join('|')}] [--dry-run] [--draft] [--all-or-nothing] ` +
  '[--map HEADER=FIELD …] [--annotated FILE.xlsx] | --resume ID';
const SHOWN_FAULTS = 20;

interface FaultPage {
  items: { sheet: string; row: number; faults: { column: string; value: string; detail: string }[] }[];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kind: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    draft: { type: 'boolean', default: false },
    'all-or-nothing': { type: 'boolean', default: false },
    map: { type: 'string', multiple: true },
    annotated: { type: 'string' },
    resume: { type: 'string' },
  },
});

/** What a file seems to hold, by its name. */
const FILE_NAMES: readonly (readonly [RecordKind, RegExp])[] = [
  ['need', /need|需求/i],
  ['achievement', /achievement|成果|suppl/i],
  ['expert', /expert|专家/i],
  ['facility', /facilit|中试|平台/i],
  ['service', /service|服务/i],
];

function kindOf(given: string | undefined, file: string): RecordKind {
  const named = FILE_NAMES.find(([, names]) => names.test(basename(file)))?.[0];
  const kind = given === undefined ? named : RECORD_KINDS.find((one) => one === given);
  if (kind) return kind;
  const kinds = RECORD_KINDS.map((one) => `${one}（${KIND_NAMES[one].zh}）`).join('、');
  throw new Error(`请用 --kind 说明文件内容：${kinds}。\nSay what the file holds: ${USAGE}`);
}

/** `备注=description` maps a header, `备注=` leaves it out. */
function mappingOf(given: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(
    given.map((one): [string, string | null] => {
      const at = one.lastIndexOf('=');
      if (at < 1) throw new Error(`--map 应写作 表头=字段 / should be HEADER=FIELD: ${one}`);
      return [one.slice(0, at), one.slice(at + 1) || null];
    }),
  );
}

async function begin(client: ServiceClient): Promise<ImportProgress> {
  if (values.resume !== undefined) return client.post<ImportProgress>(`/intake/v1/imports/${values.resume}/resume`);
  const [file] = positionals;
  if (!file) throw new Error(`用法 / usage: ${USAGE}`);
  if (!existsSync(file)) throw new Error(`没有这个文件 / no such file: ${file}`);
  return client.sendFile(kindOf(values.kind, file), file, {
    dryRun: values['dry-run'],
    publish: !values.draft,
    allOrNothing: values['all-or-nothing'],
    ...(values.map ? { mapping: mappingOf(values.map) } : {}),
  });
}

/** On Ctrl-C, stops the import before the process goes. */
async function followed(client: ServiceClient, begun: ImportProgress): Promise<ImportProgress> {
  const cancel = (): void => {
    // The progress loop sees the new state, and the command ends as it does otherwise.
    client.post(`/intake/v1/imports/${begun.id}/cancel`).catch(() => undefined);
  };
  process.once('SIGINT', cancel);
  try {
    return await client.followImport(begun);
  } finally {
    process.off('SIGINT', cancel);
  }
}

async function main(): Promise<void> {
  await withService(async (client) => {
    const done = await followed(client, await begin(client));
    console.log(
      `新增 created ${done.rowsCreated} · 更新 changed ${done.rowsChanged} · ` +
        `未变 unchanged ${done.rowsUnchanged} · 有误 faulty ${done.rowsFaulty}${done.dryRun ? '（试运行 dry run）' : ''}`,
    );
    if (done.error) console.log(done.error);
    if (done.rowsReturned > 0) {
      const held = `其中 ${done.rowsReturned} 条内容过少，已退回整改，补充后再导入即可发布`;
      console.log(`${held} / ${done.rowsReturned} of them say too little and are held back (state returned)`);
    }
    if (done.state === 'cancelled') {
      console.log(
        `已取消，已收录的行保留。继续 / cancelled, rows already in stay; go on with: npm run import -- --resume ${done.id}`,
      );
      process.exitCode = 130;
      return;
    }
    await tellFaults(client, done);
    if (!done.dryRun && done.state === 'finished') await client.untilSettled();
    if (done.rowsFaulty > 0) process.exitCode = 1;
  });
}

async function tellFaults(client: ServiceClient, done: ImportProgress): Promise<void> {
  if (done.rowsFaulty === 0) return;
  const path = `/intake/v1/imports/${done.id}`;
  const { items } = await client.get<FaultPage>(`${path}/faults?limit=${SHOWN_FAULTS}`);
  for (const { sheet, row, faults } of items) {
    const place = `${sheet === '' ? '' : `${sheet} `}第 ${row} 行 row ${row}`;
    for (const { column, value, detail } of faults) {
      console.log(`  ${place}  ${column}  ${value === '' ? '' : `“${value}” `}${detail}`);
    }
  }
  if (done.rowsFaulty > items.length) console.log(`  … GET ${path}/faults`);
  if (values.annotated === undefined) return;
  await writeFile(values.annotated, await client.download(`${path}/annotated`));
  console.log(`已标注的文件 / annotated copy: ${values.annotated}`);
}

main().catch(fail);
