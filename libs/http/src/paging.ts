import { z } from 'zod';

/** Query of a list read page by page. @param most rows a page may have @param usual rows when the caller does not say */
export const pageSchema = (most: number, usual: number) =>
  z.strictObject({
    limit: z.coerce.number().int().min(1).max(most).default(usual),
    offset: z.coerce.number().int().min(0).default(0),
  });
