import { withPeople } from '#accounts';
import { loadEnv } from '#config';
import type { Env } from '#config';
import { start } from '#platform';
import { ServiceClient } from './service-client.js';
import { STANDALONE } from './standalone.js';

/**
 * Does something with the configured service where it runs, or with one started for it and stopped after. It acts by the
 * API key in DUIJIE_KEY, or by one made for the purpose in the service's database, which takes the same settings.
 */
export async function withService<T>(work: (client: ServiceClient) => Promise<T>): Promise<T> {
  const env = loadEnv(process.env);
  const url = `http://${env.HOST}:${env.PORT}`;
  if (await ServiceClient.isAt(url)) return withKey(env, (key) => work(new ServiceClient(url, key)));
  const started = await start({ ...env, PORT: 0, LOG_LEVEL: 'warn' }, STANDALONE);
  try {
    return await withKey(env, (key) => work(new ServiceClient(started.url, key)));
  } finally {
    await started.stop();
  }
}

async function withKey<T>(env: Env, work: (key: string) => Promise<T>): Promise<T> {
  const given = process.env['DUIJIE_KEY'];
  if (given) return work(given);
  const made = await withPeople(env, (people) => people.key(undefined, 'command', ['read', 'write'], 1));
  try {
    return await work(made.key);
  } finally {
    const { id, accountId } = made.stored;
    await withPeople(env, (_people, { keys }) => keys.remove(id, accountId, 'command'));
  }
}
