import Table from 'cli-table3';
import type { AbstentionRates } from './abstention.js';
import { NEED_METRICS, SCORERS } from './evaluate.js';
import type { Evaluation, MetricName } from './evaluate.js';
import type { Comparison, Interval } from './resampling.js';
import type { Spread } from './two-sides.js';

/** An evaluation as a terminal shows it. */
export function tablesOf(result: Evaluation): string {
  const cell = (scorer: (typeof SCORERS)[number], metric: MetricName): string => {
    const value = result.metrics[scorer][metric];
    return metric === 'coverage@20' ? value.toFixed(3) : withInterval(value, result.intervals[scorer][metric]);
  };
  const byScorer = (metrics: readonly MetricName[]): string =>
    grid(
      ['scorer', ...metrics],
      SCORERS.map((scorer) => [scorer, ...metrics.map((metric) => cell(scorer, metric))]),
    );
  const others = SCORERS.filter((scorer) => scorer !== 'engine');
  const parts = [
    `${result.needs} needs × ${result.supplies} supplies, ${result.judgements} judged pairs`,
    byScorer(NEED_METRICS),
    byScorer(['ECE', 'Brier', 'coverage@20', 'supply nDCG@10']),
    `Brier of a constant: ${result.calibration.constantBrier.toFixed(4)}`,
    grid(
      ['engine less …', 'nDCG@10', 'Recall@100', 'MRR@10'],
      others.map((scorer) => {
        const against = result.engineAgainst[scorer];
        return [scorer, ...(['nDCG@10', 'Recall@100', 'MRR@10'] as const).map((metric) => difference(against[metric]))];
      }),
    ),
    grid(
      ['nDCG@10, row less column: p', ...SCORERS],
      SCORERS.map((scorer) => [scorer, ...SCORERS.map((other) => chance(result.pairwise[scorer][other]))]),
    ),
  ];
  const { byScore, shown, cost } = result.twoSides;
  parts.push(
    grid(
      ['lists', 'largest exposure', 'most in first 5', 'seen in first 5', 'Gini', 'top 1 %'],
      [
        ['by score', ...spread(byScore)],
        ['as shown', ...spread(shown)],
      ],
    ),
    `nDCG@10 of the shown order less the order by score: needs ${difference(cost.need)}, supplies ${difference(cost.supply)}\n`,
  );
  if (result.abstention) {
    const { asPosted, cutShort, foreign } = result.abstention;
    const row = (name: string, rates: AbstentionRates | null): string[][] => (rates ? [[name, ...shares(rates)]] : []);
    parts.push(
      grid(
        ['“nothing fits”', 'said though one fits', 'said where none fits'],
        [
          ...row('needs as posted', asPosted),
          ...row('needs cut short', cutShort),
          ...row('fields without supply', foreign),
        ],
      ),
    );
  }
  if (result.ablation) {
    parts.push(
      grid(
        ['signal', 'weight', 'nDCG@10 it is worth', 'Recall@100 it is worth'],
        result.ablation.map(({ signal, weight, worth }) => [
          signal,
          weight.toFixed(4),
          difference(worth['nDCG@10']),
          difference(worth['Recall@100']),
        ]),
      ),
    );
  }
  parts.push(
    [
      '± half of the 95 % interval, bootstrap over needs; p by sign flips, need by need; ties averaged.',
      'nDCG@10 (linear gain), P@5, AUC over judged pairs; Recall@100, MRR@10 over all supplies, grade ≥ 2 is relevant.',
      'ECE (10 bins of equal mass) and Brier of P(grade ≥ 2); the others are given a curve fitted on other needs.',
      result.crossValidated
        ? 'The shipped version was fitted on this data: here each need is ranked by one fitted without its fold.'
        : 'The engine is the shipped version as it is.',
      `engine ${result.engineDigest} (version ${result.version}), model ${result.model ?? 'none'}, ${result.medianRankMs.toFixed(0)} ms a need (median)`,
    ].join('\n'),
  );
  return parts.join('\n');
}

const spread = ({ largestExposure, mostInFirstFive, seenInFirstFive, gini, topPercentShare }: Spread): string[] => [
  largestExposure.toFixed(2),
  String(mostInFirstFive),
  String(seenInFirstFive),
  gini.toFixed(3),
  topPercentShare.toFixed(3),
];

const shares = ({ fitting, turnedAway, unfitting, abstained }: AbstentionRates): string[] => [
  fitting === 0 ? '' : `${turnedAway.toFixed(3)} of ${fitting}`,
  `${abstained.toFixed(3)} of ${unfitting}`,
];

const withInterval = (value: number, [low, high]: Interval): string =>
  `${value.toFixed(3)} ±${((high - low) / 2).toFixed(3).replace(/^0/, '')}`;

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;

const difference = ({ difference: mean, interval: [low, high], p }: Comparison): string =>
  `${signed(mean)} [${signed(low)}, ${signed(high)}] ${inWords(p)}`;

const inWords = (p: number): string => (p < 0.001 ? 'p<.001' : `p=${p.toFixed(3).replace(/^0/, '')}`);

const chance = (comparison: Comparison | undefined): string =>
  comparison ? `${comparison.difference < 0 ? '−' : '+'} ${inWords(comparison.p)}` : '';

function grid(head: string[], rows: string[][]): string {
  const line = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '' };
  const sides = { 'bottom-left': '', 'bottom-right': '', left: '', right: '', 'left-mid': '', 'right-mid': '' };
  const table = new Table({
    head,
    chars: { ...line, ...sides, mid: '', 'mid-mid': '', middle: ' ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
  });
  table.push(...rows);
  return `${table.toString()}\n`;
}
