import { createHash } from 'node:crypto';

const MARK = '/* kept plan */ ';

/**
 * Marks a statement that is run for almost every request: each connection has PostgreSQL parse and plan it once (a prepared
 * statement), which takes longer than to run it. It names its columns: `*` would fail once a migration adds one.
 */
export const keptPlan = (sql: string): string => MARK + sql;

const names = new Map<string, string>();

/** Arguments of `query` as pg takes them, with a name for what is marked. */
export function plainOrKept(given: readonly unknown[]): unknown[] {
  const [text, values, ...rest] = given;
  if (typeof text !== 'string' || !text.startsWith(MARK) || rest.length > 0) return [...given];
  let name = names.get(text);
  if (name === undefined) names.set(text, (name = createHash('sha1').update(text).digest('hex')));
  return [{ name, text, values }];
}
