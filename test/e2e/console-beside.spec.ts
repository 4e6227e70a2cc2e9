/**
 * A need's page with what is beside its achievements, in a real Chromium, against the built service. Skipped without Chromium.
 *
 * 1 people, the facility that closes the gap and services stand below the achievements, each with its evidence; the gap
 *   names the facility; a link leads, by keyboard, to the achievement's pairing
 * 2 a broker decides on an expert from the pairing's page, and a case is open
 * 3 the pages in both languages at 1280 and 390 pixels: nothing serious for axe, no sideways scrolling
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { CHROMIUM, openBrowser, openPage, overflowOf, seriousFaults } from '../support/browser.js';
import type { Locale } from '../support/browser.js';
import { BuiltService } from '../support/built-service.js';

const withBrowser = CHROMIUM === undefined ? describe.skip : describe;
const FIELD = { technicalFields: ['1.2'] };
const NEED = {
  ...FIELD,
  title: '功率芯片低温烧结封装工艺',
  description:
    '车规级碳化硅功率芯片封装需要低温烧结银互连工艺，要求剪切强度高于 40 MPa，温度循环 1000 次不开裂，空洞率低于 2 %。',
  leastTrl: 7,
};
const ACHIEVEMENT = {
  ...FIELD,
  title: '纳米银低温烧结互连技术',
  description:
    '面向碳化硅功率芯片封装的纳米银低温烧结互连工艺，剪切强度达到 55 MPa，空洞率低于 1.5 %，温度循环 1200 次不开裂。',
  trl: 4,
  team: [{ name: '周衡' }],
};
const EXPERT = {
  name: '周衡',
  title: '电子封装可靠性',
  description:
    '长期研究电子封装互连材料的失效机理与可靠性评价，主持过多项车规级模块的失效分析项目，可提供诊断与改进方案。',
};
const FACILITY = {
  ...FIELD,
  title: '先进封装中试线',
  description:
    '提供功率芯片封装的中试服务，配备银烧结、真空回流、引线键合与可靠性试验设备，可承接小批量试制与工艺验证。',
  bridgesFrom: 4,
  bridgesTo: 7,
};
const SERVICE = {
  title: '封装可靠性检测服务',
  description: '提供功率芯片封装的剪切强度、空洞率、温度循环与功率循环试验，出具检测报告，样品到达后十个工作日内完成。',
  serviceKind: 'testing',
};

let service: BuiltService;
let browser: Browser;
let visitor: { email: string; password: string };
let needId: string;

withBrowser('a need’s page', () => {
  beforeAll(async () => {
    [service, browser] = await Promise.all([BuiltService.start(), openBrowser()]);
    const [enterprise, university, institute] = [
      await service.register('青岚电子有限公司', 'enterprise'),
      await service.register('南溪大学', 'university'),
      await service.register('东湖大学', 'university'),
    ];
    await service.post('achievement', university, ACHIEVEMENT);
    await service.post('expert', university, EXPERT);
    await service.post('facility', institute, FACILITY);
    await service.post('service', institute, SERVICE);
    ({ id: needId } = await service.post('need', enterprise, NEED));
    await service.settled();
    visitor = await service.signedIn('operator', '平台');
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await service?.dispose();
  });

  it('1 lists with their evidence', async () => {
    const { page, complaints } = await openPage(browser, service.url, 'zh', 1280, visitor);
    await page.goto(`/needs/${needId}`, { waitUntil: 'networkidle' });
    const listOf = (name: string) => page.getByRole('region', { name });
    const experts = listOf('背后的人与其他专家');
    await experts.getByRole('link', { name: EXPERT.title }).waitFor();
    expect(await experts.innerText()).toContain(`成果《${ACHIEVEMENT.title}》团队成员（姓名和单位一致）`);
    expect(await listOf('可弥合成熟度差距的中试平台').innerText()).toContain('由 TRL 4 提升到 7');
    expect(await listOf('科技服务').innerText()).toContain(SERVICE.title);
    const gaps = page.locator('article.pairing .gaps');
    expect(await gaps.innerText()).toMatch(/可弥合的中试平台：\s*先进封装中试线/);
    await experts.getByRole('link', { name: ACHIEVEMENT.title }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/pairings\//);
    await page.getByRole('heading', { name: ACHIEVEMENT.title, level: 2 }).waitFor();
    expect(complaints).toEqual([]);
  }, 60_000);

  const LOCALES: Locale[] = ['zh', 'en'];
  it.each(LOCALES.flatMap((locale) => [1280, 390].map((width) => [locale, width] as const)))(
    '3 in %s at %i pixels',
    async (locale, width) => {
      const { page, complaints } = await openPage(browser, service.url, locale, width, visitor);
      await page.goto(`/needs/${needId}`, { waitUntil: 'networkidle' });
      await page.locator('article.beside').first().waitFor();
      expect([await seriousFaults(page), await overflowOf(page)]).toEqual([[], 0]);
      await page.getByRole('link', { name: FACILITY.title }).last().click();
      await page.locator('section.review').waitFor();
      expect([await seriousFaults(page), await overflowOf(page)]).toEqual([[], 0]);
      expect(complaints).toEqual([]);
    },
    60_000,
  );

  it('2 a decision on an expert', async () => {
    const { page, complaints } = await openPage(browser, service.url, 'zh', 1280, visitor);
    await page.goto(`/needs/${needId}`, { waitUntil: 'networkidle' });
    await page.getByRole('link', { name: EXPERT.title }).click();
    await page.getByText(`成果《${ACHIEVEMENT.title}》团队成员`, { exact: false }).first().waitFor();
    await page.getByRole('button', { name: '接受' }).click();
    await page.locator('section.review [role=status]').getByText('接受').waitFor();
    const { body } = await service.get<{ total: number }>('/api/v1/cases');
    expect(body.total).toBe(1);
    expect(complaints).toEqual([]);
  }, 60_000);
});
