export const DECISIONS = ['recommend', 'accept', 'decline', 'not-sure'] as const;
export type Decision = (typeof DECISIONS)[number];

/** Why a broker declines. `other` needs a note. */
export const DECLINE_REASONS = {
  'too-early': { zh: '成熟度不足', en: 'too early' },
  'benefit-unclear': { zh: '优势不明', en: 'benefit over existing technology unclear' },
  'route-unclear': { zh: '商业路径不明', en: 'commercial route unclear' },
  'application-unclear': { zh: '应用不明', en: 'application unclear' },
  'scientific-doubt': { zh: '科学性存疑', en: 'scientific doubt' },
  'wrong-field': { zh: '领域不符', en: 'wrong field' },
  price: { zh: '价格不符', en: 'price' },
  ip: { zh: '知识产权障碍', en: 'intellectual property' },
  region: { zh: '地域不符', en: 'region' },
  duplicate: { zh: '重复', en: 'duplicate' },
  'in-contact': { zh: '已在接触', en: 'already in contact' },
  other: { zh: '其他', en: 'other' },
} as const;
export type DeclineReason = keyof typeof DECLINE_REASONS;
export const DECLINE_REASON_CODES = Object.keys(DECLINE_REASONS) as DeclineReason[];

/** What a decision says about how well the content answers the need. */
export interface Label {
  /** 3 solves what is asked · 2 a substantial part, or with adaptation · 1 same field, useful background · 0 unrelated. */
  grade: 0 | 1 | 2 | 3;
  /** How sure it is that the decision says so, above 0 to 1. */
  certainty: number;
}

/** A decline for the terms tells that the content was good enough to come to terms, but nobody said so outright. */
const CAME_TO_TERMS: Label = { grade: 2, certainty: 0.5 };

const ACCEPTED: Readonly<Record<Exclude<Decision, 'decline'>, Label | null>> = {
  accept: { grade: 3, certainty: 1 },
  recommend: { grade: 2, certainty: 1 },
  'not-sure': null,
};

/**
 * A label is about content alone. Maturity, price, rights and region have signals and gaps of their own; were they
 * counted as a bad match, the fit would learn that good texts match badly.
 */
const DECLINED: Readonly<Record<DeclineReason, Label | null>> = {
  'wrong-field': { grade: 0, certainty: 1 },
  'application-unclear': { grade: 1, certainty: 1 },
  'benefit-unclear': { grade: 1, certainty: 1 },
  'too-early': CAME_TO_TERMS,
  price: CAME_TO_TERMS,
  ip: CAME_TO_TERMS,
  region: CAME_TO_TERMS,
  // Of the supply alone, or of the market, whatever the need asks.
  'route-unclear': null,
  'scientific-doubt': null,
  // Of the platform's records and the parties, not of the match.
  duplicate: null,
  'in-contact': null,
  // In the note, which no machine reads.
  other: null,
};

/** The label of a decision, or null when it says nothing about the content. */
export function labelOf(decision: Decision, reason: DeclineReason | null): Label | null {
  if (decision !== 'decline') return ACCEPTED[decision];
  return reason === null ? null : DECLINED[reason];
}

/**
 * Chance that a broker who opens a list looks at this place of it (position-based examination, as the discount of nDCG):
 * 1 at the first, 0.63 at the second, 0.5 at the third, 0.23 at the twentieth.
 * @param rank place on the need's list, from 1
 */
export const examinationChance = (rank: number): number => 1 / Math.log2(1 + Math.max(1, rank));

/** No review counts more than this many times one of a first place: rare looks far down must not decide a fit. */
export const MOST_INVERSE_PROPENSITY = 5;

/** How much a label counts so that places looked at seldom are not underrated; without a known chance 1. */
export const inversePropensity = (chance: number | null): number =>
  chance === null ? 1 : Math.min(MOST_INVERSE_PROPENSITY, 1 / chance);

/** A review as far as labels go. */
export interface ReviewedPair {
  id: string;
  needId: string;
  supplyId: string;
  needRevision: number;
  supplyRevision: number;
  decision: Decision;
  reason: DeclineReason | null;
  /** Id of the review it takes the place of. */
  supersedes: string | null;
  propensity: number | null;
}

/** What all reviewers together say of one need version × one supply version. */
export interface LabelledPair {
  needId: string;
  supplyId: string;
  needRevision: number;
  supplyRevision: number;
  grade: number;
  /** Mean certainty of its labels × the inverse chance of the best place it was reviewed at. */
  weight: number;
}

/**
 * One label per pair of versions, ordered by ids. Superseded reviews do not count. Several reviewers: the mean of their
 * grades, each by its certainty, rounded to the nearest grade, halves down (3 and 0 make 1).
 */
export function labelledPairs(reviews: readonly ReviewedPair[]): LabelledPair[] {
  const superseded = new Set(reviews.map(({ supersedes }) => supersedes));
  const pairs = new Map<string, { review: ReviewedPair; labels: Label[]; chance: number | null }>();
  for (const review of reviews) {
    const label = labelOf(review.decision, review.reason);
    if (!label || superseded.has(review.id)) continue;
    const { needId, needRevision, supplyId, supplyRevision, propensity } = review;
    const key = [needId, needRevision, supplyId, supplyRevision].join(' ');
    const pair = pairs.get(key) ?? { review, labels: [], chance: null };
    pair.labels.push(label);
    if (propensity !== null) pair.chance = Math.max(pair.chance ?? 0, propensity);
    pairs.set(key, pair);
  }
  return [...pairs]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { review, labels, chance }]) => {
      const { needId, supplyId, needRevision, supplyRevision } = review;
      const certainty = labels.reduce((sum, label) => sum + label.certainty, 0);
      const mean = labels.reduce((sum, label) => sum + label.certainty * label.grade, 0) / certainty;
      return {
        ...{ needId, supplyId, needRevision, supplyRevision },
        grade: Math.max(0, Math.ceil(mean - 0.5)),
        weight: (certainty / labels.length) * inversePropensity(chance),
      };
    });
}
