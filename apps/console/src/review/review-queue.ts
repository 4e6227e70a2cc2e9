import { api, given } from '../api/client.js';
import type { Claims } from '../api/views.js';

/** Pairings leased at a time: nobody else decides on them meanwhile. */
const BATCH = 20;

/** What this broker holds, filled up with the most valuable ones that wait. */
export const claimBatch = (): Promise<Claims> =>
  given(api.POST('/api/v1/review-queue/claims', { body: { limit: BATCH } }));
