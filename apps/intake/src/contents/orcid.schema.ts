import { explains, storableText } from '#http';
import { orcidFault } from '#matching';

export const orcidSchema = storableText(60).superRefine(explains(orcidFault));
