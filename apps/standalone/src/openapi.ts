/**
 * npm run openapi [-- FILE]
 *
 * Writes the OpenAPI document of everything the standalone service answers, to FILE or to the terminal. Nothing is
 * started: Nest reads the routes' declarations and makes none of their parts.
 */
import { writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadEnv } from '#config';
import { openApiOf } from '#http';
import { fail, ProcessModule } from '#platform';
import { STANDALONE } from './standalone.js';

async function main(file: string | undefined): Promise<void> {
  const module = ProcessModule.of(loadEnv({}), STANDALONE.features, STANDALONE.engine);
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    preview: true,
    abortOnError: false,
    logger: ['error'],
  });
  const json = `${JSON.stringify(await openApiOf(app), null, 2)}\n`;
  if (file === undefined) process.stdout.write(json);
  else await writeFile(file, json);
}

main(process.argv[2]).then(() => process.exit(0), fail);
