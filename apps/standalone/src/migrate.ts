/** npm run migrate: brings the schema of the configured PostgreSQL (or the embedded one) up to date. */
import { loadEnv } from '#config';
import { openBackend } from '#jobs';
import { fail, prepare } from '#platform';

async function main(): Promise<void> {
  const { env, database, migrations } = await prepare(loadEnv(process.env));
  try {
    // BullMQ keeps migrations of its own and runs them when a queue connects.
    const backend = await openBackend(env.QUEUE_URL ?? database.url);
    const queue = backend.queue('sweep', {});
    await queue.waitUntilReady();
    await queue.close();
    await backend.close();
    console.log(migrations.length > 0 ? `已执行 / ran: ${migrations.join(', ')}` : '已是最新 / already up to date');
  } finally {
    await database.stop();
  }
}

main().catch(fail);
