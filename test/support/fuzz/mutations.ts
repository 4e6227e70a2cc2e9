import fc from 'fast-check';
import { hostileText, hostileValue } from './hostile.js';

type Change = (value: unknown, hostile: unknown) => unknown;

const CHANGES: readonly Change[] = [
  (_value, hostile) => hostile,
  (_value, hostile) => hostile,
  () => undefined,
  () => null,
  (value) => [value],
  (value) => ({ value }),
  textOf,
  (value) => (typeof value === 'string' ? value.repeat(200) : textOf(value)),
  (value) => (typeof value === 'string' ? `${value}\0` : value),
  (value) => (typeof value === 'string' ? [...value].reverse().join('') : Number(textOf(value))),
  (value) => (Array.isArray(value) ? Array<unknown>(500).fill(value[0] ?? 'a') : -Number(textOf(value))),
  (value, hostile) => (isObject(value) ? { ...value, [textOf(hostile).slice(0, 20)]: hostile } : hostile),
  (value, hostile) => (isObject(value) ? withOwn(value, '__proto__', hostile) : hostile),
];

function textOf(value: unknown): string {
  return JSON.stringify(value) ?? '';
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const withOwn = (value: object, key: string, own: unknown): object =>
  Object.defineProperty<object>({ ...value }, key, { value: own, enumerable: true });

/** Every place in a value, the whole included, as the keys that lead there. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  const within = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [path, ...within.flatMap(([key, part]) => placesIn(part, [...path, key]))];
}

function changedAt(value: unknown, [key, ...rest]: readonly string[], change: (part: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value))
    return (value as unknown[]).map((part, i) => (String(i) === key ? changedAt(part, rest, change) : part));
  const parts = { ...(value as Record<string, unknown>) };
  return { ...parts, [key]: changedAt(parts[key], rest, change) };
}

/** Values but for one change somewhere within. */
export const nearly = (values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.tuple(values, fc.nat(), fc.constantFrom(...CHANGES), hostileValue).map(([value, n, change, hostile]) => {
    const places = placesIn(value);
    return changedAt(value, places[n % places.length] ?? [], (part) => change(part, hostile));
  });

/** Texts but for what breaks their form. */
export const brokenText = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(texts, fc.nat(), hostileText, fc.nat(7)).map(([text, n, hostile, how]) => {
    const at = n % (text.length + 1);
    const [before, after] = [text.slice(0, at), text.slice(at)];
    return [
      before,
      after,
      before + hostile + after,
      `\uFEFF${text}`,
      text.replace(/\d+/, '1e999'),
      '['.repeat(20_000 + (n % 80_000)),
      text.replace(/(?<=:)(?:"[^"]*"|\d+)/, `${'['.repeat(n % 400_000)}${']'.repeat(n % 400_000)}`),
      `${text}${text}`,
    ][how] as string;
  });
