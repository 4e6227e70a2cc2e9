import { Client } from 'pg';
import { plainOrKept } from './kept-plan.js';
import { inSpan, isTraced, SpanKind } from '#telemetry';

/** The first word that says what a statement does, and the table it does it to first. */
const STATEMENT = /\b(SELECT|INSERT|UPDATE|DELETE|TRUNCATE|COPY|START TRANSACTION|COMMIT|ROLLBACK)\b/i;
const TABLE = /\b(?:FROM|INTO|UPDATE|JOIN)\s+(?:ONLY\s+)?"?([a-z_]+)"?/i;
const LONGEST = 2000;

/**
 * A connection whose statements are spans of what runs: their text, which our code wrote, without their parameters. Of those
 * that `keptPlan` marks it keeps the plan.
 */
export class TracedClient extends Client {
  // `query` has eight forms; the one that TypeORM calls gives no callback and gets a promise, the others pass through.
  override query = ((...given: unknown[]): unknown => {
    const pass = (): unknown => plainly.apply(this, plainOrKept(given));
    const [statement] = given;
    if (!isTraced() || typeof statement !== 'string' || given.some((one) => typeof one === 'function')) return pass();
    const operation = STATEMENT.exec(statement)?.[1]?.toUpperCase() ?? 'SQL';
    const table = TABLE.exec(statement)?.[1]?.toLowerCase();
    const attributes = {
      'db.system.name': 'postgresql',
      'db.operation.name': operation,
      'db.query.text': statement.slice(0, LONGEST),
      ...(table && { 'db.collection.name': table }),
    };
    const name = table ? `${operation} ${table}` : operation;
    return inSpan(name, { kind: SpanKind.CLIENT, attributes }, () => pass() as Promise<unknown>);
  }) as Client['query'];
}

const { query } = Client.prototype as { query: unknown };
const plainly = query as (this: Client, ...given: unknown[]) => unknown;
