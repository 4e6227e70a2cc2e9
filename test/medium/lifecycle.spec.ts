/**
 * real: [everything: PostgreSQL, queue, index, model, HTTP]
 * fake: [the clock, where it is an argument]
 *
 * 1 from every state, by every move, in all circumstances: HTTP does what the state machine declares, and nothing else;
 *   an illegal move is 409, says what state it is in and what may be done, and changes nothing
 * 2 of every two states one leads to the other over HTTP exactly where the state machine says so
 * 3 what a record says may be done with it is what may be done
 * 4 a record is on no list the minute its last day in China is over, and loses its pairings; reconfirmed in one call it is
 *   back and ranked again
 * 5 its owner is reminded before the end, told afterwards, and no longer once they confirmed
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { movesFrom, MOVES, outcomesOf, RECORD_STATES, statesAfter } from '#matching';
import type { Move, NeedContent, RecordState } from '#matching';
import { AttentionStore, DataSource } from '#storage';
import { SweepProcessor } from '../../apps/worker/src/sweep.processor.js';
import { TestCaller } from '../support/callers.js';
import type { Answer } from '../support/callers.js';
import { achievementContent, needContent } from '../support/records.js';
import { TestService } from '../support/service.js';

let service: TestService;
let source: DataSource;
let operator: TestCaller;
let enterprise: TestCaller;
let agency: TestCaller;

beforeAll(async () => {
  service = await TestService.startAlone();
  source = service.app.get(DataSource);
  operator = await TestCaller.of(service, 'operator', '平台');
  enterprise = await TestCaller.of(service, 'enterprise', '青岚电池有限公司');
  agency = await TestCaller.of(service, 'broker', '南岭技术转移');
}, 120_000);
afterAll(() => service.stop());

const post = (content: NeedContent): Promise<Answer> =>
  enterprise.ask('POST', '/intake/v1/needs', { publish: true, content });

describe('the state machine over HTTP', () => {
  /** Sealed, so that nothing is ranked. */
  const GOOD = needContent({ confidentiality: 'sealed' });
  const CIRCUMSTANCES: Record<string, { content: NeedContent; isAgents: boolean }> = {
    good: { content: GOOD, isAgents: false },
    'saying nothing': { content: { ...GOOD, description: '待补充' }, isAgents: false },
    'past its last day': { content: { ...GOOD, validUntil: '2020-01-01' }, isAgents: false },
    'posted by an agent': { content: GOOD, isAgents: true },
  };
  const BY_PEOPLE = MOVES.filter((move) => move !== 'expire');
  let id: string;
  let other: string;
  beforeAll(async () => {
    id = (await post(GOOD)).body.id;
    other = (await post(GOOD)).body.id;
  });

  async function put(state: RecordState, how: { content: NeedContent; isAgents: boolean }): Promise<void> {
    await source.query(
      `UPDATE records SET state = $2, content = $3, hold = NULL, approval = NULL, confirmed_at = NULL, merged_into = NULL,
         agent_organization_id = $4 WHERE id = $1`,
      [id, state, how.content, how.isAgents ? agency.organizationId : null],
    );
  }
  const ask = (move: Move, { content }: { content: NeedContent }): Promise<Answer> => {
    const path = `/intake/v1/needs/${id}`;
    if (move === 'replace') {
      return operator.ask('PUT', path, { organizationId: enterprise.organizationId, content });
    }
    if (move === 'confirm') return enterprise.ask('POST', `${path}/confirm`);
    if (move === 'merge') return operator.ask('POST', `${path}/merge`, { into: other });
    const reasoned = move === 'approve' || move === 'return' || move === 'reject';
    return operator.ask('POST', `${path}/${move}`, reasoned ? { reason: '见说明' } : undefined);
  };
  const stored = async (): Promise<string> => {
    const { state, revision } = await service.records.find(id, 'need');
    return `${state} ${revision}`;
  };

  const reached = new Map<RecordState, Set<string>>(RECORD_STATES.map((state) => [state, new Set()]));
  describe.each(RECORD_STATES)('from %s', (from) => {
    it.each(BY_PEOPLE)('1 %s', async (move) => {
      const isDeclared = movesFrom(from).includes(move);
      const answers: string[] = [];
      for (const circumstance of Object.values(CIRCUMSTANCES)) {
        await put(from, circumstance);
        const before = await stored();
        const { status, body } = await ask(move, circumstance);
        answers.push(`${status} ${body.code ?? ''}`.trim());
        if (status === 200) {
          expect(outcomesOf(from, move)).toContain(body.state);
          reached.get(from)?.add(body.state);
          expect(await stored()).toMatch(new RegExp(`^${body.state} `));
        } else {
          expect(status).toBe(409);
          expect(await stored()).toBe(before);
        }
        if (body.code === 'illegal-move') {
          for (const named of [from, ...movesFrom(from).filter((one) => one !== move)]) {
            expect(body.detail).toContain(named);
          }
        }
      }
      const good = answers[Object.keys(CIRCUMSTANCES).indexOf(move === 'confirm' ? 'posted by an agent' : 'good')];
      expect(good).toBe(isDeclared ? '200' : '409 illegal-move');
      if (!isDeclared) expect(new Set(answers)).toEqual(new Set(['409 illegal-move']));
    });

    it('2 leads where it says', () => {
      expect([...(reached.get(from) ?? [])].sort()).toEqual([...statesAfter(from)].sort());
    });

    it('3 says what may be done', async () => {
      const circumstance = CIRCUMSTANCES['good']!;
      await put(from, circumstance);
      const { moves } = (await operator.ask('GET', `/intake/v1/needs/${id}`)).body;
      // An operator confirms for nobody.
      expect(moves.sort()).toEqual(
        movesFrom(from)
          .filter((move) => move !== 'confirm')
          .sort(),
      );
    });
  });
});

describe('time', () => {
  const LAST_DAY = '2090-06-15';
  /** The last minute of that day in China, and the first of the next. */
  const [BEFORE, AFTER] = [new Date('2090-06-15T15:59:30Z'), new Date('2090-06-15T16:00:30Z')];
  let need: string;
  let supply: string;
  const sweep = async (now: Date): Promise<void> => void (await service.app.get(SweepProcessor).process(now));
  const noticed = async (now: string): Promise<string[]> => {
    const { notices } = await service.app
      .get(AttentionStore)
      .noticesOf(enterprise.organizationId, new Date(`${now}T04:00:00Z`), 14, 100);
    return notices.filter(({ id }) => id === need).map(({ notice }) => notice);
  };

  beforeAll(async () => {
    const organization = await TestCaller.of(service, 'researcher', '南溪大学');
    supply = (
      await organization.ask('POST', '/intake/v1/achievements', { publish: true, content: achievementContent() })
    ).body.id;
    need = (await post(needContent({ validUntil: LAST_DAY }))).body.id;
    await service.settled();
  });

  it('5 reminds', async () => {
    expect(await noticed('2090-05-31')).toEqual([]);
    expect(await noticed('2090-06-01')).toEqual(['ending']);
    expect(await noticed(LAST_DAY)).toEqual(['ending']);
    // Even before the sweep has come by.
    expect(await noticed('2090-06-16')).toEqual(['expired']);
    expect(await noticed('2090-12-31')).toEqual([]);
  });

  it('4 5 ends, and is back at a word', async () => {
    expect((await service.listOfNeed(need)).map(({ supplyId }) => supplyId)).toEqual([supply]);
    await sweep(BEFORE);
    expect((await service.records.find(need, 'need')).state).toBe('published');
    await sweep(AFTER);
    expect(await service.records.find(need, 'need')).toMatchObject({ state: 'expired', pipelineState: 'idle' });
    expect(await source.query('SELECT id FROM pairings WHERE need_id = $1', [need])).toEqual([]);
    expect(await service.statusOf(`/api/v1/needs/${need}`)).toBe(404);
    expect(await noticed('2090-06-16')).toEqual(['expired']);
    const expired = (await enterprise.ask('GET', `/intake/v1/needs/${need}`)).body;
    expect(expired.moves).toContain('reconfirm');

    const { accountId } = service;
    await service.followUp(await service.records.move(need, 'need', 'reconfirm', accountId, { now: AFTER }));
    const back = await service.ranked(need);
    expect(back).toMatchObject({ state: 'published', content: { validUntil: '2091-06-16' } });
    expect((await service.listOfNeed(need)).map(({ supplyId }) => supplyId)).toEqual([supply]);
    expect(await noticed('2090-06-16')).toEqual([]);
    const history = await service.records.revisions(need, 'need');
    expect(history.map(({ action, state }) => `${action} ${state}`)).toEqual([
      'create published',
      'expire expired',
      'reconfirm published',
    ]);
  });

  it('4 a record whose last day is past is hidden before any sweep, and one click brings it back', async () => {
    const yesterday = new Date(Date.now() - 24 * 3600 * 1000 + 8 * 3600 * 1000).toISOString().slice(0, 10);
    const { id } = (await post(needContent({ title: '隔膜热收缩' }))).body;
    await service.ranked(id);
    expect(await service.statusOf(`/api/v1/needs/${id}`)).toBe(200);
    await source.query(`UPDATE records SET content = content || $2 WHERE id = $1`, [id, { validUntil: yesterday }]);
    expect(await service.statusOf(`/api/v1/needs/${id}`)).toBe(404);
    const { status, body } = await enterprise.ask('POST', `/intake/v1/needs/${id}/reconfirm`);
    expect([status, body.state]).toEqual([200, 'published']);
    await service.ranked(id);
    expect(await service.statusOf(`/api/v1/needs/${id}`)).toBe(200);
  });
});
