import type { AddressInfo, Server } from 'node:net';
import fastifyCookie from '@fastify/cookie';
import fastifyMultipart from '@fastify/multipart';
import fastifyRateLimit from '@fastify/rate-limit';
import { Logger } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Env } from '#config';
import { DomainError } from '#matching';
import { StructuredLogger } from '#telemetry';
import { admit } from './admission.js';
import { serveDocumentation } from './documentation.js';
import { Doorkeeper } from './doorkeeper.js';
import { finishRequests } from './finish-requests.js';
import { LONGEST_PARAMETER, ProblemFilter, refuseAddress } from './problem.filter.js';
import { followRequests, requestIdOf } from './request-log.js';
import { requireDeclaredRights, RightsGuard } from './rights.js';
import { isLoopback, refuseOtherSites } from './same-origin.js';
import { readUnreadBodies } from './unread-bodies.js';
import { refuseUnsafeBodies } from './unsafe-json.js';

const JSON_BODY_LIMIT = 1024 * 1024;
/** A bulk file's mapping of headers is the longest. */
const LONGEST_FORM_FIELD = 64 * 1024;

const noSchemas = (): never => {
  throw new TypeError('a route has a schema of Fastify; declare @Takes and a ZodPipe instead');
};

/**
 * A Nest application on Fastify with everything our processes share, not yet listening.
 * @throws Error when a route does not say who may use it
 */
export async function createApp(module: Type | DynamicModule, env: Env): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: JSON_BODY_LIMIT,
    // Once `finishRequests` has seen to the requests.
    forceCloseConnections: true,
    return503OnClosing: false,
    trustProxy: env.TRUST_PROXY ?? false,
    requestIdHeader: false,
    genReqId: requestIdOf,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    frameworkErrors: refuseAddress,
    // Routes check what they take by zod, and none has a schema of Fastify's: its compilers would be 200 files to load.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new StructuredLogger(env.LOG_LEVEL, process.stdout.isTTY !== true),
    abortOnError: false,
  });
  requireDeclaredRights(app);
  app.useGlobalGuards(new RightsGuard(app.get(Doorkeeper)));
  const { server } = adapter.getInstance();
  followRequests(adapter.getInstance(), env.TRUST_PROXY !== undefined);
  finishRequests(adapter.getInstance());
  refuseOtherSites(adapter.getInstance(), () => (server.address() as AddressInfo | null)?.address ?? env.HOST);
  refuseUnsafeBodies(adapter.getInstance());
  readUnreadBodies(adapter.getInstance());
  admit(adapter.getInstance(), { pool: env.DATABASE_POOL, patienceMs: env.REQUEST_WAIT_SECONDS * 1000 });
  await app.register(fastifyCookie);
  await app.register(fastifyRateLimit, {
    global: false,
    errorResponseBuilder: (_request, { ttl }) =>
      new DomainError('too-many-requests', { seconds: Math.ceil(ttl / 1000) }),
  });
  await app.register(fastifyMultipart, {
    limits: { fileSize: env.MAX_UPLOAD_MIB * 1024 * 1024, files: 1, fields: 10, fieldSize: LONGEST_FORM_FIELD },
  });
  app.useGlobalFilters(new ProblemFilter());
  return app;
}

/**
 * Starts listening and returns the address. Beyond loopback only once `mayOpen` says that someone runs the platform;
 * until then on loopback, asking again every second.
 */
export async function listen(app: NestFastifyApplication, env: Env, mayOpen: () => Promise<boolean>): Promise<string> {
  serveDocumentation(app);
  const open = isLoopback(env.HOST) || (await mayOpen());
  const closing = new AbortController();
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onClose', (_instance, done) => {
      closing.abort();
      done();
    });
  try {
    await app.listen(env.PORT, open ? env.HOST : '127.0.0.1');
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'EADDRINUSE') {
      throw new Error(
        `端口 ${env.PORT} 已被占用；请停止占用它的程序，或换一个端口，例如 PORT=${env.PORT + 1} npm start。\n` +
          `Port ${env.PORT} is taken; stop what uses it, or choose another, e.g. PORT=${env.PORT + 1} npm start.`,
        { cause: error },
      );
    }
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EACCES') {
      throw new Error(
        `无法监听 ${env.HOST}:${env.PORT}（${code}）；请检查 HOST 与 PORT。\n` +
          `Cannot listen on ${env.HOST}:${env.PORT} (${code}); check HOST and PORT.`,
        { cause: error },
      );
    }
    throw error;
  }
  if (!open) openLater(app, env, mayOpen, closing.signal);
  return (await app.getUrl()).replace('[::1]', '127.0.0.1');
}

/** Between two looks for the operator whom an open port waits for. */
const LOOK_EVERY_MS = 1000;

/** Moves from loopback to the configured address once there is someone who runs the platform. */
function openLater(app: NestFastifyApplication, env: Env, mayOpen: () => Promise<boolean>, closing: AbortSignal): void {
  const log = new Logger('HTTP');
  log.warn(
    `还没有平台运营账号，暂时只监听 127.0.0.1；创建后将监听 HOST=${env.HOST}。可执行 npm run account -- create --role operator。\n` +
      `There is no operator yet, so only 127.0.0.1 is listened on; HOST=${env.HOST} follows once there is one. ` +
      'npm run account -- create --role operator makes one.',
  );
  const server = app.getHttpServer() as Server;
  const { port } = server.address() as AddressInfo;
  const timer = setInterval(() => {
    void mayOpen().then(
      (may) => {
        if (!may || closing.aborted) return;
        clearInterval(timer);
        // Requests under way are finished on their connections.
        server.close();
        server.once('error', (error) => log.error(`HOST=${env.HOST}: ${error.message}`));
        server.listen(port, env.HOST, () => log.log(`listening on ${env.HOST}:${port}`));
      },
      () => undefined,
    );
  }, LOOK_EVERY_MS);
  closing.addEventListener('abort', () => clearInterval(timer));
}
