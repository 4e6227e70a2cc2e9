import { bigramsOf, charactersOf, countTerms, engineOf, normalize, textsOf, TermStatistics } from '#matching';
import type { AnyProfiled, Engine, EngineVersion, TermCounts } from '#matching';
import type { ProfileStore, TermStatisticsStore } from '#storage';
import type { EngineVersions } from './engine-versions.js';

/** Below this many supplies the shipped background alone serves. */
export const SNAPSHOT_FROM_SUPPLIES = 1000;
/** A snapshot is renewed when the collection has grown or shrunk by this factor. */
const SNAPSHOT_GROWTH = 1.5;
/** Supplies counted for a snapshot: a sample of a larger collection tells the same. */
const SNAPSHOT_SAMPLE = 50_000;
/** Terms rarer than this in a sample are as good as unseen. */
const SNAPSHOT_LEAST = 2;

/** Characters, bigrams and words of a profiled record: what term statistics count. */
export function termsOf({ record, profile }: AnyProfiled): string[] {
  const { title, body } = textsOf(record.content);
  const text = normalize(`${title}\n${body}`);
  return [...charactersOf(text), ...bigramsOf(text), ...profile.titleWords, ...profile.bodyWords];
}

/** The engine in force: the fitted version, the model, and the newest snapshot of term statistics. */
export class Engines {
  private counted: { snapshot: string | null; statistics: TermStatistics } | null = null;
  private latest: { version: EngineVersion; statistics: TermStatistics; engine: Engine } | null = null;

  constructor(
    private readonly versions: EngineVersions,
    private readonly background: TermCounts,
    private readonly model: string | null,
    private readonly snapshots: TermStatisticsStore,
    private readonly profiles: ProfileStore,
  ) {}

  /** Asks PostgreSQL each time which version and snapshot are in force, so that the whole fleet changes over together. */
  async current(): Promise<Engine> {
    const { version, snapshot } = await this.versions.inForce();
    const statistics = await this.statistics(snapshot);
    if (this.latest?.version !== version || this.latest.statistics !== statistics) {
      this.latest = { version, statistics, engine: engineOf(version, statistics, this.model) };
    }
    return this.latest.engine;
  }

  /** The engine that a version would make if it were in force now. */
  async of(version: EngineVersion): Promise<Engine> {
    const { snapshot } = await this.versions.inForce();
    return engineOf(version, await this.statistics(snapshot), this.model);
  }

  private async statistics(snapshot: string | null): Promise<TermStatistics> {
    if (!this.counted || this.counted.snapshot !== snapshot) {
      const counts = snapshot === null ? null : await this.snapshots.load(snapshot);
      this.counted = { snapshot, statistics: new TermStatistics(this.background, counts) };
    }
    return this.counted.statistics;
  }

  /** Whether the platform's own achievements, that many, have outgrown the snapshot in force. */
  async isSnapshotDue(supplies: number): Promise<boolean> {
    const counted = (await this.snapshots.latest())?.documents ?? 0;
    const sample = Math.min(supplies, SNAPSHOT_SAMPLE);
    if (sample < SNAPSHOT_FROM_SUPPLIES) return false;
    return sample >= counted * SNAPSHOT_GROWTH || sample * SNAPSHOT_GROWTH <= counted;
  }

  /** Counts the supplies anew if that is due; every list is then due to be ranked by the new engine. */
  async renewSnapshot(): Promise<boolean> {
    if (!(await this.isSnapshotDue(await this.profiles.count('achievement')))) return false;
    const documents: string[][] = [];
    for await (const ids of this.profiles.ids('achievement', 500)) {
      for (const profiled of await this.profiles.load(ids)) documents.push(termsOf(profiled));
      if (documents.length >= SNAPSHOT_SAMPLE) break;
    }
    await this.snapshots.save(countTerms(documents, SNAPSHOT_LEAST));
    return true;
  }
}
