import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Logger, Module } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { projectRoot } from '#engine';

/** What `npm run build` makes of apps/console. */
export const consoleFolder = (): string => join(projectRoot(), 'dist', 'console');

/** Addresses that are never a page: an unknown one below them is answered as the API answers. */
const NOT_A_PAGE = /^\/(api|intake|assets|health|ready|metrics)(\/|$)/;
const YEAR_SECONDS = 31_536_000;

const PAGE_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
} as const;

/** Serves the console: its files, and its page for every address a person can open in it. */
@Module({})
export class ConsoleModule implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    const root = consoleFolder();
    if (!existsSync(join(root, 'index.html'))) {
      new Logger('console').warn(`not built: ${root} is missing; npm run build makes it`);
      return;
    }
    // Not awaited: Fastify would start here, before Nest has told it how errors leave.
    void this.host.httpAdapter.getInstance().register((fastify) => serve(fastify, root));
  }
}

async function serve(fastify: FastifyInstance, root: string): Promise<void> {
  // Loaded here and not at the top, because Jest before Node 24.9 cannot load it.
  const { default: fastifyStatic } = await import('@fastify/static');
  await fastify.register(fastifyStatic, {
    root,
    serve: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      for (const [name, value] of Object.entries(PAGE_HEADERS)) void reply.header(name, value);
      // The names of assets hold a hash of what is in them.
      const lasting = /[\\/]assets[\\/]/.test(path);
      void reply.header('cache-control', lasting ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
    },
  });
  fastify.get<{ Params: { name: string } }>('/assets/:name', ({ params: { name } }, reply) =>
    /^[\w.-]+$/.test(name) ? reply.sendFile(`assets/${name}`) : reply.callNotFound(),
  );
  fastify.get('/favicon.svg', (_request, reply) => reply.sendFile('favicon.svg'));
  fastify.get('/*', ({ url, headers }, reply) => {
    const isNavigation = (headers.accept ?? '').includes('text/html');
    if (!isNavigation || NOT_A_PAGE.test(url.replace(/\?.*$/, ''))) return reply.callNotFound();
    return reply.sendFile('index.html');
  });
}
