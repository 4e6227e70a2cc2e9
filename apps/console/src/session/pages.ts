import type { Role } from './session.js';

/** Pages of the main menu, in order. */
export const PAGES = [
  'home',
  'needs',
  'achievements',
  'experts',
  'facilities',
  'services',
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
  experts: ['researcher', 'operator', 'auditor'],
  facilities: ['enterprise', 'researcher', 'operator', 'auditor'],
  services: ['enterprise', 'researcher', 'operator', 'auditor'],
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

/** Pages of one entry of the menu; which of them is shown, the pages themselves say. */
export const SUPPLY_PAGES = ['achievements', 'experts', 'facilities', 'services'] as const satisfies readonly Page[];
export const isSupplyPage = (page: Page | undefined): page is (typeof SUPPLY_PAGES)[number] =>
  (SUPPLY_PAGES as readonly (Page | undefined)[]).includes(page);

export interface MenuEntry {
  /** Where it leads. */
  page: Page;
  /** What else it stands for. */
  pages: readonly Page[];
  /** Key of its name. */
  label: string;
}

/** The menu of a role: a page an entry, but for supplies, which share one. */
export function menuOf(role: Role | null): MenuEntry[] {
  const supplies = pagesOf(role).filter(isSupplyPage);
  return pagesOf(role).flatMap((page): MenuEntry[] => {
    if (!isSupplyPage(page) || supplies.length === 1) return [{ page, pages: [page], label: labelOf(page, role) }];
    const label = seesEveryones(role) ? 'pages.allSupplies' : 'pages.supplies';
    return page === supplies[0] ? [{ page, pages: supplies, label }] : [];
  });
}

/** What a role finds. The service decides what it may do; this only keeps dead ends out of the way. */
export const pagesOf = (role: Role | null): Page[] =>
  role === null ? [] : PAGES.filter((page) => OPEN_TO[page].includes(role));

export const isOpenTo = (page: Page, role: Role | null): boolean => pagesOf(role).includes(page);

/** Whether a role's lists hold the records of everyone, or only of its own organization. */
export const seesEveryones = (role: Role | null): boolean => role === 'operator' || role === 'auditor';

/** Key of a page's name. */
export function labelOf(page: Page, role: Role | null): string {
  if (page === 'needs' && seesEveryones(role)) return 'pages.allNeeds';
  if (isSupplyPage(page) && seesEveryones(role)) return `pages.all.${page}`;
  return `pages.${page}`;
}
