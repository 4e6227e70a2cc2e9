import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isMember } from '#access';
import { callerOf } from '#http';
import { contentHash, DomainError } from '#matching';
import type { Idempotency } from '#storage';

const LONGEST_KEY = 200;

/** A key is its sender's own: another's request with the same key is another request. */
function senderOf(request: FastifyRequest): string {
  const caller = callerOf(request);
  return isMember(caller) ? caller.accountId : caller.role;
}

/** The request's `Idempotency-Key` with what it was sent for, or undefined. @throws DomainError for an unusable key */
export const IdempotencyKey = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Idempotency | undefined => {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = request.headers['idempotency-key'];
    if (key === undefined) return undefined;
    if (typeof key !== 'string' || key.length === 0 || key.length > LONGEST_KEY) {
      const words = { zh: `应为 1 至 ${LONGEST_KEY} 个字符。`, en: `should have 1 to ${LONGEST_KEY} characters.` };
      throw new DomainError('invalid', {}, [{ pointer: '/headers/Idempotency-Key', ...words }]);
    }
    const scope = `${senderOf(request)} ${request.method} ${request.url.split('?')[0]}`;
    return { scope, key, requestHash: contentHash(request.body ?? null) };
  },
);
