/**
 * The container files, read as Docker would read them. No engine runs here.
 *
 * 1. The Dockerfile has no fault a linter finds, and what it copies exists and reaches the builder.
 * 2. Every command runs a file that the build makes from a source of this repository.
 * 3. The image does not run as root.
 * 4. Every image has a version; ours has package.json's.
 * 5. Compose has only keys we know, and names only declared volumes, networks, secrets, services and files.
 * 6. Only the proxy is reachable from outside, by default from this machine alone, and it knows its upstreams.
 * 7. Every setting given to a process is one libs/config knows, with a value it takes.
 * 8. No password is committed: each comes from the environment, and its absence is an error.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadEnv } from '#config';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Instruction {
  keyword: string;
  rest: string;
}

/** Comments dropped, continued lines joined. */
function instructionsOf(dockerfile: string): Instruction[] {
  const lines = dockerfile.replaceAll(/^\s*#.*\n/gm, '').replaceAll(/\\\n/g, ' ');
  return [...lines.matchAll(/^([A-Z]+)\s+(.+)$/gm)].map(([, keyword = '', rest = '']) => ({ keyword, rest }));
}

const dockerfile = read('docker/Dockerfile');
const instructions = instructionsOf(dockerfile);
const all = (keyword: string): string[] =>
  instructions.filter((one) => one.keyword === keyword).map(({ rest }) => rest);
const stages = all('FROM').map((rest) => /^(\S+)(?: AS (\S+))?$/.exec(rest) ?? []);
const stageNames = stages.flatMap(([, , name]) => (name ? [name] : []));

const words = z.array(z.string());
const value = z.union([z.string(), z.number()]);
const dependencies = z.record(
  z.string(),
  z.strictObject({ condition: z.enum(['service_healthy', 'service_completed_successfully']) }),
);
const serviceSchema = z.strictObject({
  image: z.string(),
  profiles: words.optional(),
  secrets: words.default([]),
  build: z.strictObject({ context: z.string(), dockerfile: z.string() }).optional(),
  command: words.optional(),
  environment: z.record(z.string(), value).default({}),
  depends_on: dependencies.default({}),
  networks: words,
  volumes: words.default([]),
  ports: words.default([]),
  tmpfs: words.optional(),
  init: z.boolean().optional(),
  read_only: z.boolean().optional(),
  cap_drop: words.optional(),
  security_opt: words.optional(),
  shm_size: z.string().optional(),
  healthcheck: z
    .union([
      z.strictObject({ disable: z.literal(true) }),
      z.strictObject({ test: words, interval: z.string(), timeout: z.string(), retries: z.int() }),
    ])
    .optional(),
  deploy: z.strictObject({ replicas: z.int() }).optional(),
  stop_grace_period: z.string().optional(),
  restart: z.enum(['no', 'unless-stopped']),
});
const composeSchema = z.strictObject({
  name: z.string(),
  'x-app': z.unknown(),
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean() }).nullable()),
  secrets: z.record(z.string(), z.strictObject({ environment: z.string() })),
  volumes: z.record(z.string(), z.null()),
});

const composeText = read('docker/compose.yml');
const compose = composeSchema.parse(parse(composeText, { merge: true }));
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build !== undefined);

/** `${NAME:?…}` becomes a word fit for a URL, `${NAME:-x}` becomes x. */
const filledIn = (text: string | number): string =>
  String(text).replaceAll(/\$\{\w+:(\?|-)([^}]*)\}/g, (_all, kind: string, rest: string) =>
    kind === '-' ? rest : 'given',
  );

/** What someone may fill in that is left empty otherwise. */
const OPTIONAL: Readonly<Record<string, string>> = {
  METRICS_TOKEN: '0123456789abcdef01234567',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
};

/** The source of a command's script. */
function sourceOf(command: readonly string[]): string {
  const [node, script = ''] = command;
  expect(node).toBe('node');
  expect(script).toMatch(/^dist\/.+\.js$/);
  return script.replace(/^dist\//, '').replace(/\.js$/, '.ts');
}

describe('docker/Dockerfile', () => {
  it('1 has no fault', () => {
    expect(validate(dockerfile).map(({ message, range }) => ({ line: range.start.line + 1, message }))).toEqual([]);
    expect(stages.length).toBeGreaterThan(1);
  });

  it('1 copies what exists, from the repository or an earlier stage', () => {
    const sent = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    for (const copy of all('COPY')) {
      const [first = '', ...others] = copy.split(/\s+/);
      const from = /^--from=(.+)$/.exec(first)?.[1];
      if (from !== undefined) {
        expect(stageNames).toContain(from);
        continue;
      }
      for (const source of [first, ...others.slice(0, -1)]) {
        expect({ source, exists: existsSync(join(ROOT, source)) }).toEqual({ source, exists: true });
        expect(sent).toContain(source);
      }
    }
  });

  it('2 starts a program of this repository', () => {
    const [command = '[]'] = all('CMD').slice(-1);
    const source = sourceOf(JSON.parse(command) as string[]);
    expect({ source, exists: existsSync(join(ROOT, source)) }).toEqual({ source, exists: true });
  });

  it('3 ends up as another user than root', () => {
    const last = instructions.map(({ keyword }) => keyword).lastIndexOf('FROM');
    const users = instructions.slice(last).filter(({ keyword }) => keyword === 'USER');
    expect(users.at(-1)?.rest).toMatch(/^(?!root\b|0\b)\w+/);
  });

  it('4 builds upon images with a version', () => {
    const outside = stages.map(([, image = '']) => image).filter((image) => !stageNames.includes(image));
    expect(outside.length).toBeGreaterThan(0);
    for (const image of outside) expect(image).toMatch(/:(?!latest)[\w.-]+$/);
  });

  it('7 sets what libs/config knows', () => {
    const set = Object.fromEntries(
      all('ENV')
        .flatMap((rest) => rest.split(/\s+/))
        .map((pair) => pair.split('=') as [string, string])
        .filter(([name]) => !['NODE_ENV', 'MALLOC_ARENA_MAX'].includes(name)),
    );
    expect(Object.keys(loadEnv(set))).toEqual(expect.arrayContaining(Object.keys(set)));
  });
});

describe('docker/compose.yml', () => {
  it('2 starts programs of this repository', () => {
    expect(ours.map(([name]) => name).sort()).toEqual(['api', 'intake', 'migrate', 'worker']);
    for (const [, { command = [] }] of ours) {
      const source = sourceOf(command);
      expect({ source, exists: existsSync(join(ROOT, source)) }).toEqual({ source, exists: true });
    }
  });

  it('4 names images with a version, ours with the one in package.json', () => {
    for (const [, { image }] of services) expect(image).toMatch(/:(?!latest)[\w.-]+$/);
    const { version } = JSON.parse(read('package.json')) as { version: string };
    for (const [, { image }] of ours) expect(image).toBe(`duijie:${version}`);
  });

  it('5 names declared volumes, networks, secrets, services and files only', () => {
    for (const [, service] of services) {
      for (const network of service.networks) expect(Object.keys(compose.networks)).toContain(network);
      for (const secret of service.secrets) expect(Object.keys(compose.secrets)).toContain(secret);
      for (const other of Object.keys(service.depends_on)) expect(Object.keys(compose.services)).toContain(other);
      for (const [source = ''] of service.volumes.map((volume) => volume.split(':'))) {
        if (source.startsWith('.')) expect(existsSync(join(ROOT, 'docker', source))).toBe(true);
        else expect(Object.keys(compose.volumes)).toContain(source);
      }
      if (service.build)
        expect(existsSync(join(ROOT, 'docker', service.build.context, service.build.dockerfile))).toBe(true);
    }
  });

  it('5 waits only for services that can become what it waits for', () => {
    for (const { depends_on } of Object.values(compose.services)) {
      for (const [name, { condition }] of Object.entries(depends_on)) {
        const awaited = compose.services[name];
        const ends = awaited?.restart === 'no';
        expect({ name, condition }).toEqual({
          name,
          condition: ends ? 'service_completed_successfully' : 'service_healthy',
        });
        // Our image brings its own health check.
        if (!ends) expect(awaited?.healthcheck ?? awaited?.build).toBeDefined();
      }
    }
  });

  it('5 lets all workers and the api share one index', () => {
    const place = ({ volumes, environment }: z.infer<typeof serviceSchema>) =>
      volumes.filter((volume) => volume.endsWith(`:${environment['INDEX_URL']}`));
    const [index] = compose.services['worker'] ? place(compose.services['worker']) : [];
    expect(index).toBeDefined();
    expect(compose.services['api'] && place(compose.services['api'])).toEqual([index]);
    expect(compose.services['worker']?.deploy?.replicas).toBe(2);
  });

  it('6 opens the proxy, and the dashboard where it is asked for, to this machine only', () => {
    const open = services.filter(([, { ports }]) => ports.length > 0);
    expect(open.map(([name, { ports }]) => [name, ports.map(filledIn)])).toEqual([
      ['proxy', ['127.0.0.1:8080:8080']],
      ['grafana', ['127.0.0.1:3001:3000']],
    ]);
    const asked = services.filter(([, { profiles }]) => profiles?.includes('monitoring')).map(([name]) => name);
    expect(asked).toEqual(['prometheus', 'grafana']);
  });

  it('6 sends /intake/ to intake and the rest to the api', () => {
    const routes = [...read('docker/Caddyfile').matchAll(/handle (\S+ )?\{\s*reverse_proxy (\S+)\s*\}/g)];
    const to = (name: string) => `${name}:${compose.services[name]?.environment['PORT']}`;
    expect(routes.map(([, path, upstream]) => [path?.trim(), upstream])).toEqual([
      ['/intake/*', to('intake')],
      [undefined, to('api')],
    ]);
  });

  it('7 gives settings that libs/config knows', () => {
    for (const [, { environment }] of ours) {
      const given = Object.fromEntries(
        Object.entries(environment).map(([name, text]) => [name, filledIn(text) || OPTIONAL[name]]),
      );
      expect(Object.keys(loadEnv(given))).toEqual(expect.arrayContaining(Object.keys(given)));
      expect(given).toMatchObject({ HOST: '0.0.0.0' });
    }
  });

  it('8 asks the environment for every password', () => {
    const example = Object.fromEntries(
      [...read('docker/.env.example').matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', text = '']) => [name, text]),
    );
    const used = [...composeText.matchAll(/\$\{(\w+)(:\?|:-)?/g)];
    for (const { environment } of Object.values(compose.secrets)) expect(example[environment]).toBe('');
    for (const [, name = '', otherwise] of used) {
      expect(Object.keys(example)).toContain(name);
      if (name.endsWith('PASSWORD'))
        expect({ name, otherwise, text: example[name] }).toEqual({ name, otherwise: ':?', text: '' });
    }
    for (const [, { environment }] of services) {
      for (const [name, text] of Object.entries(environment)) {
        if (/(PASSWORD|AUTH)$/.test(name)) expect(text).toMatch(/^\$\{\w+:\?[^}]*\}$/);
        if (name.endsWith('_URL') && String(text).includes('@')) expect(text).toMatch(/:\$\{\w+:\?[^}]*\}@/);
      }
    }
  });
});
