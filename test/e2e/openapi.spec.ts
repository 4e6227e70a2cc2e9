/**
 * What the built service says about itself.
 *
 * 1 the document is OpenAPI 3.1 and holds every /api/v1 and /intake/v1 route that the apps declare, and no other
 * 2 its references resolve, every success has a schema or says why not, and operation ids are unique
 * 3 /metrics has the process's and the requests' numbers under duijie_
 * 4 /health and /ready answer; the documentation page is served
 * 5 the client of apps/console is the one this document gives (npm run client writes it)
 */
import 'reflect-metadata';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RequestMethod } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiModule } from '../../apps/api/src/api.module.js';
import { IntakeModule } from '../../apps/intake/src/intake.module.js';
import { BuiltService, ROOT } from '../support/built-service.js';
import { makeTempDir, removeTempDir } from '../support/temp-dir.js';

interface Response_ {
  description: string;
  content?: Record<string, { schema?: object }>;
}
interface Operation {
  operationId: string;
  parameters?: { name: string; in: string }[];
  responses: Record<string, Response_>;
}
interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
}

let service: BuiltService;
let document: OpenApi;
beforeAll(async () => {
  service = await BuiltService.start();
  document = (await service.get<OpenApi>('/api/openapi.json')).body;
});
afterAll(() => service?.dispose());

/** What the decorators of the modules' controllers declare, as `GET /api/v1/needs/{id}`. */
function declaredRoutes(module: object): string[] {
  const controllers = Reflect.getMetadata('controllers', module) as { prototype: Record<string, object> }[];
  return controllers.flatMap((controller) => {
    const base = Reflect.getMetadata('path', controller) as string;
    return Object.getOwnPropertyNames(controller.prototype).flatMap((name) => {
      const handler = name === 'constructor' ? undefined : controller.prototype[name];
      const path = handler && (Reflect.getMetadata('path', handler) as string | undefined);
      if (!handler || path === undefined) return [];
      const method = RequestMethod[Reflect.getMetadata('method', handler) as number];
      const address = `/${[base, path].filter((part) => part !== '/').join('/')}`;
      return [`${method} ${address.replaceAll(/:(\w+)/g, '{$1}')}`];
    });
  });
}

const operations = (): [string, Operation][] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );

describe('the OpenAPI document', () => {
  it('1 holds every route', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const declared = [ApiModule, IntakeModule].flatMap(declaredRoutes);
    expect(declared).toContain('GET /api/v1/needs/{id}/pairings');
    expect(declared).toContain('POST /intake/v1/imports');
    expect(
      operations()
        .map(([route]) => route)
        .sort(),
    ).toEqual(declared.sort());
  });

  it('2 references resolve', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, reference = '']) => reference,
    );
    const broken = references.filter((reference) => {
      const steps = reference.split('/').slice(1);
      const found = steps.reduce<unknown>(
        (place, step) => (place as Record<string, unknown> | undefined)?.[step],
        document,
      );
      return !reference.startsWith('#/') || found === undefined;
    });
    expect(broken).toEqual([]);
  });

  it('2 every operation says what it gives and takes', () => {
    /** No content, and on to another address. */
    const EMPTY = ['204', '303'];
    /** A stream of events, a file as it was sent, and files that are made. */
    const NO_JSON = [
      'GET /api/v1/cases/{id}/files/{fileId}',
      ...['cases', 'pairings', 'reviews'].map((what) => `GET /api/v1/exports/${what}`),
      'GET /api/v1/records/{id}/progress/events',
      ...['achievements', 'experts', 'facilities', 'needs', 'services'].map((what) => `GET /intake/v1/exports/${what}`),
      'GET /intake/v1/imports/template',
      'GET /intake/v1/imports/{id}/annotated',
    ];
    const silent = operations().filter(([, { responses }]) =>
      Object.entries(responses).some(([status, { content = {} }]) => {
        if (EMPTY.includes(status)) return false;
        const type = Number(status) < 400 ? 'application/json' : 'application/problem+json';
        return content[type]?.schema === undefined;
      }),
    );
    expect(silent.map(([route]) => route).sort()).toEqual(NO_JSON);
    for (const [route, { parameters = [] }] of operations()) {
      const named = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `{${name}}`);
      expect([route, named]).toEqual([route, route.match(/\{\w+\}/g) ?? []]);
    }
  });

  it('2 operation ids are unique', () => {
    const ids = operations().map(([, { operationId }]) => operationId);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });
});

describe('the client', () => {
  it('5 is the one this document gives', async () => {
    const folder = await makeTempDir();
    try {
      const [given, made] = [join(folder, 'openapi.json'), join(folder, 'schema.d.ts')];
      await writeFile(given, JSON.stringify(document));
      // In a process of its own, with the very command line of `npm run client`.
      const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
        scripts: { client: string };
      };
      const options = /--default\S+/.exec(scripts.client) ?? [];
      const generator = join(ROOT, 'node_modules', 'openapi-typescript', 'bin', 'cli.js');
      await promisify(execFile)(process.execPath, [generator, given, ...options, '-o', made]);
      const fresh = await readFile(made, 'utf8');
      for (const place of ['apps/console/src/api', 'clients/typescript/src']) {
        const kept = await readFile(join(ROOT, place, 'schema.d.ts'), 'utf8');
        // Compared by lines, for a short message: after a change of a route, run `npm run client`.
        const lines = new Set(kept.split('\n'));
        expect([place, fresh.split('\n').filter((line) => !lines.has(line))]).toEqual([place, []]);
        expect(fresh === kept).toBe(true);
      }
    } finally {
      await removeTempDir(folder);
    }
  });
});

describe('operations', () => {
  it('3 metrics', async () => {
    await service.get('/api/v1/needs?limit=1');
    const { headers, body } = await service.get<string>('/metrics');
    expect(headers.get('content-type')).toContain('text/plain');
    expect(body).toMatch(
      /^duijie_http_request_seconds_count\{method="GET",route="\/api\/v1\/needs",status="200"\} 1$/m,
    );
    expect(body).toMatch(/^duijie_process_resident_memory_bytes \d+$/m);
    const names = [...body.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
    expect(names.filter((name) => !name.startsWith('duijie_'))).toEqual([]);
    // Jobs by name, as the statistics route promises.
    expect(names.filter((name) => name.includes('job'))).not.toEqual([]);
  });

  it('4 health, readiness, documentation', async () => {
    expect((await service.get('/health')).body).toEqual({ status: 'ok' });
    const ready = await service.get('/ready');
    expect(ready.body).toEqual({ status: 'ready', checks: { database: 'ok', queue: 'ok', index: 'ok', model: 'ok' } });
    for (const prefix of ['/api', '/intake']) {
      const docs = await service.get<string>(`${prefix}/docs`);
      const parts = [...docs.body.matchAll(/(?:src|href)="(docs\/[^"]+)"/g)].map(([, part = '']) => part);
      expect([docs.status, parts.length]).toEqual([200, 3]);
      for (const part of [...parts, 'openapi.json']) expect((await service.get(`${prefix}/${part}`)).status).toBe(200);
    }
  });
});
