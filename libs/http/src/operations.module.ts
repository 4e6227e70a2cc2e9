import { Controller, Get, Header, Inject, Module, Res } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import type { Gauge } from 'prom-client';
import { ApiExcludeController } from './documented.js';
import { checkDegraded, checkOk, gatherFailed, metrics } from './metrics.js';
import { Allows } from './rights.js';

/** One thing a process works with. */
export interface HealthCheck {
  name: string;
  /** What is not needed for all that the process does: without an answer of it, the process is degraded, and ready. */
  isOptional?: true;
  /** Resolves with a word on how it is (`degraded: …` included); rejects when it is unusable. */
  check: () => Promise<string>;
}

/** Fills gauges when the metrics are asked for. */
export interface Gatherer {
  part: string;
  /** Gauges that are better empty than old. */
  clears: readonly Gauge[];
  gather: () => Promise<void>;
}

/** What a process tells of itself. */
export interface Operations {
  checks: readonly HealthCheck[];
  gatherers: readonly Gatherer[];
}
const OPERATIONS = Symbol('OPERATIONS');

/** Whoever looks after the process hears of it however many requests there are. */
const ALWAYS = { lane: 'none' } as const;

interface Checked {
  name: string;
  ok: boolean;
  said: string;
}

/** What has not answered by then is as good as away: a probe must not hang with what it probes. */
const PATIENCE_MS = 2000;

@ApiExcludeController()
@Controller()
class OperationsController {
  private checking: Promise<Checked[]> | null = null;

  constructor(@Inject(OPERATIONS) private readonly operations: Operations) {}

  /** The process answers. */
  @Get('health')
  @RouteConfig(ALWAYS)
  @Allows('read', 'health')
  live(): { status: string } {
    return { status: 'ok' };
  }

  /** Everything the process needs answers; 503 otherwise, naming what does not. */
  @Get('ready')
  @RouteConfig(ALWAYS)
  @Allows('read', 'health')
  async ready(
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ status: string; checks: Record<string, string> }> {
    const results = await this.check();
    const ok = results.every((result) => result.ok);
    if (!ok) void reply.status(503);
    return {
      status: ok ? 'ready' : 'not-ready',
      checks: Object.fromEntries(results.map(({ name, said }) => [name, said])),
    };
  }

  /** Answers whatever is away: that is when someone looks. */
  @Get('metrics')
  @RouteConfig(ALWAYS)
  @Allows('read', 'metrics')
  @Header('content-type', metrics.contentType)
  async metrics(): Promise<string> {
    // The checks last: they ask PostgreSQL, and the first part tells how many statements wait for it.
    const gathering = this.operations.gatherers.map(gatherOne);
    const [results] = await Promise.all([this.check(), ...gathering]);
    for (const { name, ok, said } of results) {
      checkOk.set({ check: name }, Number(ok));
      checkDegraded.set({ check: name }, Number(said.startsWith('degraded')));
    }
    return metrics.metrics();
  }

  /** Whoever asks while it is being looked at hears the same. */
  private check(): Promise<Checked[]> {
    this.checking ??= this.checkAll().finally(() => (this.checking = null));
    return this.checking;
  }

  private checkAll(): Promise<Checked[]> {
    return Promise.all(
      this.operations.checks.map(async ({ name, isOptional = false, check }) => {
        try {
          return { name, ok: true, said: await withPatience(check()) };
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          return { name, ok: isOptional, said: `${isOptional ? 'degraded' : 'unusable'}: ${reason}` };
        }
      }),
    );
  }
}

async function gatherOne({ part, clears, gather }: Gatherer): Promise<void> {
  try {
    await withPatience(gather());
    gatherFailed.set({ part }, 0);
  } catch {
    for (const gauge of clears) gauge.reset();
    gatherFailed.set({ part }, 1);
  }
}

async function withPatience<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
  });
  // What answers too late is no unhandled failure.
  answer.catch(() => undefined);
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** `/health`, `/ready` and `/metrics`; each process imports it once. */
@Module({})
export class OperationsModule {
  /** @param inject what `tell` is called with */
  static forRoot(inject: unknown[], tell: (...parts: never[]) => Operations): DynamicModule {
    return {
      module: OperationsModule,
      controllers: [OperationsController],
      providers: [{ provide: OPERATIONS, inject: inject as never[], useFactory: tell as never }],
    };
  }
}
