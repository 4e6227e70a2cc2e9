/**
 * The page of common needs in a real Chromium, against the built service. Skipped without Chromium.
 *
 * 1 an operator groups, opens a proposal, takes a need out, words it, confirms and publishes it; the list shows what changed
 * 2 the page with a proposal open, in both languages at 1280 and 390 pixels: nothing serious for axe, no sideways scrolling
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { CHROMIUM, openBrowser, openPage, overflowOf, seriousFaults } from '../support/browser.js';
import type { Locale } from '../support/browser.js';
import { BuiltService } from '../support/built-service.js';

const withBrowser = CHROMIUM === undefined ? describe.skip : describe;
const NEED = { title: '动力电池低温续航衰减', description: '零下二十度放电只剩六成容量，低温充电析锂，求低温电解液。' };
const NAMES = ['澄浦储能有限公司', '皖泽电池有限公司', '霁原新能源有限公司', '砚溪动力有限公司'];

let service: BuiltService;
let browser: Browser;
let visitor: { email: string; password: string };

withBrowser('the page of common needs', () => {
  beforeAll(async () => {
    [service, browser] = await Promise.all([BuiltService.start(), openBrowser()]);
    for (const name of NAMES) {
      await service.post('need', await service.register(name, 'enterprise'), { ...NEED, industries: ['C3841'] });
    }
    await service.settled();
    visitor = await service.signedIn('operator', '平台');
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await service?.dispose();
  });

  it('1 from a grouping to a published list', async () => {
    const { page, complaints } = await openPage(browser, service.url, 'zh', 1280, visitor);
    page.on('dialog', (dialog) => void dialog.accept());
    await page.goto('/common-needs', { waitUntil: 'networkidle' });
    await page.getByRole('button', { name: '重新归并' }).click();
    const proposal = page.locator('article.card').first();
    await proposal.waitFor({ timeout: 30_000 });
    await proposal.getByRole('button', { name: NEED.title }).click();
    await proposal.locator('.el-checkbox').first().click();
    await proposal.getByRole('button', { name: '移出所选' }).click();
    await page.getByText('3 家企业').waitFor();
    await proposal.locator('button.plain').click();
    await proposal.getByLabel('名称').fill('低温动力电池');
    await proposal.getByRole('button', { name: '保存' }).click();
    await page.getByRole('button', { name: '低温动力电池' }).waitFor();
    await proposal.getByRole('button', { name: '确认' }).click();
    await page.getByText('这里还没有共性需求').waitFor();
    await page.getByRole('button', { name: '发布清单' }).click();
    await page.getByRole('button', { name: '第 1 版' }).click();
    const list = page.locator('.lists article');
    await list.getByText('低温动力电池').waitFor();
    for (const name of NAMES) expect(await list.innerText()).not.toContain(name);
    expect(complaints).toEqual([]);
  }, 90_000);

  const LOCALES: Locale[] = ['zh', 'en'];
  it.each(LOCALES.flatMap((locale) => [1280, 390].map((width) => [locale, width] as const)))(
    '2 in %s at %i pixels',
    async (locale, width) => {
      const { page, complaints } = await openPage(browser, service.url, locale, width, visitor);
      await page.goto('/common-needs', { waitUntil: 'networkidle' });
      await page.locator('.el-radio-button').nth(1).click();
      await page.locator('article.card button.plain').first().click();
      await page.locator('article.card .el-checkbox').first().waitFor();
      expect([await seriousFaults(page), await overflowOf(page)]).toEqual([[], 0]);
      expect(complaints).toEqual([]);
    },
    60_000,
  );
});
