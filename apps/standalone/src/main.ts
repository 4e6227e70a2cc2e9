import { fail, runProcess, sayHowToSetUp } from '#platform';
import { STANDALONE } from './standalone.js';

runProcess(STANDALONE).then(async (started) => {
  console.log(`
  对接 Duijie 已启动 / is running
  控制台 / console                   ${started.url}
  接口说明 / API                     ${started.url}/api/docs
  按 Ctrl-C 停止 / Ctrl-C stops it
`);
  await sayHowToSetUp(started);
}, fail);
