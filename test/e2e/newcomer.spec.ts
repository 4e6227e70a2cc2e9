/**
 * A newcomer's first hour, by what the commands print and nothing else. Skipped without Chromium.
 *
 * 1 the link that the first start prints makes the operator, signed in; then it is dead
 * 2 what the demo prints is enough: the enterprise posts a need in the page and watches it being ranked; the broker,
 *   without a mouse from the first page on, signs in and decides ten pairings; what was accepted stands on the board
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import getPort from 'get-port';
import type { Browser, Page } from 'playwright-core';
import { CHROMIUM, openBrowser, openPage, overflowOf, SCREENSHOTS, seriousFaults } from '../support/browser.js';
import { BuiltService, startBuilt } from '../support/built-service.js';
import type { RunningCommand } from '../support/built-service.js';
import { makeTempDir, removeTempDir } from '../support/temp-dir.js';
import { until } from '../support/until.js';

const withBrowser = CHROMIUM === undefined ? describe.skip : describe;
const WIDTHS = [1280, 390];
const shot = (page: Page, name: string): Promise<Buffer> =>
  page.screenshot({ path: join(SCREENSHOTS, `newcomer-${name}.png`), fullPage: true });

let browser: Browser;
withBrowser('a newcomer', () => {
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it('1 makes the operator', async () => {
    const service = await BuiltService.start();
    try {
      const link = /(http:\S+\/setup#token=\S+)/.exec(service.saidSoFar())?.[1] ?? '';
      const { page, complaints, close } = await openPage(browser, service.url, 'zh', 390, null);
      await page.goto(link);
      await page.getByLabel('运营单位名称').fill('青原市技术转移中心');
      await page.getByLabel('您的姓名').fill('何运营');
      await page.getByLabel('邮箱').fill('first@newcomer.example');
      await page.getByLabel('设置密码').fill('short');
      // The token is no longer in the address, where histories and shoulders would find it.
      expect(page.url()).toBe(`${service.url}/setup`);
      await page.getByRole('button', { name: '创建账号' }).click();
      await page.locator('.el-form-item__error').waitFor();
      await shot(page, 'setup-fault');
      await page.getByLabel('设置密码').fill('a password that is long');
      await page.getByRole('button', { name: '创建账号' }).click();
      await page.getByText('您好，何运营').waitFor();
      await shot(page, 'operator-home');
      await page.goto('/accounts');
      await page.getByText('first@newcomer.example').waitFor();
      expect(complaints).toEqual([]);
      await close();

      const later = await openPage(browser, service.url, 'zh', 1280, null);
      await later.page.goto(link);
      await later.page.getByText('平台已经设置过').waitFor();
      expect(await later.page.getByLabel('设置密码').count()).toBe(0);
      const token = link.split('token=')[1] ?? '';
      const person = {
        organizationName: '别家',
        name: '别人',
        email: 'late@newcomer.example',
        password: 'x'.repeat(12),
      };
      const refused = await service.send<{ code: string }>('POST', '/api/v1/setup', { token, ...person });
      expect([refused.status, refused.body.code]).toEqual([409, 'setup-done']);
      await later.close();
    } finally {
      await service.dispose();
    }
  }, 120_000);

  describe('in the demo', () => {
    let folder: string;
    let demo: RunningCommand;
    let url: string;
    beforeAll(async () => {
      folder = await makeTempDir();
      const settings = { PORT: String(await getPort()), DATA_DIR: join(folder, 'data') };
      demo = startBuilt('apps/standalone/src/demo.js', [], settings);
      url = await until('the demo tells where it is', () => /(http:\S+)\/api\/docs/.exec(demo.said())?.[1], 240);
    }, 260_000);
    afterAll(async () => {
      await demo?.stop();
      await removeTempDir(folder);
    });

    /** Address and password of a role, read off the table that the demo prints. */
    function printed(role: string): { email: string; password: string } {
      const line =
        demo
          .said()
          .split('\n')
          .find((one) => new RegExp(`[│|]\\s*${role}\\s`).test(one)) ?? '';
      const [, , email = '', password = ''] = line.split(/[│|]/).map((cell) => cell.trim());
      expect([role, email, password]).toEqual([role, expect.stringContaining('@'), expect.stringMatching(/^\S{20}$/)]);
      return { email, password };
    }

    it('2 posts a need and sees it ranked', async () => {
      const { page, complaints, close } = await openPage(browser, url, 'zh', 1280, null);
      const { email, password } = printed('enterprise');
      await page.goto('/');
      await page.getByRole('link', { name: '登录' }).first().click();
      await page.getByLabel('邮箱').fill(email);
      await page.getByLabel('密码').fill(password);
      await page.getByRole('button', { name: '登录' }).click();
      await page.getByRole('link', { name: '我的需求' }).first().click();
      await page.getByRole('button', { name: '发布需求' }).click();
      await page.getByLabel('标题').fill('储能电池冬天容量掉得厉害');
      const description = '户外储能柜在零下三十度时容量只剩一半，希望找到低温电解液方案，保持八成容量。';
      await page.getByLabel('问题描述').fill(description);
      await page.getByRole('button', { name: '发布并匹配' }).click();
      await page.waitForURL(/\/needs\/[0-9a-f-]{36}$/);
      // Nothing is reloaded: the page is told.
      await page.locator('article.pairing').first().waitFor({ timeout: 60_000 });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 844 });
        expect(await overflowOf(page)).toBe(0);
        await shot(page, `need-${width}`);
      }
      expect(complaints).toEqual([]);
      await close();
    }, 120_000);

    it('2 reviews ten pairings by keyboard', async () => {
      const { page, complaints, close } = await openPage(browser, url, 'zh', 1280, null);
      const { email, password } = printed('broker');
      await page.goto('/');
      await tabTo(page, '登录');
      await page.keyboard.press('Enter');
      // The form waits with the cursor in its first field.
      await until('the cursor is in the first field', () =>
        page.evaluate(FOCUSED_FIELD).then((kind) => kind === 'email'),
      );
      await page.keyboard.type(email);
      await page.keyboard.press('Tab');
      await page.keyboard.type(password);
      await page.keyboard.press('Enter');
      await page.getByText('您好，演示经纪').waitFor();
      await tabTo(page, '审核台');
      await page.keyboard.press('Enter');
      await page.locator('article.record').first().waitFor();
      const keys = [['a'], ['r'], ['d', '1'], ['a'], ['n'], ['d', '6'], ['j', 'k', 'r'], ['a'], ['d', 'c'], ['n']];
      const accepted: string[] = [];
      const decided = new Set<string>();
      for (const presses of keys) {
        const here = page.locator('.entry.here');
        const id = (await here.getAttribute('data-id')) ?? '';
        if (presses[0] === 'a') accepted.push(await here.locator('b').last().innerText());
        decided.add(id);
        for (const key of presses) {
          await page.keyboard.press(key);
          if (key === 'd') await page.getByRole('dialog', { name: '为什么不推荐' }).waitFor();
        }
        await page.locator(`.entry.here:not([data-id="${id}"])`).waitFor();
      }
      expect(decided.size).toBe(10);
      await shot(page, 'bench-1280');
      expect(await seriousFaults(page)).toEqual([]);
      await tabTo(page, '对接项目');
      await page.keyboard.press('Enter');
      await page
        .locator('.board a.card')
        .nth(accepted.length - 1)
        .waitFor();
      const cards = (await page.locator('.board a.card').allInnerTexts()).join('\n');
      for (const title of accepted) expect(cards).toContain(title);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 844 });
        expect(await overflowOf(page)).toBe(0);
        await shot(page, `cases-${width}`);
      }
      expect(complaints).toEqual([]);
      await close();
    }, 120_000);
  });
});

const FOCUSED = `(document.activeElement?.innerText ?? '').trim()`;
const FOCUSED_FIELD = `document.activeElement?.type ?? ''`;
/** More stops than any page has before what is looked for. */
const MOST_TABS = 80;

/** Presses Tab until what says so has the focus. */
async function tabTo(page: Page, words: string): Promise<void> {
  for (let i = 0; i < MOST_TABS; i++) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate<string>(FOCUSED)) === words) return;
  }
  throw new Error(`no “${words}” within ${MOST_TABS} presses of Tab`);
}
