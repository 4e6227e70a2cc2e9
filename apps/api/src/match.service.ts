import { Injectable } from '@nestjs/common';
import { Engines, Matcher, Profiler } from '#engine';
import { BESIDE_KINDS, contentHash, explain, extentOf, sideOf, summarize, thresholdFor } from '#matching';
import type {
  AnyProfiled,
  AnyRecord,
  Engine,
  Locale,
  RecordContent,
  RecordKind,
  ScoredCandidate,
  ScoredPairing,
  ShownLink,
  SupplyLink,
} from '#matching';
import { LIST_LENGTH, NEED_LIST, RecordStore } from '#storage';
import type { PairedRecord } from '#storage';
import { withoutWithheld } from './beside-answer.js';
import { fitAnswer } from './fit-answer.js';
import { summaryOf } from './views.js';

/** Record id of a text that is not stored. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

export interface Found {
  record: PairedRecord;
  score: number;
}

interface Asked {
  /** Items at most; a list of another kind than achievements is never longer than on a stored need's page. */
  limit: number;
  all: boolean;
  locale: Locale;
  /** Whether the achievements are withheld, which links would tell of. */
  isWithheld?: boolean;
}

/** What may be shown, by id. */
type Shown = ReadonlyMap<string, PairedRecord>;

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
  async match(kind: RecordKind, content: RecordContent, asked: Asked): Promise<object> {
    const engine = await this.engines.current();
    const anchor = await this.anchorOf(kind, content);
    if (kind !== 'need' || !anchor) {
      const scored = anchor ? await this.matcher.score(anchor, engine, new Date()) : [];
      const best = scored.slice(0, Math.max(asked.limit, LIST_LENGTH[sideOf(kind)]));
      const items = itemsOf(pairingsOf(best, await this.shown(best), engine), asked);
      return { fit: null, threshold: null, withheld: 0, suggestion: null, items, beside: null };
    }
    const { byKind } = await this.matcher.listsFor(anchor, engine, new Date());
    const best = byKind.achievement.slice(0, Math.max(asked.limit, LIST_LENGTH.need));
    const lists = BESIDE_KINDS.map((of) => byKind[of].slice(0, NEED_LIST[of]));
    const shown = await this.shown([...best, ...lists.flat()]);
    const found = pairingsOf(best, shown, engine);
    const threshold = engine.abstainBelow && thresholdFor(engine.abstainBelow, extentOf(content));
    const answer = fitAnswer(found, { threshold, isRanked: true, all: asked.all, locale: asked.locale });
    const isWithheld = answer.fields.withheld > 0;
    const [experts = [], facilities = [], services = []] = lists.map((list) =>
      itemsOf(withoutWithheld(pairingsOf(list, shown, engine), isWithheld), { ...asked, isWithheld }),
    );
    const closing = lists.flat().filter(({ supply }) => supply.record.kind === 'facility');
    return {
      ...answer.fields,
      items: itemsOf(
        answer.shown.map((one) => closedBy(one, closing, shown)),
        asked,
      ),
      beside: { experts, facilities, services },
    };
  }

  /**
   * Records of the other side that answer to a query, best first: supplies of all kinds to one asked as a need, by what
   * they say alone.
   */
  async search(kind: RecordKind, query: string): Promise<Found[]> {
    const anchor = await this.anchorOf(kind, { title: query, description: '' });
    if (!anchor) return [];
    const engine = await this.engines.current();
    const scored = await (kind === 'need'
      ? this.matcher.scoreAll(anchor, engine, new Date())
      : this.matcher.score(anchor, engine, new Date()));
    const shown = await this.shown(scored);
    return scored.flatMap(({ partnerId, score }) => {
      const record = shown.get(partnerId);
      return record ? [{ record, score }] : [];
    });
  }

  /** The text as a record that is not stored; null when there is nothing to go by. */
  private async anchorOf(kind: RecordKind, content: RecordContent): Promise<AnyProfiled | null> {
    const hash = contentHash({ kind, content });
    const [profile] = await this.profiler.profile([{ content, contentHash: hash }]);
    if (!profile) return null;
    const record = {
      id: NOBODY,
      kind,
      revision: 0,
      contentHash: hash,
      organizationId: '',
      organizationRegion: null,
      content,
      revisedAt: new Date(),
    } as AnyRecord;
    return { record, profile };
  }

  private async shown(candidates: readonly ScoredCandidate[]): Promise<Shown> {
    const linked = candidates.flatMap(({ links = [] }) => links.map(({ achievementId }) => achievementId));
    const ids = new Set([...candidates.map(({ partnerId }) => partnerId), ...linked]);
    const found = await this.records.findVisible([...ids]);
    return new Map(found.map((record) => [record.id, record]));
  }
}

type Explained = Omit<ScoredPairing, 'links'> & {
  links: ShownLink[];
  record: PairedRecord;
  supplyCharacters: number;
};

/** Pairings of the records that may be shown, and their links to those. */
const pairingsOf = (candidates: readonly ScoredCandidate[], shown: Shown, engine: Engine): Explained[] =>
  candidates.flatMap((candidate) => {
    const record = shown.get(candidate.partnerId);
    if (!record) return [];
    const { links, ...pairing } = explain(candidate, engine);
    const shownLinks = links.flatMap((link) => shownLink(link, shown));
    if (pairing.isByLink && shownLinks.length === 0) return [];
    const supplyCharacters = extentOf(record.content).characters;
    return [{ ...pairing, links: shownLinks, record, supplyCharacters }];
  });

function shownLink(link: SupplyLink, shown: Shown): ShownLink[] {
  const title = shown.get(link.achievementId)?.content.title;
  if (title === undefined) return [];
  const of = { achievementId: link.achievementId, title, pairingId: null };
  return link.kind === 'behind'
    ? [{ kind: 'behind', by: link.by, ...of }]
    : [{ kind: 'bridges', from: link.from, to: link.to, ...of }];
}

/** With the best facility that closes the maturity gap of the pairing. */
function closedBy(pairing: Explained, facilities: readonly ScoredCandidate[], shown: Shown): Explained {
  const closing = facilities.find(({ links = [] }) => links.some((link) => link.achievementId === pairing.supplyId));
  const record = closing && shown.get(closing.partnerId);
  if (!record) return pairing;
  const facility = { id: record.id, title: record.content.title, pairingId: null };
  const gaps = pairing.gaps.map((gap) =>
    gap.kind === 'maturity' && gap.stated !== null ? { ...gap, closedBy: facility } : gap,
  );
  return { ...pairing, gaps };
}

const itemsOf = (pairings: readonly Explained[], { limit, locale, isWithheld = false }: Asked): object[] =>
  pairings.slice(0, limit).map((one, place) => {
    const { score, probability, supplyKind, signals, gaps, engineDigest, degraded } = one;
    const links = isWithheld ? [] : one.links;
    return {
      rank: place + 1,
      ...{ score, probability, supplyKind, signals, gaps, links, engineDigest, degraded },
      summary: summarize({ signals, gaps, links }, locale),
      partner: summaryOf(one.record),
    };
  });
