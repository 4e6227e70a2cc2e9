/**
 * Experts, facilities and services in a real Chromium, against the built service. Skipped without Chromium.
 *
 * 1 a facility is listed in the page by keyboard, its levels found fault with and mended; its page says what it bridges
 * 2 an expert with a paper is listed, its list names the person; its page has the paper
 * 3 supplies share an entry of the menu, and lead to each other
 * 4 lists, forms and pages of each kind, in both languages at 1280 and 390 pixels: nothing serious for axe, no sideways scrolling
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { CHROMIUM, openBrowser, openPage, overflowOf, seriousFaults } from '../support/browser.js';
import type { Locale, OpenedPage } from '../support/browser.js';
import { BuiltService } from '../support/built-service.js';
import type { PostedRecord } from '../support/built-service.js';

const withBrowser = CHROMIUM === undefined ? describe.skip : describe;
const TEXT =
  '承接锂电正极材料从实验室配方到百公斤级的工艺放大，烧结温度 ≤ 1100 ℃，已为二十余家企业完成试制，能与企业一起定工艺。';

let service: BuiltService;
let browser: Browser;
let researcher: { email: string; password: string; organizationId: string };
const ids = new Map<string, string>();

withBrowser('pages of experts, facilities and services', () => {
  beforeAll(async () => {
    [service, browser] = await Promise.all([BuiltService.start(), openBrowser()]);
    researcher = await service.signedIn('researcher', '澜山材料研究院');
    const common = { description: TEXT, keywords: ['正极材料'], cooperationModes: ['service'], priceBasis: '按项目' };
    const posted: [string, PostedRecord][] = [
      [
        'experts',
        await service.post('expert', researcher.organizationId, {
          ...{ ...common, title: '正极材料', name: '褚砚青', positions: ['教授'], availability: 'open' },
          papers: [{ title: '正极材料的单晶化', doi: '10.5555/dj.1', year: 2021 }],
        }),
      ],
      [
        'facilities',
        await service.post('facility', researcher.organizationId, {
          ...{
            ...common,
            title: '正极材料中试',
            bridgesFrom: 4,
            bridgesTo: 7,
            services: ['试制'],
            equipment: ['辊道窑'],
          },
        }),
      ],
      [
        'services',
        await service.post('service', researcher.organizationId, {
          ...{ ...common, title: '正极材料检测', serviceKind: 'testing', deliverables: ['报告'], leadTimeDays: 7 },
        }),
      ],
    ];
    for (const [kind, { id }] of posted) ids.set(kind, id);
    await service.settled();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await service?.dispose();
  });
  const open = async (path: string, locale: Locale = 'zh', width = 1280): Promise<OpenedPage> => {
    const one = await openPage(browser, service.url, locale, width, researcher);
    await one.page.goto(path, { waitUntil: 'networkidle' });
    return one;
  };

  it('1 a facility', async () => {
    const { page, complaints } = await open('/facilities');
    await page.getByRole('button', { name: '登记中试平台' }).first().press('Enter');
    await page.getByLabel('平台名称').fill('正极材料百公斤级中试线');
    await page.getByLabel('平台简介').fill(TEXT);
    const choose = async (label: string, level: string): Promise<void> => {
      const box = page.getByRole('combobox', { name: label });
      await box.press('Enter');
      const options = page.locator(`[id="${await box.getAttribute('aria-controls')}"]`);
      await options.getByRole('option', { name: level }).click();
    };
    await choose('承接的成熟度', '7 实际环境演示');
    await choose('输出的成熟度', '4 实验室验证');
    await page.locator('.el-form-item__error', { hasText: '较高的 TRL' }).waitFor();
    await choose('承接的成熟度', '3 关键功能得到验证');
    await page.locator('.el-form-item__error', { hasText: '较高的 TRL' }).waitFor({ state: 'detached' });
    await page.getByLabel('设备').fill('气氛辊道窑 30 m\n共沉淀反应釜 500 L');
    await page.getByRole('button', { name: '发布并匹配' }).press('Enter');
    await page.waitForURL(/\/facilities\/[0-9a-f-]{36}$/);
    await page.locator('dd', { hasText: 'TRL 3 → 4' }).waitFor();
    await page.locator('p', { hasText: '共沉淀反应釜 500 L' }).first().waitFor();
    expect(complaints).toEqual([]);
  }, 90_000);

  it('2 an expert', async () => {
    const { page, complaints } = await open('/experts/new');
    await page.getByLabel('专家姓名').fill('闻屿舟');
    await page.getByLabel('ORCID').fill('0000-0002-1825-0091');
    await page.getByLabel('研究方向').fill('硅基负极');
    await page.getByLabel('专家简介').fill(TEXT);
    await page.locator('.el-form-item__error', { hasText: '校验位' }).waitFor();
    await page.getByLabel('ORCID').fill('0000-0002-1825-0097');
    await page.locator('[data-field="papers"]').getByRole('button', { name: '添加' }).press('Enter');
    await page.getByLabel('题名 1').fill('硅碳负极的膨胀');
    await page.getByLabel('DOI 1').fill('10.5555/dj.2');
    await page.getByRole('button', { name: '发布并匹配' }).press('Enter');
    await page.waitForURL(/\/experts\/[0-9a-f-]{36}$/);
    await page.getByText('硅碳负极的膨胀').waitFor();
    await page.locator('dd', { hasText: '闻屿舟' }).waitFor();
    await page.goto('/experts', { waitUntil: 'networkidle' });
    await page.getByText('闻屿舟 · 硅基负极').waitFor();
    expect(complaints).toEqual([]);
  }, 90_000);

  it('3 one entry of the menu', async () => {
    const { page, complaints } = await open('/');
    await page.locator('header nav').getByRole('link', { name: '我的供给' }).press('Enter');
    await page.waitForURL(/\/achievements$/);
    for (const [name, path] of [
      ['专家', 'experts'],
      ['中试平台', 'facilities'],
      ['服务', 'services'],
    ]) {
      await page
        .locator('nav.kinds')
        .getByRole('link', { name: name ?? '', exact: true })
        .press('Enter');
      await page.waitForURL(new RegExp(`/${path}$`));
      await page.locator('header nav [aria-current="page"]', { hasText: '我的供给' }).waitFor();
    }
    expect(await page.locator('header nav a').allInnerTexts()).not.toContain('我的服务');
    expect(complaints).toEqual([]);
  }, 60_000);

  it.each(['zh', 'en'] as const)(
    '4 in %s',
    async (locale) => {
      const { page, complaints } = await open('/', locale);
      const found: Record<string, unknown> = {};
      for (const [kind, id] of ids) {
        for (const path of [...(kind === 'experts' ? ['/experts'] : []), `/${kind}/${id}/edit`, `/${kind}/${id}`]) {
          await page.goto(path);
          await page.locator('h1').first().waitFor({ state: 'attached' });
          await page.locator('.note.loading').first().waitFor({ state: 'detached' });
          for (const width of [1280, 390]) {
            await page.setViewportSize({ width, height: 844 });
            const [faults, overflow] = [await seriousFaults(page), await overflowOf(page)];
            if (faults.length > 0 || overflow > 0) found[`${path} ${width}`] = { faults, overflow };
          }
        }
      }
      expect(found).toEqual({});
      expect(complaints).toEqual([]);
    },
    240_000,
  );
});
