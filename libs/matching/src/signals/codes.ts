import { disciplinePath } from '../codes/discipline.js';
import { industryPath } from '../codes/industry.js';
import { ipcPath } from '../codes/ipc.js';
import { technicalFieldPath } from '../codes/technical-field.js';
import { nearestCodes } from '../codes/tree.js';
import type { CodeTree } from '../evidence.js';
import type { AnyProfiled } from '../profile.js';
import { editedValues } from '../tags/tag-edits.js';
import type { Signal } from './signal.js';

/** Distance of the two sides' closest codes on a tree, as their owners declared them or edited the tags since. */
const codeDistance = <Tree extends CodeTree>(
  tree: Tree,
  prior: number,
  codesOf: (profiled: AnyProfiled) => readonly string[],
  pathOf: (code: string) => string[],
): Signal<Tree> => ({
  name: tree,
  version: 1,
  prior,
  read(need, supply) {
    const nearest = nearestCodes(codesOf(need), codesOf(supply), pathOf);
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
  ({ record, profile }) => editedValues(record.content.technicalFields ?? [], 'technical-field', profile.tagEdits),
  technicalFieldPath,
);
export const industry = codeDistance(
  'industry',
  0.02,
  ({ record, profile }) => editedValues(record.content.industries ?? [], 'industry', profile.tagEdits),
  industryPath,
);
export const discipline = codeDistance(
  'discipline',
  0.01,
  ({ record: { content } }) => content.disciplines ?? [],
  disciplinePath,
);
export const ipc = codeDistance('ipc', 0.02, ({ record: { content } }) => content.ipc ?? [], ipcPath);
