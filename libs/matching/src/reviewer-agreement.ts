/** What one reviewer said of one thing. */
export interface Rating<Category extends string> {
  subject: string;
  reviewer: string;
  category: Category;
}

export interface ReviewerAgreement {
  /** `cohen`: two reviewers in all, each with their own habits; `fleiss`: more, taken together. */
  kind: 'cohen' | 'fleiss';
  /** Subjects with two or more ratings; others say nothing of agreement. */
  pairs: number;
  observed: number;
  /** Agreement to expect of reviewers who say each category as often, but by chance. */
  expected: number;
  /** (observed − expected) ÷ (1 − expected); null when chance explains all of it. */
  kappa: number | null;
}

/**
 * Agreement of reviewers beyond chance (Cohen 1960; Fleiss 1971, for any number of ratings a subject). One rating of a
 * reviewer per subject. Null when no subject has two.
 */
export function reviewerAgreement<Category extends string>(
  ratings: readonly Rating<Category>[],
): ReviewerAgreement | null {
  const bySubject = new Map<string, Rating<Category>[]>();
  for (const rating of ratings) bySubject.set(rating.subject, [...(bySubject.get(rating.subject) ?? []), rating]);
  const shared = [...bySubject.values()].filter((rated) => rated.length > 1);
  if (shared.length === 0) return null;
  const observed = mean(shared.map(agreeingShare));
  const reviewers = [...new Set(shared.flat().map(({ reviewer }) => reviewer))].sort();
  const kind = reviewers.length === 2 ? 'cohen' : 'fleiss';
  const expected = kind === 'cohen' ? expectedOfTwo(shared.flat(), reviewers) : expectedOfAll(shared.flat());
  const kappa = expected >= 1 - 1e-12 ? null : (observed - expected) / (1 - expected);
  return { kind, pairs: shared.length, observed, expected, kappa };
}

/** Part of the pairs of ratings of one subject that are alike. */
function agreeingShare(rated: readonly Rating<string>[]): number {
  const alike = [...countsOf(rated).values()].reduce((sum, n) => sum + n * (n - 1), 0);
  return alike / (rated.length * (rated.length - 1));
}

function expectedOfTwo(ratings: readonly Rating<string>[], reviewers: readonly string[]): number {
  const [one, other] = reviewers.map((who) => sharesOf(ratings.filter(({ reviewer }) => reviewer === who)));
  return [...(one ?? [])].reduce((sum, [category, share]) => sum + share * (other?.get(category) ?? 0), 0);
}

const expectedOfAll = (ratings: readonly Rating<string>[]): number =>
  [...sharesOf(ratings).values()].reduce((sum, share) => sum + share * share, 0);

function countsOf(ratings: readonly Rating<string>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { category } of ratings) counts.set(category, (counts.get(category) ?? 0) + 1);
  return counts;
}

const sharesOf = (ratings: readonly Rating<string>[]): Map<string, number> =>
  new Map([...countsOf(ratings)].map(([category, n]) => [category, n / ratings.length]));

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
