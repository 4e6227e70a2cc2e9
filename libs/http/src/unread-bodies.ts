import type { FastifyInstance } from 'fastify';

/**
 * Reads on, and throws away, what was sent of a form that was answered before its end. Nobody else would: its reader
 * waits for someone to take the file, and the next request on that connection would never be heard.
 */
export function readUnreadBodies(fastify: FastifyInstance): void {
  fastify.addHook('onResponse', ({ raw }, _reply, done) => {
    if (!raw.complete) {
      raw.unpipe();
      raw.resume();
    }
    done();
  });
}
