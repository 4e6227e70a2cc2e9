import fastifyMultipart from '@fastify/multipart';
import { ConsoleLogger, Logger } from '@nestjs/common';
import type { DynamicModule, LogLevel, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Env } from '#config';
import { httpSeconds } from './metrics.js';
import { ProblemFilter } from './problem.filter.js';
import { isLoopback, refuseOtherSites } from './same-origin.js';

const JSON_BODY_LIMIT = 1024 * 1024;
const LEVELS: LogLevel[] = ['fatal', 'error', 'warn', 'log', 'debug'];

/** What Nest says of its own wiring: of use when debugging, in the way otherwise. */
const WIRING = ['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication'];

const THROWERS = ['ExceptionHandler', 'NestApplication'];

class QuietLogger extends ConsoleLogger {
  override log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (typeof context === 'string' && WIRING.includes(context)) this.debug(message, ...rest);
    else super.log(message, ...rest);
  }

  override error(message: unknown, ...rest: unknown[]): void {
    // What stops a start is thrown as well, and said once by whoever started it.
    if (!THROWERS.includes(String(rest.at(-1)))) super.error(message, ...rest);
  }
}

/** A Nest application on Fastify with everything our processes share, not yet listening. */
export async function createApp(module: Type | DynamicModule, env: Env): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({ bodyLimit: JSON_BODY_LIMIT, forceCloseConnections: true });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new QuietLogger({
      logLevels: LEVELS.slice(0, LEVELS.indexOf(env.LOG_LEVEL) + 1),
      json: process.stdout.isTTY !== true,
      prefix: 'duijie',
    }),
    abortOnError: false,
  });
  refuseOtherSites(adapter.getInstance(), env.HOST);
  await app.register(fastifyMultipart, {
    limits: { fileSize: env.MAX_UPLOAD_MIB * 1024 * 1024, files: 1, fields: 10, fieldSize: 1024 },
  });
  app.useGlobalFilters(new ProblemFilter());
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onResponse', (request, reply, done) => {
      const labels = { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode };
      httpSeconds.observe(labels, reply.elapsedTime / 1000);
      done();
    });
  return app;
}

/** The OpenAPI 3.1 document of everything the application serves. */
export function openApiOf(app: NestFastifyApplication, version: string): OpenAPIObject {
  const description =
    '企业技术需求与科技成果的对接引擎：intake 收录需求与成果，api 给出带依据的推荐配对。\n\n' +
    'Pairs technology needs with achievements: intake takes records, api gives explained pairings.';
  const config = new DocumentBuilder()
    .setTitle('Duijie 对接')
    .setDescription(description)
    .setVersion(version)
    .setOpenAPIVersion('3.1.0')
    .build();
  return SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
}

/** Starts listening and returns the address; says so when others than this machine can reach it. */
export async function listen(app: NestFastifyApplication, env: Env): Promise<string> {
  // Under both prefixes: behind a proxy, intake is reached below /intake only.
  for (const prefix of ['api', 'intake']) {
    SwaggerModule.setup(`${prefix}/docs`, app, () => openApiOf(app, process.env['npm_package_version'] ?? '0'), {
      jsonDocumentUrl: `${prefix}/openapi.json`,
    });
  }
  try {
    await app.listen(env.PORT, env.HOST);
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
  if (!isLoopback(env.HOST)) {
    new Logger('HTTP').warn(
      `listening on ${env.HOST}: there are no accounts yet, so whoever reaches this port may read and change everything`,
    );
  }
  return (await app.getUrl()).replace('[::1]', '127.0.0.1');
}
