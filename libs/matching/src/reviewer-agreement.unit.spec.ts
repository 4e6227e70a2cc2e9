/**
 * 1 Two reviewers: Cohen's worked example.
 * 2 More: Fleiss's worked example.
 * 3 Subjects with one rating do not count; without any other there is nothing to tell.
 * 4 Where everyone always says the same, chance explains it all.
 */
import { expect, it } from '@jest/globals';
import { reviewerAgreement } from './reviewer-agreement.js';
import type { Rating } from './reviewer-agreement.js';

/** `times` subjects that the reviewers, in this order, put into these categories. */
let subjects = 0;
const rated = (times: number, ...categories: string[]): Rating<string>[] =>
  Array.from({ length: times }, () => {
    const subject = `pair ${subjects++}`;
    return categories.map((category, i) => ({ subject, reviewer: `r${i}`, category }));
  }).flat();

it('1 Cohen', () => {
  const ratings = [
    ...rated(20, 'yes', 'yes'),
    ...rated(5, 'yes', 'no'),
    ...rated(10, 'no', 'yes'),
    ...rated(15, 'no', 'no'),
  ];
  const { kappa, ...rest } = reviewerAgreement(ratings) ?? { kappa: null };
  expect(rest).toEqual({ kind: 'cohen', pairs: 50, observed: 0.7, expected: 0.5 });
  expect(kappa).toBeCloseTo(0.4);
});

it('2 Fleiss', () => {
  // Ten subjects, fourteen raters, five categories: counts per subject.
  const counts = [
    ...[
      [0, 0, 0, 0, 14],
      [0, 2, 6, 4, 2],
      [0, 0, 3, 5, 6],
      [0, 3, 9, 2, 0],
      [2, 2, 8, 1, 1],
    ],
    ...[
      [7, 7, 0, 0, 0],
      [3, 2, 6, 3, 0],
      [2, 5, 3, 2, 2],
      [6, 5, 2, 1, 0],
      [0, 2, 2, 3, 7],
    ],
  ];
  const ratings = counts.flatMap((row) =>
    rated(1, ...row.flatMap((n, category) => Array.from({ length: n }, () => String(category)))),
  );
  const agreement = reviewerAgreement(ratings);
  expect(agreement).toMatchObject({ kind: 'fleiss', pairs: 10 });
  expect(agreement?.observed).toBeCloseTo(0.378, 3);
  expect(agreement?.expected).toBeCloseTo(0.213, 3);
  expect(agreement?.kappa).toBeCloseTo(0.21, 3);
});

it('3 single ratings', () => {
  expect(reviewerAgreement(rated(3, 'yes'))).toBeNull();
  expect(reviewerAgreement([...rated(3, 'no'), ...rated(1, 'yes', 'no')])).toMatchObject({
    pairs: 1,
    observed: 0,
    kappa: 0 - 0,
  });
});

it('4 always the same', () => {
  expect(reviewerAgreement(rated(3, 'yes', 'yes'))).toMatchObject({ observed: 1, expected: 1, kappa: null });
});
