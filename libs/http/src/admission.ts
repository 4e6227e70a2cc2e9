import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Counter, Gauge } from 'prom-client';
import { DomainError } from '#matching';
import { Lane } from './lane.js';
import type { LaneLimits } from './lane.js';

export const LANES = ['light', 'heavy', 'upload', 'events'] as const;
/** Sorts of requests that do not take each other's places: reads; changes and whatever computes; files; streams of events. */
export type LaneName = (typeof LANES)[number];

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Other than by its method: reads are light, all else is heavy. `none`: never refused, for those who look after the process. */
    lane?: LaneName | 'none';
  }
}

/** A browser's page waits for events at one of these. */
const LISTENERS = 100;
/** Bodies of up to 1 MiB wait with what is heavy, and nothing waits with what is light. */
const WAITING = { light: 1000, heavy: 200, upload: 20 } as const;
/** A handler that has not ended so long after its caller went away gives its place back all the same. */
const ABANDONED_MS = 60_000;

/**
 * What one process does at once, from the connections it has to PostgreSQL. Reads keep half of them busy while one waits
 * for the other's answer; changes never hold more than half, so reads go on however many changes come.
 */
function limitsOf({ pool, patienceMs }: AdmissionOptions): Record<LaneName, LaneLimits> {
  return {
    light: { atOnce: 2 * pool, waiting: WAITING.light, patienceMs },
    heavy: { atOnce: Math.ceil(pool / 2), waiting: WAITING.heavy, patienceMs },
    upload: { atOnce: pool, waiting: WAITING.upload, patienceMs },
    events: { atOnce: LISTENERS, waiting: 0, patienceMs },
  };
}

const refused = new Counter({
  name: 'duijie_http_overloaded_total',
  help: 'Requests refused because too many others were being worked on, by lane',
  labelNames: ['lane'],
});
for (const lane of LANES) refused.inc({ lane }, 0);
let told: Readonly<Record<LaneName, Lane>> | undefined;
new Gauge({
  name: 'duijie_http_waiting',
  help: 'Requests that wait for their turn, by lane',
  labelNames: ['lane'],
  collect() {
    for (const lane of LANES) this.set({ lane }, told?.[lane].waiting ?? 0);
  },
});

export interface AdmissionOptions {
  /** Connections to PostgreSQL. */
  pool: number;
  /** How long a request waits for its turn. */
  patienceMs: number;
}

/**
 * Lets only so many requests be worked on at once, and refuses with 503 and `Retry-After` what would wait too long: the
 * rest is answered as fast as ever, and nothing piles up. Callers, told apart by their addresses, take turns. A place is held from when the body is there, so that who sends
 * slowly holds none, until the answer is made; a stream of events holds its until the end.
 */
export function admit(fastify: FastifyInstance, options: AdmissionOptions): void {
  const limits = limitsOf(options);
  const lanes = Object.fromEntries(LANES.map((name) => [name, new Lane(limits[name])])) as Record<LaneName, Lane>;
  told = lanes;
  const leaves = new WeakMap<FastifyRequest, () => void>();
  const overloaded = (lane: LaneName): DomainError => {
    refused.inc({ lane });
    return new DomainError('overloaded', { seconds: Math.max(1, Math.round(options.patienceMs / 1000)) });
  };

  // Before the body is read.
  fastify.addHook('onRequest', (request, _reply, done) => {
    const name = laneOf(request);
    done(name !== 'none' && lanes[name].isFullFor(request.ip) ? overloaded(name) : undefined);
  });
  fastify.addHook('preValidation', (request, reply, done) => {
    const name = laneOf(request);
    if (name === 'none') return done();
    const lane = lanes[name];
    void lane.enter(request.ip).then((may) => {
      if (!may) return done(overloaded(name));
      let held = true;
      const leave = (): void => {
        if (held) lane.leave();
        held = false;
      };
      leaves.set(request, leave);
      if (reply.raw.destroyed) {
        leave();
        return done(overloaded(name));
      }
      reply.raw.once('close', () => {
        if (name === 'events') leave();
        else if (held) setTimeout(leave, ABANDONED_MS).unref();
      });
      done();
    });
  });
  fastify.addHook('onSend', (request, _reply, payload, done) => {
    leaves.get(request)?.();
    done(null, payload);
  });
}

const READS = new Set(['GET', 'HEAD']);

export const laneOf = ({ method, routeOptions }: FastifyRequest): LaneName | 'none' =>
  routeOptions.config.lane ?? (READS.has(method) ? 'light' : 'heavy');
