import { createReadStream } from 'node:fs';
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

/** Files of swagger-ui-dist that its page needs, and their types. */
const PARTS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
};
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
/** Swagger UI writes styles into its elements. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; frame-ancestors 'none'";

/**
 * Serves the document as `openapi.json` and a page that shows it as `docs`, below both prefixes: behind a proxy, intake is
 * reached below /intake only. The document is made when it is first asked for.
 */
export function serveDocumentation(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  const parts = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  let json: Promise<string> | null = null;
  for (const prefix of ['/api', '/intake']) {
    fastify.get(`${prefix}/openapi.json`, async (_request, reply) => {
      json ??= openApiOf(app).then((document) => JSON.stringify(document));
      return reply.type('application/json').send(await json);
    });
    fastify.get(`${prefix}/docs`, (_request, reply) =>
      reply.type('text/html').header('content-security-policy', PAGE_POLICY).send(PAGE),
    );
    fastify.get(`${prefix}/docs/begin.js`, (_request, reply) => reply.type('text/javascript').send(BEGIN));
    for (const [name, type] of Object.entries(PARTS)) {
      fastify.get(`${prefix}/docs/${name}`, (_request, reply) =>
        reply.type(type).send(createReadStream(join(parts, name))),
      );
    }
  }
}
