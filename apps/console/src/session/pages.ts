import type { Role } from './session.js';

/** Pages of the main menu, in order. */
export const PAGES = [
  'home',
  'needs',
  'achievements',
  'review',
  'plan',
  'cases',
  'common-needs',
  'imports',
  'overview',
  'engine',
  'accounts',
  'webhooks',
] as const;
export type Page = (typeof PAGES)[number];

const OPEN_TO: Readonly<Record<Page, readonly Role[]>> = {
  home: ['enterprise', 'researcher', 'broker', 'operator', 'auditor'],
  needs: ['enterprise', 'operator', 'auditor'],
  achievements: ['researcher', 'operator', 'auditor'],
  review: ['broker', 'operator'],
  plan: ['broker', 'operator', 'auditor'],
  cases: ['enterprise', 'researcher', 'broker', 'operator', 'auditor'],
  'common-needs': ['broker', 'operator', 'auditor'],
  imports: ['operator'],
  overview: ['broker', 'operator', 'auditor'],
  engine: ['operator', 'auditor'],
  accounts: ['operator', 'auditor'],
  webhooks: ['enterprise', 'researcher', 'broker', 'operator', 'auditor'],
};

/** What a role finds in its menu. The service decides what it may do; this only keeps dead ends out of the way. */
export const pagesOf = (role: Role | null): Page[] =>
  role === null ? [] : PAGES.filter((page) => OPEN_TO[page].includes(role));

export const isOpenTo = (page: Page, role: Role | null): boolean => pagesOf(role).includes(page);

/** Whether a role's lists hold the records of everyone, or only of its own organization. */
export const seesEveryones = (role: Role | null): boolean => role === 'operator' || role === 'auditor';

/** Key of a page's name. */
export function labelOf(page: Page, role: Role | null): string {
  if (page === 'needs' && seesEveryones(role)) return 'pages.allNeeds';
  if (page === 'achievements' && seesEveryones(role)) return 'pages.allAchievements';
  return `pages.${page}`;
}
