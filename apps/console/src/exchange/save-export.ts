import { callerHeaders } from '../api/client.js';
import { problemOf } from '../api/problem.js';
import { PLURAL } from '../api/views.js';
import type { Plural } from '../api/views.js';

export const EXPORT_FORMATS = ['xlsx', 'csv', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What can be exported: the last part of its address. */
export type Exported = Plural | 'pairings' | 'reviews' | 'cases';

/** Asks for a file and has the browser save it. @throws ApiProblem */
export async function saveExport(what: Exported, format: ExportFormat): Promise<void> {
  const isOfRecords = (Object.values(PLURAL) as string[]).includes(what);
  const base = isOfRecords ? '/intake/v1/exports' : '/api/v1/exports';
  const answer = await fetch(`${base}/${what}?format=${format}`, { headers: callerHeaders('GET') });
  if (!answer.ok) throw await problemOf(answer);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await answer.blob());
  link.download = `${what}.${format}`;
  link.click();
  URL.revokeObjectURL(link.href);
}
