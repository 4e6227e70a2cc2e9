/**
 * 1 Every error has words in both languages, in its own language, with the same placeholders.
 * 2 Its status is an error's, and only the service's own failures are logged as errors.
 * 3 A message has every placeholder filled in; a DomainError speaks English to the log and keeps its faults.
 */
import { describe, expect, it } from '@jest/globals';
import { DomainError, ERRORS, messageOf } from './errors.js';
import type { ErrorCode } from './errors.js';
import { languageOf } from './text/normalize.js';

const CODES = Object.keys(ERRORS) as ErrorCode[];
/** The reader of a file, or of JSON, says what is wrong with it, in both languages. */
const TOLD_BY_READERS: readonly ErrorCode[] = ['file-refused', 'file-unreadable', 'unsafe-json'];
const placeholdersOf = (message: string): string[] =>
  [...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();

/** As many as callers send: a metric counts them, the log does not. */
const PROVOKED = new Set<string>(['overloaded', 'stopping']);

describe('errors', () => {
  it.each(TOLD_BY_READERS)('1 %s is told as its reader tells it', (code) => {
    const told = { zh: '文件已加密', en: 'The file is encrypted' };
    for (const language of ['zh', 'en'] as const) expect(messageOf(code, told, language)).toBe(told[language]);
  });

  it.each(CODES.filter((code) => !TOLD_BY_READERS.includes(code)))('1 %s is told in both languages', (code) => {
    const { zh, en } = ERRORS[code];
    expect([languageOf(zh.replaceAll(/[A-Za-z-]/g, '')), languageOf(en)]).toEqual(['zh', 'en']);
    expect(placeholdersOf(zh)).toEqual(placeholdersOf(en));
  });

  it.each(CODES)('2 %s has a status and level that agree', (code) => {
    const { status, level } = ERRORS[code];
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(level === 'debug').toBe(status < 500 || PROVOKED.has(code));
  });

  it('3 fills in what is said', () => {
    const params = { from: 'withdrawn', action: 'solve', allowed: 'replace, publish' };
    expect(messageOf('illegal-move', params, 'en')).toBe(
      'A record that is withdrawn cannot be moved by solve; it can be moved by: replace, publish.',
    );
    expect(messageOf('illegal-move', params, 'zh')).toBe(
      '状态为“withdrawn”的记录不能执行“solve”；可以执行：replace, publish。',
    );
    for (const code of CODES) expect(messageOf(code, {}, 'zh')).not.toMatch(/[{}]|undefined/);
    const fault = { pointer: '/title', zh: '必填', en: 'required' };
    const error = new DomainError('not-found', { what: 'need' }, [fault]);
    expect(error).toMatchObject({ code: 'not-found', message: 'No such need.', faults: [fault] });
  });

  it('3 leaves a placeholder’s own braces alone', () => {
    expect(messageOf('malformed-json', { detail: 'near {status}' }, 'en')).toBe(
      'The request body is not valid JSON: near {status}',
    );
  });
});
