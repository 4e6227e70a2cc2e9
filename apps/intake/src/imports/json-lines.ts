import { unsafeJson } from '#http';
import { LONGEST_ROW } from './csv-table.js';
import { judge, wholeRow } from './row-judge.js';
import type { ReadRow } from './row-judge.js';
import type { SheetPlace } from './tables.js';
import { UnreadableFile } from './unreadable-file.js';

/** One object a line; lines count from 1. */
export async function* readJsonLines(place: SheetPlace, text: AsyncIterable<string>): AsyncGenerator<ReadRow> {
  for await (const { row, line } of filledLines(text)) yield readLine(place, row, line);
}

function readLine(place: SheetPlace, row: number, line: string): ReadRow {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    const { message } = error as Error;
    return wholeRow(place, row, 'json', `不是有效的 JSON：${message}`, `not valid JSON: ${message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return wholeRow(place, row, 'json', '每行应为一个 JSON 对象。', 'each line should be a JSON object.');
  }
  const unsafe = unsafeJson(value);
  if (unsafe) return wholeRow(place, row, 'json', unsafe.zh, unsafe.en);
  return judge(place, row, value as Record<string, unknown>, {
    columnOf: (pointer) => pointer.split('/')[1] ?? '',
    valueOf: (pointer) => textAt(value, pointer),
  });
}

/** What stands at a JSON pointer, as JSON; empty for nothing. */
function textAt(value: unknown, pointer: string): string {
  let at = value;
  for (const step of pointer.split('/').slice(1)) {
    if (typeof at !== 'object' || at === null) return '';
    at = (at as Record<string, unknown>)[step.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return typeof at === 'string' ? at : (JSON.stringify(at) ?? '');
}

/** Lines with anything in them, without a byte order mark. */
export async function* filledLines(text: AsyncIterable<string>): AsyncGenerator<{ row: number; line: string }> {
  let row = 0;
  for await (const line of linesOf(text)) {
    row++;
    if (line.trim() !== '') yield { row, line: line.replace(/^\uFEFF/, '') };
  }
}

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_ROW) {
      throw new UnreadableFile(
        '有一行超过 1 MiB；请确认文件是每行一个 JSON 对象。',
        'a line exceeds 1 MiB; the file should hold one JSON object per line.',
      );
    }
    yield* lines;
  }
  if (rest !== '') yield rest;
}
