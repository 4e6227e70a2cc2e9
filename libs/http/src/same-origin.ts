import type { FastifyInstance } from 'fastify';
import { DomainError } from '#matching';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;
export const isLoopback = (host: string): boolean => LOOPBACK.test(host === '::1' ? '[::1]' : host);

/** The foreign name or page a request comes by, or null when it comes straight to this service. */
export function otherSite(
  listensOn: string,
  { host = '', origin }: { host?: string | undefined; origin?: string | undefined },
): string | null {
  if (isLoopback(listensOn) && !isLoopback(host)) return host;
  if (origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)) return null;
  return origin;
}

/**
 * Any page open in a browser can send requests with the cookies of whoever is signed in there. So one that a page of
 * another site makes is refused, and a service that listens on loopback answers to loopback names only (a foreign name
 * that resolves here is DNS rebinding).
 */
export function refuseOtherSites(fastify: FastifyInstance, listensOn: () => string): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const other = otherSite(listensOn(), request.headers);
    done(other === null ? undefined : new DomainError('other-site', { host: other }));
  });
}
