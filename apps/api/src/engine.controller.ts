import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Engines, EngineVersions, ShadowRun } from '#engine';
import type { KnownVersion } from '#engine';
import type { Principal } from '#access';
import { Allows, ApiParam, ApiTags, Caller, Gives, memberOf, storableText, Takes, ZodPipe } from '#http';
import { JobQueue } from '#jobs';

/** Changes of the version in force that a list shows. */
const HISTORY = 50;
/** A need takes some 50 ms. */
const MOST_NEEDS = 200;
/** Needs looked at when none are asked for. */
const SAMPLE = 20;

const namePipe = new ZodPipe(storableText(100));
const TakesVersion = (): MethodDecorator =>
  ApiParam({ name: 'version', description: 'name of an engine version', schema: { type: 'string' } });

const fileShape = {
  created: z.iso.datetime(),
  dataDigests: z.array(z.string()).describe('digests of the judged data it was fitted on'),
  weights: z.record(z.string(), z.number().min(0)).describe('of the blend, by signal'),
  calibration: z.looseObject({ kind: z.string() }).describe('curve from score to probability'),
  metrics: z
    .record(z.string(), z.unknown())
    .describe(
      'measured on needs the fit had not seen; heldOut.all.bins: { said, found, count }, how probabilities came true',
    ),
};
const fileSchema = z.looseObject({ version: z.string(), ...fileShape, metrics: fileShape.metrics.optional() });

const versionSchema = z.looseObject({
  version: z.string(),
  source: z.enum(['shipped', 'added']),
  inForce: z.boolean(),
  addedBy: z.string().nullable(),
  addedAt: z.iso.datetime().nullable(),
  problem: z.string().nullable().describe('why this program cannot use it; the fields below are then missing'),
  engineDigest: z.string().optional().describe('digest of the pairings it makes now'),
  ...z.object(fileShape).partial().shape,
});
const versionsSchema = z.object({
  inForce: z.string().describe('name of the version that ranks now'),
  engineDigest: z.string().nullable().describe('null: this program cannot use the version in force'),
  items: z.array(versionSchema),
  history: z.array(
    z.object({
      at: z.iso.datetime(),
      action: z.enum(['promote', 'rollback']),
      version: z.string(),
      source: z.enum(['shipped', 'added']),
      actor: z.string(),
    }),
  ),
});

const probability = z.number().min(0).max(1).nullable();
const place = z.int().min(1).nullable();
const shadowInputSchema = z.strictObject({
  needs: z.int().min(1).max(MOST_NEEDS).default(SAMPLE).describe('needs to look at; the same ones each time'),
});
const shadowSchema = z.object({
  version: z.string(),
  inForce: z.string(),
  fromDigest: z.string(),
  toDigest: z.string(),
  meanOverlapAt10: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .describe('share of the first ten that both have; null: no needs'),
  meanTau: z.number().min(-1).max(1).nullable().describe("Kendall's τ over all that stand on either list"),
  needsChanged: z.int().min(0),
  items: z.array(
    z.object({
      need: z.object({ id: z.uuid(), title: z.string() }),
      overlapAt10: z.number().min(0).max(1),
      tau: z.number().min(-1).max(1),
      bestFrom: probability.describe('of the best supply now'),
      bestTo: probability,
      changes: z.array(
        z.object({
          supply: z.object({ id: z.uuid(), title: z.string() }),
          from: place.describe('null: not on the list'),
          to: place,
          probabilityFrom: probability,
          probabilityTo: probability,
        }),
      ),
    }),
  ),
});

/** Fitted versions of the engine: seen, added, compared, put in force, taken back. */
@ApiTags('api: engine')
@Controller('api/v1/engine')
export class EngineController {
  constructor(
    private readonly versions: EngineVersions,
    private readonly engines: Engines,
    private readonly shadows: ShadowRun,
    private readonly queue: JobQueue,
  ) {}

  @Get('versions')
  @Allows('read', 'engine')
  @Gives(200, 'the shipped version first, then the newest; with the changes of the version in force', versionsSchema)
  async list(): Promise<object> {
    return this.overview();
  }

  @Post('versions')
  @Allows('create', 'engine')
  @Takes(fileSchema)
  @Gives(201, 'kept, not in force; the same file again changes nothing', versionSchema, [400, 409, 422])
  async add(@Body() file: unknown, @Caller() caller: Principal): Promise<object> {
    return this.view(await this.versions.add(file, memberOf(caller).accountId));
  }

  @Post('versions/:version/promote')
  @Allows('update', 'engine')
  @HttpCode(200)
  @TakesVersion()
  @Gives(200, 'in force; every list is ranked anew by it in the background', versionsSchema, [404, 409, 422])
  async promote(@Param('version', namePipe) version: string, @Caller() caller: Principal): Promise<object> {
    await this.versions.promote(version, memberOf(caller).accountId);
    return this.changed();
  }

  @Post('rollback')
  @Allows('update', 'engine')
  @HttpCode(200)
  @Gives(200, 'the version before is in force again; every list is ranked anew by it', versionsSchema, [409])
  async rollback(@Caller() caller: Principal): Promise<object> {
    await this.versions.rollback(memberOf(caller).accountId);
    return this.changed();
  }

  @Post('versions/:version/shadow')
  @Allows('match', 'engine')
  @HttpCode(200)
  @TakesVersion()
  @Takes(shadowInputSchema)
  @Gives(200, 'what the version would change; nothing is stored', shadowSchema, [400, 404, 409, 422])
  async shadow(
    @Param('version', namePipe) name: string,
    @Body(new ZodPipe(shadowInputSchema.nullish())) input: z.infer<typeof shadowInputSchema> | null | undefined,
  ): Promise<object> {
    const needs = input?.needs ?? SAMPLE;
    const report = await this.shadows.run(await this.versions.usable(name), needs, new Date());
    const inForce = (await this.versions.list()).find((one) => one.inForce);
    const mean = (values: number[]): number | null =>
      values.length === 0 ? null : round(values.reduce((sum, one) => sum + one, 0) / values.length);
    return {
      version: name,
      inForce: inForce?.name,
      fromDigest: report.from,
      toDigest: report.to,
      meanOverlapAt10: mean(report.needs.map(({ overlap }) => overlap)),
      meanTau: mean(report.needs.map(({ tau }) => tau)),
      needsChanged: report.needs.filter(({ changes }) => changes.length > 0).length,
      items: report.needs.map(({ needId, title, overlap, tau, bestFrom, bestTo, changes, titles }) => ({
        need: { id: needId, title },
        overlapAt10: round(overlap),
        tau: round(tau),
        bestFrom,
        bestTo,
        changes: changes.map(({ partnerId, ...change }) => ({
          supply: { id: partnerId, title: titles.get(partnerId) ?? '' },
          ...change,
        })),
      })),
    };
  }

  /** Lists of the engine before are found by the sweep, which need not wait for its time. */
  private async changed(): Promise<object> {
    await this.queue.add('sweep', {});
    return this.overview();
  }

  private async overview(): Promise<object> {
    const known = await this.versions.list();
    const items = await Promise.all(known.map((one) => this.view(one)));
    const history = await this.versions.history(HISTORY);
    const inForce = items.find((item) => item.inForce);
    return {
      inForce: inForce?.version,
      engineDigest: inForce?.engineDigest ?? null,
      items,
      history: history.map(({ at, action, version, shipped, actor }) => ({
        ...{ at, action, version, actor },
        source: shipped ? 'shipped' : 'added',
      })),
    };
  }

  private async view({ name, version, ...known }: KnownVersion) {
    const engineDigest = version && (await this.engines.of(version)).digest;
    return { ...version, ...known, version: name, ...(engineDigest ? { engineDigest } : {}) };
  }
}

const round = (value: number): number => Math.round(value * 1e4) / 1e4;
