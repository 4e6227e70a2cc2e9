import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { ROOT } from './built-service.js';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-quic',
  '--no-first-run',
  '--disable-component-update',
  '--disable-sync',
];

/** Where Chromium is on this machine; `CHROMIUM` says so when it is elsewhere. */
export const CHROMIUM = [process.env['CHROMIUM'] ?? '', ...PLACES].find((path) => path !== '' && existsSync(path));

/** Screenshots of a run, kept for whoever reads its outcome. */
export const SCREENSHOTS = join(ROOT, 'test-output', 'screenshots');

export async function openBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('no Chromium on this machine');
  await mkdir(SCREENSHOTS, { recursive: true });
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

export type Locale = 'zh' | 'en';

export interface OpenedPage {
  page: Page;
  /** What the page complained of: errors thrown, console errors, broken content security policy. */
  complaints: string[];
  close: () => Promise<void>;
}

export interface Visitor {
  email: string;
  password: string;
}

/** A page of its own, with nothing kept from others, in one language and width; signed in as someone, or as nobody. */
export async function openPage(
  browser: Browser,
  url: string,
  locale: Locale,
  width: number,
  visitor: Visitor | null,
): Promise<OpenedPage> {
  const viewport = { width, height: width > 600 ? 800 : 844 };
  const context = await browser.newContext({ baseURL: url, viewport, acceptDownloads: true });
  await context.addInitScript((chosen) => {
    localStorage.setItem('duijie.locale', chosen);
  }, locale);
  if (visitor) {
    const { email, password } = visitor;
    const answer = await context.request.post('/api/v1/session', { data: { email, password } });
    if (!answer.ok()) throw new Error(`${email} could not sign in: ${await answer.text()}`);
  }
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (said) => {
    // The browser itself notes every answer of 400 and above, expected ones too.
    if (said.type() === 'error' && !said.text().startsWith('Failed to load resource')) complaints.push(said.text());
  });
  return { page, complaints, close: () => context.close() };
}

/** What axe finds serious or critical on the page, in one line each. */
export async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

/** Pixels by which the page is wider than the window. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
