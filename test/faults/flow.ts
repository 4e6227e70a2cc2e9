import { KIND_NAMES } from '#matching';
import type { RecordContent, RecordState } from '#matching';
import type { Fleet, Member } from './fleet.js';

/** How a record ought to stand: as its poster was last told, or as a request says to which no answer came. */
export interface Expected {
  kind: 'need' | 'achievement';
  isSealed: boolean;
  state: RecordState;
  title: string;
}
/** Nothing that anyone but its owner reads may hold this. */
export const SEALED_WORD = '绝密隼鸥计划';
/** A poster waits this long for a service that comes back. */
const PATIENCE_MS = 120_000;
const PAUSE_MS = 50;
const SEALED = 0.15;
const EDITED = 0.3;
const WITHDRAWN = 0.1;
const MATERIALS = ['锂电池隔膜', '钛合金薄壁件', '聚酰胺复合材料', '机制砂混凝土', '水泵机械密封', '光伏背板薄膜'];
const PROBLEMS = [
  '收缩率偏大',
  '切削振动明显',
  '长期使用后强度下降',
  '坍落度损失快',
  '干摩擦时磨损快',
  '湿热老化后开裂',
];
const WANTED = ['耐热涂层工艺', '长寿命刀具', '抗水解改性配方', '缓释外加剂', '自润滑密封副', '含氟表面处理'];

/** What a request came to: the record as intake shows it. */
interface Posted {
  id: string;
  state: RecordState;
}

/** A poster that does not give up: what was not answered is asked again, under the same idempotency key. */
export class Flow {
  readonly expected = new Map<string, Expected>();
  /** Answers that were neither a success nor a word that the service is away. */
  readonly strange: string[] = [];
  private readonly organizations: Partial<Record<Expected['kind'], string>> = {};
  private requests = 0;

  /** @param intakes that its requests, and further tries of each, go to in turn, as behind a balancer */
  constructor(
    private readonly fleet: Fleet,
    private readonly random: () => number,
    private readonly intakes: readonly Member[] = ['intake'],
  ) {}

  async begin(): Promise<void> {
    const register = async (name: string, kind: string): Promise<string> =>
      (await this.ask('POST', '/intake/v1/organizations', { name, kind })).id;
    this.organizations.need = await register('青岚新材料有限公司', 'enterprise');
    this.organizations.achievement = await register('南溪大学', 'university');
  }

  /** Posts, edits, withdraws and posts again, so many times. */
  async some(operations: number): Promise<void> {
    for (let i = 0; i < operations; i++) {
      const chance = this.random();
      const known = [...this.expected.keys()];
      const id = known[Math.floor(this.random() * known.length)];
      if (id === undefined || chance > EDITED + WITHDRAWN) await this.post();
      else if (chance < EDITED) await this.edit(id);
      else await this.move(id);
    }
  }

  private async post(): Promise<void> {
    const kind = this.random() < 0.4 ? 'need' : 'achievement';
    const isSealed = this.random() < SEALED;
    const content = this.content(kind, isSealed);
    const body = { organizationId: this.organizations[kind], publish: true, content };
    const { id, state } = await this.ask('POST', `/intake/v1/${KIND_NAMES[kind].plural}`, body);
    this.expected.set(id, { kind, isSealed, state, title: content.title });
  }

  private async edit(id: string): Promise<void> {
    const expected = this.expected.get(id);
    if (expected?.state !== 'published') return;
    const content = this.content(expected.kind, expected.isSealed);
    const body = { organizationId: this.organizations[expected.kind], content };
    const { state } = await this.ask('PUT', `/intake/v1/${KIND_NAMES[expected.kind].plural}/${id}`, body);
    Object.assign(expected, { state, title: content.title });
  }

  private async move(id: string): Promise<void> {
    const expected = this.expected.get(id);
    if (expected?.state !== 'published' && expected?.state !== 'withdrawn') return;
    const move = expected.state === 'published' ? 'withdraw' : 'publish';
    const path = `/intake/v1/${KIND_NAMES[expected.kind].plural}/${id}`;
    const moved = await this.ask('POST', `${path}/${move}`, {});
    expected.state = moved.state;
  }

  private content(kind: Expected['kind'], isSealed: boolean): RecordContent {
    const any = (choices: readonly string[]): string => choices[Math.floor(this.random() * choices.length)] ?? '';
    const [material, problem, wanted] = [any(MATERIALS), any(PROBLEMS), any(WANTED)];
    const [degrees, percent] = [50 + Math.floor(this.random() * 200), 1 + Math.floor(this.random() * 30)];
    const number = Math.floor(this.random() * 1e9);
    return {
      title: `${isSealed ? SEALED_WORD : ''}${material}${kind === 'need' ? '寻求' : '用'}${wanted} ${number}`,
      description:
        kind === 'need'
          ? `${material}在 ${degrees} ℃ 下${problem}，现有工艺良率低。希望找到比现有产品更好的${wanted}，指标下降不超过 ${percent} %，可批量生产。`
          : `针对${material}${problem}的问题研制了${wanted}，在 ${degrees} ℃ 下连续试验 1000 h，指标下降 ${percent} %，已小批量应用。`,
      cooperationModes: ['joint-development'],
      confidentiality: isSealed ? 'sealed' : 'public',
    };
  }

  private async ask(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<Posted> {
    const headers = {
      authorization: `Bearer ${this.fleet.key}`,
      'content-type': 'application/json',
      ...(method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}),
    };
    const began = performance.now();
    for (let tries = 1; performance.now() - began < PATIENCE_MS; tries++) {
      const intake = this.intakes[this.requests++ % this.intakes.length] ?? 'intake';
      const answer = await fetch(this.fleet.urlOf(intake) + path, {
        method,
        headers,
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal: AbortSignal.timeout(20_000),
      }).catch(() => null);
      const text = await answer?.text().catch(() => null);
      if (answer && typeof text === 'string') {
        if (answer.ok) return JSON.parse(text) as Posted;
        // A move that went through, though its answer was lost, cannot be made again.
        if (answer.status === 409 && tries > 1) return await this.ask('GET', path.replace(/\/[a-z]+$/, ''));
        if (answer.status !== 503 && answer.status !== 507)
          this.strange.push(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
        if (answer.status < 500) break;
      }
      await new Promise((pause) => setTimeout(pause, PAUSE_MS));
    }
    throw new Error(`${method} ${path} did not go through; ${this.strange.at(-1) ?? 'no answer'}`);
  }
}
