import { Controller, Get, Header, Inject, Module, Res } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { metrics } from './metrics.js';
import { Allows } from './rights.js';

/** One thing a process cannot work without. */
export interface HealthCheck {
  name: string;
  /** Resolves with a word on how it is (`degraded: …` included); rejects when it is unusable. */
  check: () => Promise<string>;
}
const CHECKS = Symbol('CHECKS');

@ApiExcludeController()
@Controller()
class OperationsController {
  constructor(@Inject(CHECKS) private readonly checks: readonly HealthCheck[]) {}

  /** The process answers. */
  @Get('health')
  @Allows('read', 'health')
  live(): { status: string } {
    return { status: 'ok' };
  }

  /** Everything the process needs answers; 503 otherwise, naming what does not. */
  @Get('ready')
  @Allows('read', 'health')
  async ready(
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ status: string; checks: Record<string, string> }> {
    const results = await Promise.all(
      this.checks.map(async ({ name, check }) => {
        try {
          return { name, ok: true, said: await check() };
        } catch (error) {
          return { name, ok: false, said: `unusable: ${error instanceof Error ? error.message : String(error)}` };
        }
      }),
    );
    const ok = results.every((result) => result.ok);
    if (!ok) void reply.status(503);
    return {
      status: ok ? 'ready' : 'not-ready',
      checks: Object.fromEntries(results.map(({ name, said }) => [name, said])),
    };
  }

  @Get('metrics')
  @Allows('read', 'metrics')
  @Header('content-type', metrics.contentType)
  async metrics(): Promise<string> {
    return metrics.metrics();
  }
}

/** `/health`, `/ready` and `/metrics`; each process imports it once. */
@Module({})
export class OperationsModule {
  /** @param inject what `checks` is called with */
  static forRoot(inject: unknown[], checks: (...parts: never[]) => HealthCheck[]): DynamicModule {
    return {
      module: OperationsModule,
      controllers: [OperationsController],
      providers: [{ provide: CHECKS, inject: inject as never[], useFactory: checks as never }],
    };
  }
}
