import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../support/until.js';
import type { Fleet } from './fleet.js';
import { SEALED_WORD } from './flow.js';
import type { Flow } from './flow.js';

const SETTLED_SECONDS = 90;
const MENDED_SECONDS = 30;
const KINDS = ['need', 'achievement'] as const;

interface Left {
  records: number;
  dirty: number;
  /** Profiled while the model could not be loaded. */
  withoutModel: number;
  engines: number;
  states: string;
}

const leftIn = (fleet: Fleet): Promise<Left[]> =>
  fleet.source.query(
    `SELECT (SELECT count(*)::int FROM records r WHERE is_matched(r) AND pipeline_state <> 'ranked') AS records,
       (SELECT count(*)::int FROM profiles WHERE dirty) AS dirty,
       (SELECT count(*)::int FROM profiles p JOIN records r ON r.id = p.record_id
         WHERE is_matched(r) AND model IS NULL) AS "withoutModel",
       (SELECT count(DISTINCT ranked_by)::int FROM records r WHERE is_matched(r)) AS engines,
       (SELECT string_agg(DISTINCT pipeline_state || coalesce(': ' || pipeline_error, ''), '; ') FROM records) AS states`,
  );

/** Waits until nothing is to be done any more; seconds it took. */
export async function settled(fleet: Fleet): Promise<number> {
  const began = performance.now();
  let left = '';
  const isSettled = async (): Promise<boolean> => {
    const rows = await leftIn(fleet).catch((): Left[] => []);
    const [row] = rows;
    left = JSON.stringify(row);
    return row?.records === 0 && row.dirty === 0 && row.withoutModel === 0 && row.engines <= 1;
  };
  await until('everything is ranked', isSettled, SETTLED_SECONDS).catch((error: unknown) => {
    throw new Error(`${String(error)}: ${left}`);
  });
  return (performance.now() - began) / 1000;
}

/** What all flows together came to. */
type Came = Pick<Flow, 'expected' | 'strange'>;

/** What is wrong with what the fleet now holds; empty when nothing is. To be asked when it is settled. */
export async function faultsIn(fleet: Fleet, flow: Came): Promise<string[]> {
  const found = await Promise.all([
    lost(fleet, flow),
    unsound(fleet),
    leaked(fleet),
    indexed(fleet, performance.now() + MENDED_SECONDS * 1000),
    Promise.resolve(flow.strange),
  ]);
  return found.flat();
}

/** What a poster was told is there, as it was told. */
async function lost(fleet: Fleet, flow: Came): Promise<string[]> {
  const rows: { id: string; state: string; title: string }[] = await fleet.source.query(
    `SELECT id, state, content->>'title' AS title FROM records`,
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const faults = [...flow.expected].flatMap(([id, { state, title }]) => {
    const row = byId.get(id);
    return row?.state === state && row.title === title
      ? []
      : [`${id} is ${JSON.stringify(row)}, not ${state} “${title}”`];
  });
  // A request that was answered late was not done twice.
  return rows.length === flow.expected.size ? faults : [...faults, `${rows.length} records of ${flow.expected.size}`];
}

/** Every matched record is profiled and ranked as it now reads, by one engine; every pairing is of present versions. */
async function unsound(fleet: Fleet): Promise<string[]> {
  const rows: { fault: string; id: string }[] = await fleet.source.query(
    `SELECT 'profiled at another content' AS fault, r.id::text FROM records r LEFT JOIN profiles p ON p.record_id = r.id
       WHERE is_matched(r) AND p.content_hash IS DISTINCT FROM r.content_hash
     UNION ALL SELECT 'ranked by another engine', r.id::text FROM records r
       WHERE is_matched(r) AND ranked_by IS DISTINCT FROM (SELECT mode() WITHIN GROUP (ORDER BY ranked_by) FROM records)
     UNION ALL SELECT 'a pairing of past revisions or hidden records', p.id::text FROM pairings p
       JOIN records n ON n.id = p.need_id JOIN records s ON s.id = p.supply_id
       WHERE NOT is_matched(n) OR NOT is_matched(s) OR n.revision <> p.need_revision OR s.revision <> p.supply_revision
     UNION ALL SELECT 'a need with supplies and no pairing', r.id::text FROM records r
       WHERE r.kind = 'need' AND is_matched(r) AND NOT EXISTS (SELECT FROM pairings p WHERE p.need_id = r.id)
         AND (SELECT count(*) FROM records s WHERE s.kind = 'achievement' AND is_matched(s)) > 0
     UNION ALL SELECT 'hidden, and its profile is matched', r.id::text FROM records r JOIN profiles p ON p.record_id = r.id
       WHERE r.confidentiality = 'sealed'`,
  );
  return rows.map(({ fault, id }) => `${fault}: ${id}`);
}

/** Nothing sealed is where anyone else reads. */
async function leaked(fleet: Fleet): Promise<string[]> {
  const faults: string[] = [];
  for (const path of ['/api/v1/needs?limit=100', '/api/v1/supplies?limit=100', '/api/v1/changes?limit=500']) {
    const answer = await fetch(fleet.urlOf('api') + path).then((one) => one.text());
    if (answer.includes(SEALED_WORD)) faults.push(`a sealed text in ${path}`);
  }
  if (fleet.logs.includes(SEALED_WORD)) faults.push('a sealed text in a log');
  for (const key of fleet.store?.holding(SEALED_WORD) ?? []) faults.push(`a sealed text in ${key} of the index`);
  for (const entry of await readdir(fleet.indexFolder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0));
    if (bytes.includes(SEALED_WORD)) faults.push(`a sealed text in ${entry.name} of the index`);
  }
  return faults;
}

/** The index shows each matched record as it now reads, once, and nothing else; soon, if someone searches. */
async function indexed(fleet: Fleet, deadline: number): Promise<string[]> {
  const faults = (await Promise.all(KINDS.map((kind) => faultsOfIndex(fleet, kind)))).flat();
  if (faults.length === 0 || performance.now() > deadline) return faults;
  for (const kind of KINDS) await match(fleet, kind);
  return indexed(fleet, deadline);
}

async function faultsOfIndex(fleet: Fleet, kind: (typeof KINDS)[number]): Promise<string[]> {
  const index = await fleet.openIndex();
  try {
    const rows: { id: string; hash: string }[] = await fleet.source.query(
      `SELECT r.id, r.content_hash AS hash FROM records r WHERE r.kind = $1 AND is_matched(r)`,
      [kind],
    );
    const [found, count] = [await index.hashes(kind), await index.count(kind)];
    const wrong = rows.filter(({ id, hash }) => found.get(id) !== hash).length;
    if (wrong === 0 && count === rows.length) return [];
    return [`index of ${kind}: ${wrong} of ${rows.length} records missing or outdated, ${count} rows there`];
  } catch (error) {
    return [`index of ${kind}: ${String(error)}`];
  } finally {
    index.close();
  }
}

/** As a visitor does on the home page. */
async function match(fleet: Fleet, kind: (typeof KINDS)[number]): Promise<void> {
  await fetch(`${fleet.urlOf('api')}/api/v1/match`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${fleet.key}` },
    body: JSON.stringify({ as: kind, text: '锂电池隔膜在 150 ℃ 下收缩率偏大，寻求耐热涂层工艺。' }),
  });
  await new Promise((pause) => setTimeout(pause, 250));
}
