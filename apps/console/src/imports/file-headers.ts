import { request } from '../api/client.js';
import type { FileHeaders, RecordKind } from '../api/views.js';

/** What is chosen for a header: a column's key, or one of these. */
export const LEFT_OUT = '-';
export const UNDECIDED = '';

/** The beginning of a text file holds its headers; a workbook has to be sent whole. */
const ENOUGH_OF_TEXT = 256 * 1024;

/** Asks what the headers of a file are; null for a file that has none. */
export async function readHeaders(kind: RecordKind, file: File): Promise<FileHeaders | null> {
  if (/\.(jsonl|ndjson)$/i.test(file.name)) return null;
  const isText = /\.csv$/i.test(file.name);
  const form = new FormData();
  form.append('file', isText ? wholeLines(file, await file.slice(0, ENOUGH_OF_TEXT).arrayBuffer()) : file, file.name);
  return request<FileHeaders>('POST', `/intake/v1/imports/headers?kind=${kind}`, form);
}

/** Up to the last line break, so that no character or quoted cell is cut where it can be helped. */
function wholeLines(file: File, start: ArrayBuffer): Blob {
  const end = new Uint8Array(start).lastIndexOf(0x0a);
  return start.byteLength < file.size && end > 0 ? new Blob([start.slice(0, end + 1)]) : new Blob([start]);
}

/** What each header is taken for as long as nobody says otherwise. */
export const proposedChoices = ({ sheets }: FileHeaders): Record<string, string> =>
  Object.fromEntries(
    sheets.flatMap(({ columns }) =>
      columns.map(({ header, proposed, leftOut }) => [header, proposed ?? (leftOut ? LEFT_OUT : UNDECIDED)]),
    ),
  );

/** What is sent with the file: every header that a person decided on, or null when the proposals stand. */
export function mappingFrom(
  headers: FileHeaders,
  choices: Readonly<Record<string, string>>,
): Record<string, string | null> | null {
  const proposed = proposedChoices(headers);
  const isChanged = Object.entries(choices).some(([header, choice]) => choice !== proposed[header]);
  if (!isChanged && !headers.remembered) return null;
  return Object.fromEntries(
    Object.entries(choices)
      .filter(([, choice]) => choice !== UNDECIDED)
      .map(([header, choice]) => [header, choice === LEFT_OUT ? null : choice]),
  );
}
