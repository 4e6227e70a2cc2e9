/**
 * What docker/monitoring gives to Prometheus and Grafana, read as they would read it.
 *
 * 1 every alert has an expression, a severity, a summary, and an entry in the runbook; every entry is asked for or known
 * 2 every panel has expressions that go to the one data source there is, and no two panels share an id or a place
 * 3 Prometheus asks the processes that compose runs, with the token that compose gives it
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const yaml = (path: string): unknown => parse(read(path));

const RUNBOOK = 'docs/operations.md';
/** Done now and then, not because something is wrong. */
const ROUTINE = ['ranking-anew', 'backup-and-restore', 'upgrade', 'secret-rotation'];

const alertSchema = z.strictObject({
  alert: z.string().regex(/^Duijie[A-Z][A-Za-z]+$/),
  expr: z.string().min(1),
  for: z
    .string()
    .regex(/^\d+m$/)
    .optional(),
  labels: z.strictObject({ severity: z.enum(['critical', 'warning', 'info']) }),
  annotations: z.strictObject({ summary: z.string().min(1), runbook_url: z.string() }),
});
const rules = z
  .strictObject({ groups: z.array(z.strictObject({ name: z.string(), rules: z.array(alertSchema) })) })
  .parse(yaml('docker/monitoring/alerts.yml'))
  .groups.flatMap((group) => group.rules);

/** As GitHub makes it of a heading. */
const anchorOf = (heading: string): string => heading.toLowerCase().replaceAll(' ', '-');
const runbook = read(RUNBOOK).split('\n# Runbook\n')[1] ?? '';
const entries = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

it('1 alerts lead to the runbook', () => {
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  const asked = rules.map(({ annotations }) => annotations.runbook_url.split('#'));
  expect(asked.filter(([file, entry = '']) => file !== RUNBOOK || !entries.includes(entry))).toEqual([]);
  const known = new Set([...asked.map(([, entry]) => entry), ...ROUTINE]);
  expect(entries.filter((entry) => !known.has(entry))).toEqual([]);
  for (const { alert } of rules) expect(runbook).toContain(`\`${alert}\``);
});

const panelSchema = z.looseObject({
  id: z.int(),
  type: z.enum(['row', 'stat', 'timeseries']),
  title: z.string().min(1),
  gridPos: z.strictObject({ h: z.int(), w: z.int(), x: z.int(), y: z.int() }),
  datasource: z.strictObject({ type: z.literal('prometheus'), uid: z.string() }).optional(),
  targets: z
    .array(z.looseObject({ expr: z.string().min(1), datasource: z.looseObject({ uid: z.string() }) }))
    .default([]),
});
const { panels } = z
  .looseObject({ panels: z.array(panelSchema) })
  .parse(JSON.parse(read('docker/monitoring/grafana/dashboards/duijie.json')));
const { datasources } = z
  .looseObject({ datasources: z.array(z.looseObject({ uid: z.string(), url: z.string() })) })
  .parse(yaml('docker/monitoring/grafana/provisioning/datasources/prometheus.yml'));

it('2 panels ask the data source there is', () => {
  const uids = datasources.map(({ uid }) => uid);
  const asked = panels.flatMap(({ targets }) => targets.map(({ datasource }) => datasource.uid));
  expect(asked.filter((uid) => !uids.includes(uid))).toEqual([]);
  expect(panels.filter(({ type, targets }) => type !== 'row' && targets.length === 0)).toEqual([]);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  expect(new Set(panels.map(({ gridPos: { x, y } }) => `${x},${y}`)).size).toBe(panels.length);
});

it('3 Prometheus knows the processes and its token', () => {
  const compose = z
    .looseObject({
      services: z.record(z.string(), z.looseObject({ secrets: z.array(z.string()).default([]) })),
    })
    .parse(parse(read('docker/compose.yml'), { merge: true }));
  const { scrape_configs: [scrape] = [] } = z
    .looseObject({
      scrape_configs: z.array(
        z.looseObject({
          authorization: z.strictObject({ credentials_file: z.string() }),
          dns_sd_configs: z.array(z.looseObject({ names: z.array(z.string()), port: z.int() })),
        }),
      ),
    })
    .parse(yaml('docker/monitoring/prometheus.yml'));
  expect(scrape?.dns_sd_configs.flatMap(({ names }) => names).filter((name) => !(name in compose.services))).toEqual(
    [],
  );
  const [secret = ''] = compose.services['prometheus']?.secrets ?? [];
  expect(scrape?.authorization.credentials_file).toBe(`/run/secrets/${secret}`);
});
