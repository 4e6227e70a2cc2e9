const LONGEST = 1000;

/**
 * What an error says, fit for a log: without what it quotes. PostgreSQL repeats a value it cannot take (SQLSTATE class
 * 22), and JSON.parse the text around a fault; either may be a text of a record or the name of a person.
 */
export function saidOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error.slice(0, LONGEST) : typeof error;
  const { code = (error as { driverError?: { code?: unknown } }).driverError?.code } = error as { code?: unknown };
  const isOfGivenValue = typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code);
  if (isOfGivenValue || error instanceof SyntaxError) {
    return [error.name, isOfGivenValue && code, '(withheld: it quotes what was given)'].filter(Boolean).join(' ');
  }
  return (error.message || error.name).slice(0, LONGEST);
}

/** Where an error was thrown, headed by what it says. */
export function stackOf(error: unknown): string {
  const { stack = '' } = error instanceof Error ? error : {};
  const frames = stack.split('\n').filter((line) => /^ {4}at /.test(line));
  return [saidOf(error), ...frames].join('\n');
}
