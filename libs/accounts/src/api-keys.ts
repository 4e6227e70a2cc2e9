import { Injectable } from '@nestjs/common';
import type { Scope } from '#access';
import { ApiKeyStore } from '#storage';
import type { ApiKeyEntity } from '#storage';
import { beginningOf, hashOfSecret, newKey } from './secrets.js';

export interface IssuedKey {
  /** Shown once; only its hash is kept. */
  key: string;
  stored: ApiKeyEntity;
}

/** Makes API keys, and ends them. */
@Injectable()
export class ApiKeys {
  constructor(private readonly keys: ApiKeyStore) {}

  async issue(
    accountId: string,
    { name, scopes, expiresAt }: { name: string; scopes: readonly Scope[]; expiresAt: Date },
    actor: string,
  ): Promise<IssuedKey> {
    const key = newKey();
    const input = { accountId, name, scopes: [...new Set(scopes)], expiresAt };
    return {
      key,
      stored: await this.keys.create({ ...input, keyHash: hashOfSecret(key), beginning: beginningOf(key) }, actor),
    };
  }

  /** Ends the keys that begin so. @returns how many there were */
  async end(beginning: string, actor: string): Promise<number> {
    return this.keys.removeBeginning(beginning, actor);
  }
}
