/** npm run backup -- FOLDER: all that the platform knows at this moment, beside a running service or without one. */
import { loadEnv } from '#config';
import { fail } from '#platform';
import { backUp, joinDatabase } from '#storage';
import { copyBar, folderGiven } from './copy-bar.js';

async function main(): Promise<void> {
  const folder = folderGiven('npm run backup -- FOLDER');
  const database = await joinDatabase(loadEnv(process.env));
  try {
    const bar = copyBar('备份 backup');
    const { tables } = await backUp(database.url, folder, bar);
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    console.log(`已备份 ${rows} 行到 ${folder}；其中有密码摘要和密钥，请妥善保管。`);
    console.log(`${rows} rows in ${folder}. It holds password hashes and secrets: keep it safe.`);
  } finally {
    await database.stop();
  }
}

main().catch(fail);
