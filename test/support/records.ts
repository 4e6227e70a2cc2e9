import type {
  AchievementContent,
  NeedContent,
  Profile,
  RecordContent,
  RecordKind,
  RecordState,
  ScoredPairing,
} from '#matching';
import { OrganizationStore, PairingStore, ProfileStore, RecordStore } from '#storage';
import type { DataSource, OrganizationInput, RecordEntity } from '#storage';

export const needContent = (changes: Partial<NeedContent> = {}): NeedContent => ({
  title: '锂电池隔膜耐热涂层',
  description: '隔膜在150 ℃收缩过大，寻求耐热涂层工艺。',
  ...changes,
});

export const achievementContent = (changes: Partial<AchievementContent> = {}): AchievementContent => ({
  title: '陶瓷涂覆锂电池隔膜',
  description: '氧化铝水性涂层使隔膜在150 ℃下收缩率低于2%。',
  ...changes,
});

export const organizationInput = (changes: Partial<OrganizationInput> = {}): OrganizationInput => ({
  name: '青岚新材料有限公司',
  kind: 'enterprise',
  creditCode: null,
  region: null,
  ...changes,
});

/** A profile as the worker would store it, with two words and no vectors unless given. */
export const profileOf = (record: Pick<RecordEntity, 'contentHash'>, changes: Partial<Profile> = {}): Profile => ({
  contentHash: record.contentHash,
  language: 'zh',
  titleWords: ['隔膜'],
  bodyWords: ['涂层'],
  tags: [],
  tagEdits: [],
  tagRevision: 0,
  model: null,
  titleVector: null,
  bodyVector: null,
  ...changes,
});

type Version = Pick<RecordEntity, 'id' | 'revision'> & { kind?: RecordKind };

/** A pairing as the engine would score it, without evidence. */
export const scoredPairing = (
  need: Version,
  supply: Version,
  score: number,
  changes: Partial<ScoredPairing> = {},
): ScoredPairing => ({
  needId: need.id,
  supplyId: supply.id,
  supplyKind: supply.kind === undefined || supply.kind === 'need' ? 'achievement' : supply.kind,
  needRevision: need.revision,
  supplyRevision: supply.revision,
  score,
  probability: score,
  signals: [],
  gaps: [],
  links: [],
  isByLink: false,
  engineDigest: 'engine-1',
  degraded: null,
  ...changes,
});

/** Empties every table of records. */
export async function emptyRecords(source: DataSource): Promise<void> {
  await source.query(
    'TRUNCATE organizations, records, record_revisions, audit_entries, profiles, pairings, reviews, idempotency_keys CASCADE',
  );
}

/** The stores over one database, and short ways to put records there. */
export class TestRecords {
  readonly records: RecordStore;
  readonly organizations: OrganizationStore;
  readonly profiles: ProfileStore;
  readonly pairings: PairingStore;
  private enterprise: string | null = null;
  private university: string | null = null;

  constructor(private readonly source: DataSource) {
    this.records = new RecordStore(source);
    this.organizations = new OrganizationStore(source);
    this.profiles = new ProfileStore(source);
    this.pairings = new PairingStore(source);
  }

  /** The one organization that posts all needs, or all achievements. */
  async organizationOf(kind: RecordKind): Promise<string> {
    if (kind === 'need') return (this.enterprise ??= await this.organize(organizationInput()));
    return (this.university ??= await this.organize(organizationInput({ name: '南溪大学', kind: 'university' })));
  }

  async need(changes: Partial<NeedContent> = {}, state: 'draft' | 'published' = 'published'): Promise<RecordEntity> {
    return this.create('need', needContent(changes), state);
  }

  async achievement(
    changes: Partial<AchievementContent> = {},
    state: 'draft' | 'published' = 'published',
  ): Promise<RecordEntity> {
    return this.create('achievement', achievementContent(changes), state);
  }

  /** A published record with a profile, due to be ranked. */
  async profiled(record: RecordEntity): Promise<RecordEntity> {
    if (!(await this.profiles.save(record.id, profileOf(record)))) throw new Error(`${record.id} is not visible`);
    return this.records.find(record.id, record.kind);
  }

  /** Replaces the content; gives the record as it is then. */
  async edit(record: RecordEntity, changes: Partial<NeedContent & AchievementContent>): Promise<RecordEntity> {
    const { id, kind, organizationId, externalId } = record;
    const content: RecordContent = { ...record.content, ...changes };
    return (await this.records.replace(id, kind, { organizationId, externalId, content }, null, 'test')).record;
  }

  /** Sets a state that no move of today leads to. */
  async force(record: Pick<RecordEntity, 'id'>, state: RecordState): Promise<void> {
    await this.source.query('UPDATE records SET state = $2 WHERE id = $1', [record.id, state]);
  }

  /** Stores the whole new list of a record, as its ranking would. */
  async rank(
    anchor: RecordEntity,
    pairings: readonly ScoredPairing[],
    due: readonly string[] = [],
    digest = 'engine-1',
  ): Promise<boolean> {
    const side = anchor.kind === 'need' ? 'need' : 'supply';
    const { id: recordId, contentHash } = anchor;
    const before = await this.pairings.partnersOf(recordId, side, digest);
    const ranking = { pairings: [...pairings], considered: [...before.keys()], lowered: [...due] };
    return this.pairings.replaceFor({ recordId, contentHash, side }, ranking, digest);
  }

  /** Empties every table of records. */
  async clear(): Promise<void> {
    await emptyRecords(this.source);
    this.enterprise = null;
    this.university = null;
  }

  private async organize(input: OrganizationInput): Promise<string> {
    return (await this.organizations.create(input, 'test')).id;
  }

  private async create(kind: RecordKind, content: RecordContent, state: 'draft' | 'published'): Promise<RecordEntity> {
    const organizationId = await this.organizationOf(kind);
    return (await this.records.create(kind, { organizationId, externalId: null, content }, state, 'test')).record;
  }
}
