import { join } from 'node:path';
import { Global, Logger, Module } from '@nestjs/common';
import { ENV, withoutSecrets } from '#config';
import type { Env } from '#config';
import { openEmbedder } from '#embedding';
import type { OpenedEmbedder } from '#embedding';
import { CandidateIndex } from '#index';
import { TermStatistics } from '#matching';
import type { TermCounts } from '#matching';
import { EngineVersionStore, LinkStore, PairingStore, ProfileStore, TermStatisticsStore } from '#storage';
import { loadBackgroundTerms } from './background-terms.js';
import { Beside } from './beside.js';
import { DuplicateFinder } from './duplicate-finder.js';
import { loadEngineVersion } from './engine-version-file.js';
import { EngineVersions } from './engine-versions.js';
import { Engines } from './engines.js';
import { FieldInference } from './field-inference.js';
import { Matcher } from './matcher.js';
import { backgroundTermsFile, engineVersionFile, modelsDir } from './models-dir.js';
import { Profiler } from './profiler.js';
import { Segmenter } from './segmenter.js';
import { ShadowRun } from './shadow-run.js';
import { TextsAtHand } from './texts-at-hand.js';

/** Injection token of the `OpenedEmbedder`: the model, or why there is none. */
export const EMBEDDER = Symbol('EMBEDDER');
const BACKGROUND = Symbol('BACKGROUND');

/** The matching engine for the whole process, over the stores of StorageModule. */
@Global()
@Module({
  providers: [
    {
      provide: EMBEDDER,
      inject: [ENV],
      useFactory: async (env: Env): Promise<OpenedEmbedder> => {
        const opened = await openEmbedder(env, modelsDir());
        const log = new Logger('Engine');
        if (opened.embedder) log.log(`embedding model ${opened.embedder.id}`);
        else log.warn(`degraded: ranking by terms only, no embedding model (${opened.reason})`);
        return opened;
      },
    },
    { provide: BACKGROUND, useFactory: () => loadBackgroundTerms(backgroundTermsFile()) },
    {
      provide: EngineVersions,
      inject: [EngineVersionStore],
      useFactory: async (store: EngineVersionStore) =>
        new EngineVersions(await loadEngineVersion(engineVersionFile()), store),
    },
    {
      provide: CandidateIndex,
      inject: [ENV, EMBEDDER],
      useFactory: async (env: Env, { embedder }: OpenedEmbedder) => {
        const place = env.INDEX_URL ?? join(env.DATA_DIR, 'index');
        try {
          const index = await CandidateIndex.open(place, embedder);
          await index.makeMissing();
          return index;
        } catch (error) {
          // LanceDB appends where in its sources it failed, and the chain of causes.
          const [detail] = (error instanceof Error ? error.message : String(error)).split(/\n|, \/|\s+Caused by/);
          throw new Error(
            `无法打开索引 ${withoutSecrets(place)}：${detail}。请检查 INDEX_URL 或目录权限。\n` +
              `Cannot open the index ${withoutSecrets(place)}: ${detail}. Check INDEX_URL or the folder's permissions.`,
            { cause: error },
          );
        }
      },
    },
    {
      provide: Profiler,
      inject: [EMBEDDER, BACKGROUND],
      useFactory: ({ embedder }: OpenedEmbedder, background: TermCounts) =>
        new Profiler(new Segmenter(), embedder, new TermStatistics(background)),
    },
    {
      provide: Engines,
      inject: [EngineVersions, BACKGROUND, EMBEDDER, TermStatisticsStore, ProfileStore],
      useFactory: (
        versions: EngineVersions,
        background: TermCounts,
        { embedder }: OpenedEmbedder,
        snapshots: TermStatisticsStore,
        profiles: ProfileStore,
      ) => new Engines(versions, background, embedder?.id ?? null, snapshots, profiles),
    },
    {
      provide: Matcher,
      inject: [CandidateIndex, ProfileStore, PairingStore, LinkStore],
      useFactory: (index: CandidateIndex, profiles: ProfileStore, pairings: PairingStore, links: LinkStore) =>
        new Matcher(index, profiles, pairings, new Beside(links, profiles, pairings)),
    },
    {
      provide: ShadowRun,
      inject: [ProfileStore, Engines, Matcher],
      useFactory: (profiles: ProfileStore, engines: Engines, matcher: Matcher) =>
        new ShadowRun(profiles, engines, matcher),
    },
    { provide: TextsAtHand, inject: [ProfileStore], useFactory: (profiles: ProfileStore) => new TextsAtHand(profiles) },
    {
      provide: FieldInference,
      inject: [CandidateIndex, ProfileStore],
      useFactory: (index: CandidateIndex, profiles: ProfileStore) => new FieldInference(index, profiles),
    },
    {
      provide: DuplicateFinder,
      inject: [CandidateIndex, ProfileStore],
      useFactory: (index: CandidateIndex, profiles: ProfileStore) => new DuplicateFinder(index, profiles),
    },
  ],
  exports: [
    EMBEDDER,
    CandidateIndex,
    Profiler,
    EngineVersions,
    Engines,
    Matcher,
    ShadowRun,
    DuplicateFinder,
    FieldInference,
    TextsAtHand,
  ],
})
export class EngineModule {}
