import { Injectable } from '@nestjs/common';
import { Engines, Matcher, Profiler } from '#engine';
import { contentHash, explain, extentOf, sideOf, summarize, thresholdFor } from '#matching';
import type { AnyRecord, Engine, Locale, RecordContent, RecordKind, ScoredCandidate } from '#matching';
import { LIST_LENGTH, RecordStore } from '#storage';
import type { PairedRecord } from '#storage';
import { fitAnswer } from './fit-answer.js';
import { summaryOf } from './views.js';

/** Record id of a text that is not stored. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

export interface Found {
  record: PairedRecord;
  score: number;
}

/** Ranks for texts that are not stored: matching on the spot, and search. */
@Injectable()
export class MatchService {
  constructor(
    private readonly records: RecordStore,
    private readonly profiler: Profiler,
    private readonly engines: Engines,
    private readonly matcher: Matcher,
  ) {}

  /** Explained pairings for a text posted as a record of `kind`, and whether any fits; nothing is stored. */
  async match(
    kind: RecordKind,
    content: RecordContent,
    { limit, all, locale }: { limit: number; all: boolean; locale: Locale },
  ): Promise<object> {
    const engine = await this.engines.current();
    const best = (await this.score(kind, content, engine)).slice(0, Math.max(limit, LIST_LENGTH[sideOf(kind)]));
    const shown = await this.shown(best);
    const pairings = best.flatMap((candidate) => {
      const record = shown.get(candidate.partnerId);
      if (!record) return [];
      const supplyCharacters = extentOf(record.content).characters;
      return [{ ...explain(candidate, engine), record, supplyCharacters }];
    });
    const items = (of: readonly (typeof pairings)[number][]): object[] =>
      of
        .slice(0, limit)
        .map(
          (
            {
              needId: _n,
              supplyId: _s,
              needRevision: _nr,
              supplyRevision: _sr,
              supplyCharacters: _c,
              record,
              ...pairing
            },
            place,
          ) => ({
            rank: place + 1,
            ...pairing,
            summary: summarize(pairing, locale),
            partner: summaryOf(record),
          }),
        );
    if (sideOf(kind) === 'supply') {
      return { fit: null, threshold: null, withheld: 0, suggestion: null, items: items(pairings) };
    }
    const threshold = engine.abstainBelow && thresholdFor(engine.abstainBelow, extentOf(content));
    const answer = fitAnswer(pairings, { threshold, isRanked: true, all, locale });
    return { ...answer.fields, items: items(answer.shown) };
  }

  /** Records of the other side that answer to a query, best first. */
  async search(kind: RecordKind, query: string): Promise<Found[]> {
    const scored = await this.score(kind, { title: query, description: '' }, await this.engines.current());
    const shown = await this.shown(scored);
    return scored.flatMap(({ partnerId, score }) => {
      const record = shown.get(partnerId);
      return record ? [{ record, score }] : [];
    });
  }

  private async score(kind: RecordKind, content: RecordContent, engine: Engine): Promise<ScoredCandidate[]> {
    const hash = contentHash({ kind, content });
    const [profile] = await this.profiler.profile([{ content, contentHash: hash }]);
    if (!profile) return [];
    const now = new Date();
    const record = {
      id: NOBODY,
      kind,
      revision: 0,
      contentHash: hash,
      organizationId: '',
      organizationRegion: null,
      content,
      revisedAt: now,
    } as AnyRecord;
    return this.matcher.score({ record, profile }, engine, now);
  }

  private async shown(candidates: readonly ScoredCandidate[]): Promise<Map<string, PairedRecord>> {
    const found = await this.records.findVisible(candidates.map(({ partnerId }) => partnerId));
    return new Map(found.map((record) => [record.id, record]));
  }
}
