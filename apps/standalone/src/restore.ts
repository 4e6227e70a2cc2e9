/** npm run restore -- FOLDER: fills an empty database with a backup and checks every table's digest. */
import { loadEnv } from '#config';
import { fail, prepare } from '#platform';
import { restore } from '#storage';
import { copyBar, folderGiven } from './copy-bar.js';

async function main(): Promise<void> {
  const folder = folderGiven('npm run restore -- FOLDER');
  const { database } = await prepare(loadEnv(process.env));
  try {
    const { made, tables } = await restore(database.url, folder, copyBar('恢复 restore'));
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    console.log(`已恢复 ${made} 的备份，${rows} 行，每个表的摘要相符；启动服务后会自动重建索引。`);
    console.log(`Restored the backup of ${made}: ${rows} rows, every digest right. The service rebuilds the index.`);
  } finally {
    await database.stop();
  }
}

main().catch(fail);
