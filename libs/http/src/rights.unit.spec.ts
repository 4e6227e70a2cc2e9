/**
 * 1 An application with a route that declares no right is refused, in both languages, naming the route.
 * 2 One whose routes all declare theirs is not, and the declaration is in the OpenAPI document.
 * 3 The guard lets through what the policy grants, asks for the token of a cookie, and refuses a route without a right.
 */
import { Controller, Get, Module, Post } from '@nestjs/common';
import type { ExecutionContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { expect, it } from '@jest/globals';
import { ANONYMOUS } from '#access';
import type { Principal } from '#access';
import type { Doorkeeper } from './doorkeeper.js';
import { Allows, requireDeclaredRights, RightsGuard } from './rights.js';

@Controller('silent')
class SilentController {
  @Get()
  @Allows('read', 'published')
  declared(): string {
    return '';
  }

  @Post()
  forgotten(): string {
    return '';
  }
}

@Controller('declared')
class DeclaredController {
  @Get()
  @Allows('read', 'published')
  look(): string {
    return '';
  }

  @Post()
  @Allows('create', 'need')
  post(): string {
    return '';
  }
}

async function appOf(controller: Type): Promise<NestFastifyApplication> {
  @Module({ controllers: [controller] })
  class OneModule {}
  return NestFactory.create<NestFastifyApplication>(OneModule, new FastifyAdapter(), { logger: false });
}

it('1 a route that declares nothing', async () => {
  const app = await appOf(SilentController);
  const refused = () => requireDeclaredRights(app);
  expect(refused).toThrow(/没有声明权限.*SilentController\.forgotten/);
  expect(refused).toThrow(/declare no right.*SilentController\.forgotten/);
  expect(refused).not.toThrow(/declared,|\.declared\b/);
  await app.close();
});

it('2 routes that all declare theirs', async () => {
  const app = await appOf(DeclaredController);
  expect(() => requireDeclaredRights(app)).not.toThrow();
  await app.close();
});

const enterprise: Principal = { role: 'enterprise', accountId: 'a', organizationId: 'o', by: 'session' };
const calling = (handler: object, method: string, headers: Record<string, string> = {}): ExecutionContext => {
  const request = { method, headers, cookies: {} };
  return { getHandler: () => handler, switchToHttp: () => ({ getRequest: () => request }) } as never;
};

/** What the guard is asked about: the methods as objects that carry the declaration. */
const declared = DeclaredController.prototype as unknown as Record<'look' | 'post', object>;
const { look, post } = declared;
const { forgotten } = SilentController.prototype as unknown as Record<'forgotten', object>;
const handlers = { look, post, forgotten };

it.each([
  ['public', ANONYMOUS, null, handlers.look, 'GET', {}, true],
  ['not signed in', ANONYMOUS, null, handlers.post, 'POST', {}, 'signed-out'],
  ['without the token', enterprise, 'token', handlers.post, 'POST', {}, 'csrf'],
  ['with another token', enterprise, 'token', handlers.post, 'POST', { 'x-csrf-token': 'tokeN' }, 'csrf'],
  ['with the token', enterprise, 'token', handlers.post, 'POST', { 'x-csrf-token': 'token' }, true],
  ['not in the role', { ...enterprise, role: 'auditor' }, null, handlers.post, 'POST', {}, 'forbidden'],
  ['undeclared', enterprise, null, handlers.forgotten, 'POST', {}, 'forbidden'],
] as const)('3 %s', async (_what, principal, csrfToken, handler, method, headers, expected) => {
  const doorkeeper: Doorkeeper = { admit: () => Promise.resolve({ principal, csrfToken }) };
  const answer = await new RightsGuard(doorkeeper)
    .canActivate(calling(handler, method, headers))
    .catch((error: { code: string }) => error.code);
  expect(answer).toBe(expected);
});
