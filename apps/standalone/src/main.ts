import { fail, runProcess } from '#platform';
import { STANDALONE } from './standalone.js';

runProcess(STANDALONE).then(({ url }) => {
  console.log(`
  对接 Duijie 已启动 / is running    ${url}
  接口说明 / API                     ${url}/api/docs
  按 Ctrl-C 停止 / Ctrl-C stops it
`);
}, fail);
