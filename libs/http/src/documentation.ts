import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { swaggerOfAll } from './documented.js';
import { SESSION_COOKIE } from './rights.js';

const SESSION_WORDS =
  'POST /api/v1/session sets it. Unsafe requests repeat the csrfToken of the session in the header x-csrf-token.';
const KEY_WORDS = 'A key of POST /api/v1/api-keys: dj_…, with scopes read and write, until it expires.';

/** The OpenAPI 3.1 document of everything the application serves. */
export async function openApiOf(app: NestFastifyApplication): Promise<OpenAPIObject> {
  const { DocumentBuilder, SwaggerModule } = await swaggerOfAll();
  const description =
    '企业技术需求与科技成果的对接引擎：intake 收录需求与成果，api 给出带依据的推荐配对。\n\n' +
    'Pairs technology needs with achievements: intake takes records, api gives explained pairings.';
  const config = new DocumentBuilder()
    .setTitle('Duijie 对接')
    .setDescription(description)
    .setVersion(process.env['npm_package_version'] ?? '0')
    .setOpenAPIVersion('3.1.0')
    .addCookieAuth(SESSION_COOKIE, { type: 'apiKey', in: 'cookie', description: SESSION_WORDS }, 'session')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: KEY_WORDS }, 'api-key')
    .build();
  return SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
}

const BEGIN = `SwaggerUIBundle({ url: 'openapi.json', dom_id: '#swagger-ui', deepLinking: true });\n`;
const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <link rel="icon" href="data:,">
    <title>Duijie 对接 · OpenAPI</title>
    <link rel="stylesheet" href="docs/swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/begin.js"></script>
  </body>
</html>
`;
const HEADERS = {
  // Swagger UI writes styles into its elements.
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
};

/**
 * Serves the document as `openapi.json` and a page that shows it as `docs`, below both prefixes: behind a proxy, intake is
 * reached below /intake only. Each is made or read when it is first asked for, and kept.
 */
export function serveDocumentation(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  const parts = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const served: Readonly<Record<string, { type: string; make: () => Promise<string | Buffer> }>> = {
    'openapi.json': { type: 'application/json', make: async () => JSON.stringify(await openApiOf(app)) },
    docs: { type: 'text/html', make: () => Promise.resolve(PAGE) },
    'docs/begin.js': { type: 'text/javascript', make: () => Promise.resolve(BEGIN) },
    'docs/swagger-ui.css': { type: 'text/css', make: () => readFile(join(parts, 'swagger-ui.css')) },
    'docs/swagger-ui-bundle.js': { type: 'text/javascript', make: () => readFile(join(parts, 'swagger-ui-bundle.js')) },
  };
  for (const [name, { type, make }] of Object.entries(served)) {
    let made: Promise<string | Buffer> | null = null;
    const body = (): Promise<string | Buffer> =>
      (made ??= make().catch((error: unknown) => {
        made = null;
        throw error;
      }));
    for (const prefix of ['/api', '/intake']) {
      fastify.get(`${prefix}/${name}`, async (_request, reply) =>
        reply
          .type(type)
          .headers(HEADERS)
          .send(await body()),
      );
    }
  }
  for (const prefix of ['/api', '/intake']) {
    fastify.get(`${prefix}/docs/`, (_request, reply) => reply.redirect(`${prefix}/docs`));
  }
}
