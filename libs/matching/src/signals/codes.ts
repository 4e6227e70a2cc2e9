import { disciplinePath } from '../codes/discipline.js';
import { industryPath } from '../codes/industry.js';
import { ipcPath } from '../codes/ipc.js';
import { technicalFieldPath } from '../codes/technical-field.js';
import { nearestCodes } from '../codes/tree.js';
import type { CodeTree } from '../evidence.js';
import type { CommonContent } from '../records.js';
import type { Signal } from './signal.js';

/** Distance of the two sides' closest codes on a tree. */
const codeDistance = <Tree extends CodeTree>(
  tree: Tree,
  prior: number,
  codesOf: (content: CommonContent) => string[],
  pathOf: (code: string) => string[],
): Signal<Tree> => ({
  name: tree,
  version: 1,
  prior,
  read({ record: need }, { record: supply }) {
    const nearest = nearestCodes(codesOf(need.content), codesOf(supply.content), pathOf);
    if (!nearest) return null;
    return {
      value: nearest.closeness,
      evidence: () => ({
        kind: 'nearest-codes',
        tree,
        need: nearest.need,
        supply: nearest.supply,
        sharedLevels: nearest.sharedLevels,
      }),
    };
  },
});

export const technicalField = codeDistance(
  'technical-field',
  0.04,
  (content) => content.technicalFields ?? [],
  technicalFieldPath,
);
export const industry = codeDistance('industry', 0.02, (content) => content.industries ?? [], industryPath);
export const discipline = codeDistance('discipline', 0.01, (content) => content.disciplines ?? [], disciplinePath);
export const ipc = codeDistance('ipc', 0.02, (content) => content.ipc ?? [], ipcPath);
