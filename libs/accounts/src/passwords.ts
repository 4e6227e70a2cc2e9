import { hash, verify } from '@node-rs/argon2';
import { newToken } from './secrets.js';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane; about 30 ms. */
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const LEAST_PASSWORD = 12;
export const LONGEST_PASSWORD = 200;

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), COST);

/** What passwords are checked against where there is none: it takes the same time, and nothing fits it. */
const nobody = hash(newToken(), COST);

/** Whether the password fits. Takes as long without a stored one as with one. */
export async function fitsPassword(password: string, stored: string | null): Promise<boolean> {
  const fits = await verify(stored ?? (await nobody), password.normalize('NFKC'));
  return fits && stored !== null;
}
