/**
 * The life of a record in a real Chromium, against the built service. Skipped without Chromium.
 *
 * 1 who posts too little is asked one question, on the record's page and in the form, answers it, and is published
 * 2 a record that is about to end is brought up on the home page, and kept by one click
 * 3 what an agent posted is confirmed by one click of the enterprise
 * 4 an operator returns a record with a reason its owner reads, and approves one as it is
 *   a broker finds what is held back on the home page, and lets it pass
 * 5 a record is merged into its duplicate, which then names it
 * 6 these pages in both languages and on a phone: nothing serious for axe, no sideways scrolling, no complaint
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role } from '#access';
import type { Browser, Page } from 'playwright-core';
import { CHROMIUM, openBrowser, openPage, overflowOf, seriousFaults } from '../support/browser.js';
import type { Locale, OpenedPage, Visitor } from '../support/browser.js';
import { BuiltService } from '../support/built-service.js';
import type { PostedRecord } from '../support/built-service.js';

const ENTERPRISE = '青岚电池有限公司';
const GOOD = { title: '锂电池隔膜耐热涂层', description: '隔膜在高温下收缩过大，导致电芯短路，希望找到耐热涂层工艺。' };
const THIN = { title: '隔膜涂层需求', description: '待补充' };
const DAY_MS = 24 * 3600 * 1000;
const chinaDay = (shift: number): string =>
  new Date(Date.now() + 8 * 3600 * 1000 + shift * DAY_MS).toISOString().slice(0, 10);

const withBrowser = CHROMIUM === undefined ? describe.skip : describe;
if (CHROMIUM === undefined) console.warn('lifecycle.spec: no Chromium on this machine, so its pages are not tested');

withBrowser('the life of a record in the console', () => {
  let service: BuiltService;
  let browser: Browser;
  let enterprise: string;
  const visitors = new Map<Role, Visitor>();

  beforeAll(async () => {
    [service, browser] = await Promise.all([BuiltService.start(), openBrowser()]);
    for (const role of ['enterprise', 'operator', 'broker'] as const) {
      const { email, password, organizationId } = await service.signedIn(
        role,
        role === 'enterprise' ? ENTERPRISE : `${role} 的单位`,
      );
      visitors.set(role, { email, password });
      if (role === 'enterprise') enterprise = organizationId;
    }
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await service?.dispose();
  });

  async function open(path: string, as: Role, locale: Locale = 'zh', width = 1280): Promise<OpenedPage> {
    const one = await openPage(browser, service.url, locale, width, visitors.get(as) ?? null);
    await one.page.goto(path, { waitUntil: 'networkidle' });
    return one;
  }
  const stateOf = async (id: string): Promise<string> =>
    (await service.get<PostedRecord>(`/intake/v1/needs/${id}`)).body.state;
  const idOf = (page: Page): string => page.url().split('/').at(-1) ?? '';

  it('1 one question, answered', async () => {
    const { page, complaints } = await open('/needs/new', 'enterprise');
    await page.getByLabel('标题').fill(THIN.title);
    await page.getByLabel('问题描述').fill(THIN.description);
    await page.getByRole('button', { name: '发布并匹配' }).click();
    await page.waitForURL(/\/needs\/[0-9a-f-]{36}$/);
    const id = idOf(page);
    await page.getByText('希望达到什么程度').waitFor();
    expect(await stateOf(id)).toBe('returned');
    await page.getByRole('button', { name: '修改' }).click();
    await page.getByText('希望达到什么程度').waitFor();
    await page.getByLabel('问题描述').fill(GOOD.description);
    await page.getByRole('button', { name: '发布并匹配' }).click();
    await page.waitForURL(new RegExp(`/needs/${id}$`));
    await page.locator('.pill', { hasText: '已发布' }).waitFor();
    expect(await page.getByText('希望达到什么程度').count()).toBe(0);
    expect(await stateOf(id)).toBe('published');
    expect(complaints).toEqual([]);
  }, 90_000);

  it('2 kept by one click', async () => {
    const { id } = await service.post('need', enterprise, {
      ...GOOD,
      title: '即将到期的需求',
      validUntil: chinaDay(3),
    });
    const { page, complaints } = await open('/', 'enterprise');
    const notice = page.locator('.notices li', { hasText: '即将到期的需求' });
    await notice.getByText(chinaDay(3)).waitFor();
    await notice.getByRole('button', { name: '仍然有效' }).click();
    await notice.waitFor({ state: 'detached' });
    const { body } = await service.get<{ content: { validUntil: string } }>(`/intake/v1/needs/${id}`);
    expect([chinaDay(364), chinaDay(365), chinaDay(366)]).toContain(body.content.validUntil);
    expect(complaints).toEqual([]);
  }, 60_000);

  it('3 confirmed by one click', async () => {
    const headers = await service.keyOf('broker', '南岭技术转移');
    const body = { organizationId: enterprise, publish: true, content: { ...GOOD, title: '经纪机构代发的需求' } };
    const posted = await service.send<PostedRecord>('POST', '/intake/v1/needs', body, headers);
    expect([posted.status, posted.body.state]).toEqual([201, 'submitted']);
    const { page } = await open('/', 'enterprise');
    const notice = page.locator('.notices li', { hasText: '经纪机构代发的需求' });
    await notice.getByRole('button', { name: '确认发布' }).click();
    await notice.waitFor({ state: 'detached' });
    expect(await stateOf(posted.body.id)).toBe('published');
  }, 60_000);

  it('4 returned with a reason, approved as it is', async () => {
    const { id } = await service.post('need', enterprise, { ...GOOD, title: '要退回的需求' });
    const { page } = await open(`/needs/${id}`, 'operator');
    await page.getByRole('button', { name: '退回整改' }).click();
    await page.getByLabel('需要补充或修改什么？').fill('请说明试过哪些涂层。');
    await page.locator('form.reason').getByRole('button', { name: '退回整改' }).click();
    await page.locator('.hold', { hasText: '请说明试过哪些涂层。' }).waitFor();
    expect(await stateOf(id)).toBe('returned');
    const owner = await open(`/needs/${id}`, 'enterprise');
    await owner.page.locator('.hold', { hasText: '请说明试过哪些涂层。' }).waitFor();
    expect(await owner.page.getByRole('button', { name: '退回整改' }).count()).toBe(0);

    await page.getByRole('button', { name: '通过' }).click();
    await page.getByLabel('为什么可以直接发布').fill('电话核实过。');
    await page.locator('form.reason').getByRole('button', { name: '通过' }).click();
    await page.locator('.pill', { hasText: '已发布' }).waitFor();
    expect(await stateOf(id)).toBe('published');
  }, 60_000);

  it('4 what is held back, on the home page of a broker', async () => {
    const { id } = await service.post('need', enterprise, { ...THIN, title: '等经纪人放行的需求' });
    const { page, complaints } = await open('/', 'broker');
    const held = page.locator('.held li', { hasText: '等经纪人放行的需求' });
    await held.getByRole('button', { name: '通过' }).click();
    await held.getByLabel('为什么可以直接发布').fill('企业另有资料。');
    await held.locator('form').getByRole('button', { name: '通过' }).click();
    await held.waitFor({ state: 'detached' });
    expect(await stateOf(id)).toBe('published');
    expect(complaints).toEqual([]);
  }, 60_000);

  it('5 merged', async () => {
    const content = { ...GOOD, title: '电芯绝缘片耐压击穿' };
    const description = '电芯绝缘片在八百伏平台上局部放电击穿，寻求改性聚酰亚胺薄膜，介电强度要高且能热压成型。';
    const first = await service.post('need', enterprise, { ...content, description });
    await service.settled();
    const { id } = await service.post('need', enterprise, { ...content, description });
    await service.settled();
    const { page } = await open(`/needs/${id}`, 'enterprise');
    page.on('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: '并入这一条' }).click();
    await page.locator('.hold', { hasText: '已并入另一条记录' }).waitFor();
    expect(await stateOf(id)).toBe('withdrawn');
    await page.goto(`/needs/${first.id}`, { waitUntil: 'networkidle' });
    await page.getByRole('heading', { name: '并入本条的记录' }).waitFor();
  }, 90_000);

  it('6 for everyone', async () => {
    const { id } = await service.post('need', enterprise, { ...THIN, title: '给所有人看的' });
    for (const locale of ['zh', 'en'] as const) {
      for (const [path, as] of [
        ['/', 'enterprise'],
        ['/', 'broker'],
        [`/needs/${id}`, 'enterprise'],
        [`/needs/${id}`, 'operator'],
        [`/needs/${id}/edit`, 'enterprise'],
      ] as const) {
        const { page, complaints, close } = await open(path, as, locale, 390);
        await page.locator('.hold, .notices, .held').first().waitFor();
        expect([path, locale, await seriousFaults(page), await overflowOf(page), complaints]).toEqual([
          ...[path, locale, [], 0, []],
        ]);
        await close();
      }
    }
  }, 120_000);
});
