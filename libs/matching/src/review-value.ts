/** What is known of a pairing that waits for a decision. */
export interface Awaiting {
  /** Chance of being accepted, 0–1. */
  probability: number;
  /** What the need can spend at most, in fen; null when it does not say. */
  budgetMaxFen: number | null;
  /** Day by which the need is to be solved, ISO 8601; null when it does not say. */
  deadline: string | null;
}

export interface ReviewValue {
  expectedValue: number;
  why: {
    probability: number;
    worth: number;
    deadline: { date: string; daysLeft: number; nearness: number } | null;
    uncertainty: number;
  };
}

/** A deadline further off than this presses no more than none. */
const PRESSING_DAYS = 90;
/** A need that is due today counts half as much again. */
const DEADLINE_WEIGHT = 0.5;
/** What one bit of label is worth, in accepted pairings. */
const LABEL_WEIGHT = 0.1;
/** 100,000 yuan, where worth begins to grow, a quarter each time the budget is ten times as large. */
const PLAIN_BUDGET_FEN = 10_000_000;
const WORTH_PER_DECADE = 0.25;
const MOST_WORTH = 1.5;

const DAY_MS = 86_400_000;
const round = (value: number): number => Math.round(value * 1e6) / 1e6;

/**
 * What a broker's decision on a pairing is worth, in accepted pairings: probability × worth × (1 + half the nearness of
 * the deadline), and a tenth for each bit that the decision would tell the engine (docs/review-work.md).
 * @param today calendar day in China, ISO 8601
 */
export function reviewValueOf({ probability, budgetMaxFen, deadline }: Awaiting, today: string): ReviewValue {
  const worth = round(worthOf(budgetMaxFen));
  const due = deadline === null ? null : dueOn(deadline, today);
  const uncertainty = round(entropyOf(probability));
  const pressing = 1 + DEADLINE_WEIGHT * (due?.nearness ?? 0);
  return {
    expectedValue: round(probability * worth * pressing + LABEL_WEIGHT * uncertainty),
    why: { probability, worth, deadline: due, uncertainty },
  };
}

function worthOf(budgetMaxFen: number | null): number {
  if (budgetMaxFen === null || budgetMaxFen <= PLAIN_BUDGET_FEN) return 1;
  return Math.min(MOST_WORTH, 1 + WORTH_PER_DECADE * Math.log10(budgetMaxFen / PLAIN_BUDGET_FEN));
}

/** A deadline that has passed presses nobody: the need lives on without it. */
function dueOn(date: string, today: string): { date: string; daysLeft: number; nearness: number } {
  const daysLeft = Math.round((Date.parse(date) - Date.parse(today)) / DAY_MS);
  return { date, daysLeft, nearness: daysLeft < 0 ? 0 : round(Math.max(0, 1 - daysLeft / PRESSING_DAYS)) };
}

/** Bits of a yes or no of this chance: 1 at one half, 0 when it is certain. */
function entropyOf(p: number): number {
  if (p <= 0 || p >= 1) return 0;
  return -p * Math.log2(p) - (1 - p) * Math.log2(1 - p);
}
