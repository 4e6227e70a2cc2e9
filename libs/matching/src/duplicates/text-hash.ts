import { contentHash } from '../content-hash.js';
import { textFieldsOf } from '../records.js';
import type { RecordContent } from '../records.js';

/** Hash of what a record says in prose: a verdict on two records holds until this changes for either. */
export const textHash = (content: RecordContent): string => contentHash(textFieldsOf(content));
