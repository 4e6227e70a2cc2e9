import type { RecordContent } from './records.js';

const DAY_MS = 86_400_000;
const CHINA_MS = 8 * 3_600_000;

/** The calendar day in China, whose platforms these are, as ISO 8601. */
export const chinaDay = (now: Date): string => new Date(now.getTime() + CHINA_MS).toISOString().slice(0, 10);

/** An ISO 8601 day moved by some days. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/**
 * The content of a record whose poster says that it still holds: its dates end `days` from today, or when they did if
 * that is later. One without an end keeps none.
 */
export function prolonged<C extends RecordContent>(content: C, today: string, days: number): C {
  const { validUntil } = content;
  if (validUntil === undefined) return content;
  const end = dayAfter(today, days);
  return { ...content, validUntil: validUntil > end ? validUntil : end };
}
