import { isDeepStrictEqual } from 'node:util';
import { Logger } from '@nestjs/common';
import { DomainError, EngineVersionError, parseEngineVersion } from '#matching';
import type { EngineVersion } from '#matching';
import type { EngineVersionStore, Promotion, StoredVersion, VersionName } from '#storage';

/** A version an operator can put in force. */
export interface KnownVersion {
  name: string;
  /** `shipped`: it came with the program. */
  source: 'shipped' | 'added';
  inForce: boolean;
  /** Null when this program cannot use it; `problem` says why. */
  version: EngineVersion | null;
  problem: string | null;
  addedBy: string | null;
  addedAt: Date | null;
}

/** The fitted versions of the platform: the shipped one and those that were added, and which is in force. */
export class EngineVersions {
  private readonly log = new Logger('Engine');
  private latest: { name: string; version: EngineVersion } | null = null;

  constructor(
    private readonly shipped: EngineVersion,
    private readonly store: EngineVersionStore,
  ) {}

  /** @returns as it stands in PostgreSQL: the version in force, and the snapshot of term statistics, null before the first */
  async inForce(): Promise<{ version: EngineVersion; snapshot: string | null }> {
    const { standing, snapshot } = await this.store.heads();
    return { version: await this.versionOf(standing), snapshot };
  }

  /**
   * The same object as long as it stands. The shipped version steps in for one that this program cannot use: an upgrade
   * may have dropped a signal it names.
   */
  private async versionOf(standing: VersionName | null): Promise<EngineVersion> {
    if (!standing || standing.shipped) return this.shipped;
    // Versions never change, so the name tells whether it still is the one.
    if (this.latest?.name !== standing.version) {
      const stored = await this.store.find(standing.version);
      const { version, problem } = stored ? known(stored, standing) : { version: null, problem: 'it is gone' };
      if (!version) this.log.warn(`the shipped engine version ranks; “${standing.version}” cannot be used: ${problem}`);
      this.latest = { name: standing.version, version: version ?? this.shipped };
    }
    return this.latest.version;
  }

  /** All versions, the shipped one first, then the newest. */
  async list(): Promise<KnownVersion[]> {
    const [standing, stored] = await Promise.all([this.store.standing(), this.store.list()]);
    const { shipped } = this;
    const added = stored.map((one) => known(one, standing));
    const inForce = !added.some((one) => one.inForce);
    const never = { problem: null, addedBy: null, addedAt: null };
    return [{ name: shipped.version, source: 'shipped', inForce, version: shipped, ...never }, ...added];
  }

  /** Changes of the version in force, newest first. */
  async history(limit: number): Promise<Promotion[]> {
    return this.store.history(limit);
  }

  /** @throws DomainError `not-found` */
  async find(name: string): Promise<KnownVersion> {
    const found = (await this.list()).findLast((one) => one.name === name);
    if (found) return found;
    throw new DomainError('not-found', { what: '引擎版本 / engine version' });
  }

  /**
   * The version of that name, fit to rank by.
   * @throws DomainError `not-found`, `engine-version-unusable`
   */
  async usable(name: string): Promise<EngineVersion> {
    const { version, problem } = await this.find(name);
    if (!version) throw new DomainError('engine-version-unusable', { version: name, detail: problem ?? '' });
    return version;
  }

  /**
   * Keeps a version as `npm run fit` writes it. It is not in force by that.
   * @throws DomainError `invalid` with every fault, `engine-version-taken`
   */
  async add(json: unknown, actor: string): Promise<KnownVersion> {
    const { version: name } = parsed(json);
    if (name !== this.shipped.version) await this.store.add(name, json, actor);
    else if (!isDeepStrictEqual(parsed(json), this.shipped)) {
      throw new DomainError('engine-version-taken', { version: name });
    }
    return this.find(name);
  }

  /** Puts a version in force. @throws DomainError `not-found`, `engine-version-unusable` */
  async promote(name: string, actor: string): Promise<void> {
    const { source } = await this.find(name);
    await this.usable(name);
    await this.store.promote({ version: name, shipped: source === 'shipped' }, actor);
  }

  /** Back to the version in force before. @throws DomainError `engine-nothing-before` */
  async rollback(actor: string): Promise<void> {
    await this.store.rollback(this.shipped.version, actor);
  }
}

function parsed(json: unknown): EngineVersion {
  try {
    return parseEngineVersion(json);
  } catch (error) {
    if (error instanceof EngineVersionError) throw new DomainError('invalid', {}, error.faults);
    throw error;
  }
}

/** A stored version was usable when it was added; a program that has lost one of its signals cannot use it. */
function known({ name, file, addedBy, addedAt }: StoredVersion, standing: VersionName | null): KnownVersion {
  const stored = { name, source: 'added' as const, addedBy, addedAt };
  const stands = standing !== null && !standing.shipped && standing.version === name;
  try {
    return { ...stored, inForce: stands, version: parseEngineVersion(file), problem: null };
  } catch (error) {
    if (!(error instanceof EngineVersionError)) throw error;
    return { ...stored, inForce: false, version: null, problem: error.message };
  }
}
