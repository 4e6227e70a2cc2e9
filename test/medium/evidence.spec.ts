/**
 * real: [samples/, model, segmenter, the shipped engine version]
 * fake: []
 *
 * What a pairing claims can be checked, over every sample pair judged to solve at least a part of its need (grade ≥ 1).
 *
 * 1 every span of the evidence quotes the stored text of its side
 * 2 masking the strongest span lowers the score in at least 90 % of pairs
 * 3 masking another span of the same length lowers it less, in at least 90 % of pairs
 * 4 mending a gap in a copy of the supply removes it from the list and does not lower its place; no sample lacks a
 *   region that a need asks for, so that gap is left to the unit test
 */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadEnv } from '#config';
import { openEmbedder } from '#embedding';
import {
  backgroundTermsFile,
  engineVersionFile,
  loadBackgroundTerms,
  loadEngineVersion,
  modelsDir,
  Profiler,
  projectRoot,
  Segmenter,
} from '#engine';
import { explain, gapsBetween, normalize, regionOf, scoreCandidates, scorePair, TermStatistics } from '#matching';
import type {
  AchievementContent,
  Engine,
  Evidence,
  Gap,
  ProfiledNeed,
  ProfiledSupply,
  RecordContent,
  ScoredPairing,
  SharedPhrase,
  Span,
} from '#matching';
import { readDataSet } from '../eval/data-set.js';
import { profileDataSet } from '../eval/features.js';

const NOW = new Date('2026-01-01T00:00:00Z');
const sample = (file: string): string => join(projectRoot(), 'samples', file);

interface Pair {
  need: ProfiledNeed;
  supply: ProfiledSupply;
  pairing: ScoredPairing;
}
let engine: Engine;
let profiler: Profiler;
let supplies: ProfiledSupply[];
let pairs: Pair[];

beforeAll(async () => {
  const [version, background, { embedder }, data] = await Promise.all([
    loadEngineVersion(engineVersionFile()),
    loadBackgroundTerms(backgroundTermsFile()),
    openEmbedder(loadEnv({}), modelsDir()),
    readDataSet(sample('needs.jsonl'), sample('achievements.jsonl'), sample('judgements.tsv')),
  ]);
  if (!embedder) throw new Error('the shipped model did not open');
  profiler = new Profiler(new Segmenter(), embedder, new TermStatistics(background));
  const set = await profileDataSet(data, embedder, background, version);
  ({ engine, supplies } = set);
  const byId = new Map(supplies.map((supply) => [supply.record.id, supply]));
  pairs = set.needs.flatMap((need) =>
    [...(data.judgements.get(need.record.id) ?? [])].flatMap(([id, grade]) => {
      const supply = byId.get(id);
      const [scored] = supply && grade > 0 ? scoreCandidates(need, [supply], engine, NOW) : [];
      return supply && scored ? [{ need, supply, pairing: explain(scored, engine) }] : [];
    }),
  );
});

/** The text at a JSON pointer of one or two steps. */
function textAt(content: RecordContent, path: string): string {
  const [, name = '', place] = path.split('/');
  const field = (content as unknown as Record<string, string | string[] | undefined>)[name];
  const text = place === undefined ? field : field?.[Number(place)];
  if (typeof text !== 'string') throw new Error(`no text at ${path}`);
  return text;
}

/** A copy of the content with another text in place of a span. */
function replaced<C extends RecordContent>(content: C, { path, start, end }: Span, by: string): C {
  const text = textAt(content, path);
  const [, name = '', place] = path.split('/');
  const copy = structuredClone(content) as unknown as Record<string, string | string[]>;
  const field = copy[name];
  if (Array.isArray(field)) field[Number(place)] = text.slice(0, start) + by + text.slice(end);
  else copy[name] = text.slice(0, start) + by + text.slice(end);
  return copy as unknown as C;
}

/** The supply with another content, profiled as the worker would. */
async function supplyWith(supply: ProfiledSupply, content: AchievementContent): Promise<ProfiledSupply> {
  const contentHash = 'changed';
  const [profile] = await profiler.profile([{ content, contentHash }]);
  if (!profile) throw new Error('no profile');
  return { record: { ...supply.record, content, contentHash }, profile };
}

/** What the score loses when a stretch of the supply's text is blacked out. */
async function lossWithout(span: Span, { need, supply, pairing }: Pair): Promise<number> {
  const content = replaced(supply.record.content, span, '■'.repeat(span.end - span.start));
  return pairing.score - scorePair(need, await supplyWith(supply, content), engine).score;
}

const evidenceOf = ({ pairing }: Pair): Evidence[] => pairing.signals.flatMap(({ evidence }) => evidence ?? []);
const phrasesOf = (pair: Pair): SharedPhrase[] =>
  evidenceOf(pair).flatMap((evidence) => (evidence.kind === 'shared-phrases' ? evidence.phrases : []));

/** Other stretches of the same field, as long as the span and clear of it, spread evenly. */
function othersLike({ path, start, end }: Span, text: string, count = 5): Span[] {
  const length = end - start;
  const free = Array.from({ length: text.length - length + 1 }, (_at, at) => at).filter(
    (at) => at + length <= start || at >= end,
  );
  const places = Array.from(
    { length: Math.min(count, free.length) },
    (_one, i) => free[Math.floor((i * free.length) / count)],
  );
  return places.map((at = 0) => ({ path, start: at, end: at + length }));
}

const percent = (part: number, of: number): string => `${((100 * part) / of).toFixed(1)} %`;

describe('evidence', () => {
  it('1 quotes the stored texts', () => {
    let spans = 0;
    for (const pair of pairs) {
      const [asks, offers] = [pair.need.record.content, pair.supply.record.content];
      const quoted = (content: RecordContent, { path, start, end }: Span): string => {
        spans++;
        return textAt(content, path).slice(start, end);
      };
      for (const { text, need, supply } of phrasesOf(pair)) {
        expect(normalize(quoted(asks, need))).toBe(text);
        expect(normalize(quoted(offers, supply))).toBe(text);
      }
      for (const evidence of evidenceOf(pair)) {
        if (evidence.kind !== 'indicators') continue;
        for (const { asked, stated } of evidence.comparisons) {
          expect(quoted(asks, asked.span)).toBe(asked.text);
          if (stated) expect(quoted(offers, stated.span)).toBe(stated.text);
        }
      }
    }
    expect(spans).toBeGreaterThan(2000);
  });

  it('2 and 3 carries the score: without its strongest span a pairing falls, and further than without another', async () => {
    let fell = 0;
    let further = 0;
    let compared = 0;
    for (const pair of pairs) {
      const [strongest] = phrasesOf(pair);
      if (!strongest) continue;
      const loss = await lossWithout(strongest.supply, pair);
      if (loss > 0) fell++;
      const text = textAt(pair.supply.record.content, strongest.supply.path);
      const others = othersLike(strongest.supply, text);
      if (others.length === 0) continue;
      compared++;
      let sum = 0;
      for (const other of others) sum += await lossWithout(other, pair);
      if (loss > sum / others.length) further++;
    }
    console.log(
      `${pairs.length} pairs: ${percent(fell, pairs.length)} fall without their strongest span, ` +
        `${percent(further, compared)} of ${compared} further than without others of its length`,
    );
    expect(fell / pairs.length).toBeGreaterThanOrEqual(0.9);
    expect(further / compared).toBeGreaterThanOrEqual(0.9);
  }, 300_000);
});

/** The supply's content with what one gap asks put into it. */
function mended(gap: Gap, content: AchievementContent): AchievementContent {
  switch (gap.kind) {
    case 'maturity':
      return { ...content, trl: gap.asked };
    case 'cooperation':
      return { ...content, cooperationModes: [...gap.stated, ...gap.asked] };
    case 'price':
      return { ...content, priceMin: gap.asked, priceMax: Math.max(gap.asked, content.priceMax ?? 0) };
    case 'region':
      return { ...content, region: gap.asked[0] };
    case 'ip':
      return { ...content, intellectualProperty: [{ kind: 'invention' }] };
    case 'indicators': {
      if (gap.stated === null)
        return { ...content, indicators: [...(content.indicators ?? []), ...gap.asked.map(({ text }) => text)] };
      return replaced(content, gap.stated.span, gap.asked.map(({ text }) => text).join('，'));
    }
  }
}

describe('a gap', () => {
  it('4 mended in a copy of the supply is gone, and the copy stands no lower', async () => {
    const mendings: Record<string, number> = {};
    for (const { need, supply, pairing } of pairs) {
      const others = supplies.filter(({ record }) => record.id !== supply.record.id);
      const rivals = scoreCandidates(need, others, engine, NOW);
      const placeOf = (score: number): number => rivals.filter((rival) => rival.score > score).length;
      for (const gap of pairing.gaps) {
        const copy = await supplyWith(supply, mended(gap, supply.record.content));
        const left = gapsBetween(need.record.content, copy.record.content, regionOf(copy.record));
        expect(left).not.toContainEqual(gap);
        const { score } = scorePair(need, copy, engine);
        expect(placeOf(score)).toBeLessThanOrEqual(placeOf(pairing.score));
        mendings[gap.kind] = (mendings[gap.kind] ?? 0) + 1;
      }
    }
    console.log(`gaps mended: ${JSON.stringify(mendings)}`);
    expect(Object.keys(mendings)).toEqual(
      expect.arrayContaining(['maturity', 'cooperation', 'price', 'indicators', 'ip']),
    );
  }, 300_000);
});
