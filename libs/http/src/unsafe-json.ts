import type { FastifyInstance } from 'fastify';
import { DomainError } from '#matching';

/** Far above what anything here needs, and far below where recursion over a value ends the stack. */
export const DEEPEST_JSON = 64;
/** An object with one of these of its own throws where it is taken for a text or a number. */
const CONVERSIONS = ['toString', 'valueOf'];

/** Why a value that was read as JSON is not to be worked with, in both languages; null when it may be. */
export function unsafeJson(value: unknown): { zh: string; en: string } | null {
  // Without recursion, which is what deep values exhaust.
  const waiting: [part: unknown, depth: number][] = [[value, 0]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [part, depth] = next;
    if (typeof part !== 'object' || part === null) continue;
    if (depth === DEEPEST_JSON) {
      const most = DEEPEST_JSON;
      return {
        zh: `JSON 嵌套过深，最多 ${most} 层。`,
        en: `the JSON is nested too deep; ${most} levels are the most.`,
      };
    }
    const key = CONVERSIONS.find((name) => Object.hasOwn(part, name));
    if (key) return { zh: `JSON 中不能有名为 ${key} 的字段。`, en: `the JSON must not have a field named ${key}.` };
    for (const inner of Object.values(part)) waiting.push([inner, depth + 1]);
  }
  return null;
}

/** Refuses such bodies before anything walks, compares, hashes or stores them. */
export function refuseUnsafeBodies(fastify: FastifyInstance): void {
  fastify.addHook('preValidation', (request, _reply, done) => {
    const fault = unsafeJson(request.body);
    done(fault ? new DomainError('unsafe-json', fault) : undefined);
  });
}
