import { readFile } from 'node:fs/promises';
import { contentHash } from '#matching';
import type { AnyRecord, NeedRecord, RecordContent, SupplyRecord } from '#matching';

/** A judged data set: records as JSONL, judgements as `need<TAB>supply<TAB>grade` lines. */
export interface DataSet {
  needs: NeedRecord[];
  supplies: SupplyRecord[];
  /** Grade 0–3 by need id, then supply id. */
  judgements: Map<string, Map<string, number>>;
}

/** Every record counts as posted at the same time, so that a run depends on nothing but its files. */
const POSTED = new Date('2026-01-01T00:00:00Z');

async function linesOf(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Error(`cannot read ${file}: ${(error as Error).message}`);
  });
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}

async function recordsOf(file: string, kind: AnyRecord['kind']): Promise<AnyRecord[]> {
  return (await linesOf(file)).map((line, i) => {
    let row: Record<string, unknown>;
    try {
      row = JSON.parse(line) as Record<string, unknown>;
    } catch (error) {
      throw new Error(`${file} line ${i + 1} is not JSON: ${(error as Error).message}`, { cause: error });
    }
    const { id, organizationName, organizationRegion, title, description, ...rest } = row;
    if (typeof id !== 'string' || typeof title !== 'string') throw new Error(`${file} line ${i + 1} lacks id or title`);
    const content = {
      ...rest,
      title,
      description: typeof description === 'string' ? description : '',
    } as RecordContent;
    return {
      id,
      kind,
      revision: 1,
      contentHash: contentHash({ kind, content }),
      organizationId: `${kind} ${typeof organizationName === 'string' ? organizationName : id}`,
      organizationRegion: typeof organizationRegion === 'string' ? organizationRegion : null,
      content,
      revisedAt: POSTED,
    };
  });
}

/** @throws Error naming the file and line that cannot be used */
export const readNeeds = async (file: string): Promise<NeedRecord[]> => (await recordsOf(file, 'need')) as NeedRecord[];

/** @throws Error naming the file and line that cannot be used */
export async function readDataSet(needs: string, supplies: string, judgements: string): Promise<DataSet> {
  const grades: DataSet['judgements'] = new Map();
  for (const [i, line] of (await linesOf(judgements)).entries()) {
    const [need = '', supply = '', grade = ''] = line.split('\t');
    if (!/^[0-3]$/.test(grade.trim()))
      throw new Error(`${judgements} line ${i + 1}: want need<TAB>supply<TAB>grade 0–3`);
    if (!grades.has(need)) grades.set(need, new Map());
    grades.get(need)?.set(supply, Number(grade));
  }
  return {
    needs: await readNeeds(needs),
    supplies: (await recordsOf(supplies, 'achievement')) as SupplyRecord[],
    judgements: grades,
  };
}
