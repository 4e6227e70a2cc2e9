import { loadEnv } from '#config';
import { start } from '#platform';
import { ServiceClient } from './service-client.js';
import { STANDALONE } from './standalone.js';

/** Does something with the configured service where it runs, or with one started for it and stopped after. */
export async function withService<T>(work: (client: ServiceClient) => Promise<T>): Promise<T> {
  const env = loadEnv(process.env);
  const running = new ServiceClient(`http://${env.HOST}:${env.PORT}`);
  if (await running.isThere()) return work(running);
  const started = await start({ ...env, PORT: 0, LOG_LEVEL: 'warn' }, STANDALONE);
  try {
    return await work(new ServiceClient(started.url));
  } finally {
    await started.stop();
  }
}
