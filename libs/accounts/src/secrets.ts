import { createHash, createHmac, randomBytes } from 'node:crypto';

/** Bytes of chance in whatever opens a door: beyond guessing, so a plain hash of it is enough to store. */
const SECRET_BYTES = 32;
const KEY_PREFIX = 'dj_';
/** Characters of a key that its owner knows it by; they leave more than enough chance unknown. */
const SHOWN_OF_KEY = 10;
const PASSWORD_BYTES = 15;

export const newToken = (): string => randomBytes(SECRET_BYTES).toString('base64url');
export const newKey = (): string => KEY_PREFIX + newToken();
/** A password for someone else to type: 20 characters. */
export const newPassword = (): string => randomBytes(PASSWORD_BYTES).toString('base64url');

export const hashOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');
export const beginningOf = (key: string): string => key.slice(0, SHOWN_OF_KEY);

/** What unsafe requests of a session repeat: known to its pages, and not to a page that merely sends the cookie. */
export const csrfTokenOf = (sessionToken: string): string =>
  createHmac('sha256', sessionToken).update('csrf').digest('base64url');
