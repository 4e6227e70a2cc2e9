import { SetUp } from '#accounts';
import type { Started } from './start.js';

/** Says how to make the first operator, where nobody runs the platform yet. The link works once. */
export async function sayHowToSetUp({ app, url }: Started): Promise<void> {
  const token = await app.get(SetUp).token();
  if (token === null) return;
  console.log(`
  还没有平台运营账号；请在本机打开此链接创建（只能用一次）：
  There is no operator yet; open this link on this machine to become it (works once):
    ${url}/setup#token=${token}
`);
}
