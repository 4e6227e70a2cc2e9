import { timingSafeEqual } from 'node:crypto';
import { applyDecorators, createParamDecorator, SetMetadata } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { ANONYMOUS, isMember, may } from '#access';
import type { Action, Member, Principal, Subject } from '#access';
import { DomainError } from '#matching';
import { ApiBearerAuth, ApiCookieAuth, ApiExtension } from './documented.js';
import type { Doorkeeper } from './doorkeeper.js';
import { GivesProblem } from './openapi.js';

export const SESSION_COOKIE = 'duijie_session';
export const CSRF_HEADER = 'x-csrf-token';
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

const RIGHT = 'duijie:right';
interface Right {
  action: Action;
  subject: Subject;
  /** The caller is not asked who they are: for routes by which people come in. */
  asAnyone: boolean;
}

const callers = new WeakMap<FastifyRequest, Principal>();
const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();

/**
 * Declares what a route does to what; the policy in `libs/access` says who may. Every route needs one. Where the right
 * depends on whose a thing is, the route asks again once it knows the thing.
 */
export function Allows(action: Action, subject: Subject, { asAnyone = false } = {}): MethodDecorator {
  const right: Right = { action, subject, asAnyone };
  const declared = [SetMetadata(RIGHT, right), ApiExtension('x-right', `${action}:${subject}`)];
  if (asAnyone || may(ANONYMOUS, action, subject)) return applyDecorators(...declared);
  return applyDecorators(
    ...declared,
    ApiCookieAuth('session'),
    ApiBearerAuth('api-key'),
    GivesProblem(401, 'not signed in'),
    GivesProblem(403, 'not within the caller’s rights'),
  );
}

/** Who makes the request, for handlers. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): Principal =>
  callerOf(requestOf(context)),
);
export const callerOf = (request: FastifyRequest): Principal => callers.get(request) ?? ANONYMOUS;

/** The caller, where the route's right is one only accounts have. @throws DomainError `signed-out` */
export function memberOf(principal: Principal): Member {
  if (!isMember(principal)) throw new DomainError('signed-out');
  return principal;
}

/** Lets a request reach its handler only with the right that the route declares. */
export class RightsGuard implements CanActivate {
  constructor(private readonly doorkeeper: Doorkeeper) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = requestOf(context);
    const right = Reflect.getMetadata(RIGHT, context.getHandler()) as Right | undefined;
    if (!right) throw new DomainError('forbidden', { right: 'undeclared' });
    const { action, subject, asAnyone } = right;
    if (asAnyone) return true;
    const { principal, csrfToken } = await this.doorkeeper.admit({
      sessionToken: request.cookies[SESSION_COOKIE] ?? null,
      authorization: request.headers.authorization ?? null,
    });
    if (csrfToken !== null && !SAFE_METHODS.has(request.method) && !repeats(request.headers[CSRF_HEADER], csrfToken)) {
      throw new DomainError('csrf');
    }
    if (!may(principal, action, subject)) {
      throw principal.role === 'anonymous'
        ? new DomainError('signed-out')
        : new DomainError('forbidden', { right: `${action}:${subject}` });
    }
    callers.set(request, principal);
    return true;
  }
}

function repeats(given: string | string[] | undefined, expected: string): boolean {
  if (typeof given !== 'string' || given.length !== expected.length) return false;
  return timingSafeEqual(Buffer.from(given.padEnd(expected.length)), Buffer.from(expected));
}

/** @throws Error naming every route that does not declare who may use it */
export function requireDeclaredRights(app: NestFastifyApplication): void {
  const scanner = new MetadataScanner();
  const silent = [...app.get(ModulesContainer).values()].flatMap(({ controllers }) =>
    [...controllers.values()].flatMap(({ metatype }) => {
      const prototype = (metatype as { prototype: Record<string, object> }).prototype;
      const isSilentRoute = (name: string): boolean => {
        const handler = prototype[name];
        return handler !== undefined && Reflect.hasMetadata('path', handler) && !Reflect.hasMetadata(RIGHT, handler);
      };
      return scanner
        .getAllMethodNames(prototype)
        .filter(isSilentRoute)
        .map((name) => `${(metatype as { name: string }).name}.${name}`);
    }),
  );
  if (silent.length === 0) return;
  const routes = [...new Set(silent)].sort().join(', ');
  throw new Error(
    `这些接口没有声明权限，服务拒绝启动：${routes}。请用 @Allows(操作, 对象) 声明。\n` +
      `These routes declare no right, so the service does not start: ${routes}. Declare it with @Allows(action, subject).`,
  );
}
