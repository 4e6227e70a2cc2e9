import type { Role } from './session.js';

/** Pages of the main menu, in order. */
export const PAGES = ['home', 'needs', 'achievements', 'review', 'imports', 'overview', 'engine'] as const;
export type Page = (typeof PAGES)[number];

const OPEN_TO: Readonly<Record<Page, readonly Role[]>> = {
  home: ['enterprise', 'researcher', 'broker', 'operator', 'auditor'],
  needs: ['enterprise', 'broker', 'operator', 'auditor'],
  achievements: ['researcher', 'broker', 'operator', 'auditor'],
  review: ['broker', 'operator', 'auditor'],
  imports: ['enterprise', 'researcher', 'broker', 'operator'],
  overview: ['broker', 'operator', 'auditor'],
  engine: ['operator', 'auditor'],
};

/** What a role finds in its menu. The service decides what it may do; this only keeps dead ends out of the way. */
export const pagesOf = (role: Role | null): Page[] =>
  role === null ? [] : PAGES.filter((page) => OPEN_TO[page].includes(role));

/** Key of a page's name. @param isOpen the service has no accounts, so a list holds everyone's records */
export function labelOf(page: Page, isOpen: boolean): string {
  if (isOpen && page === 'needs') return 'pages.allNeeds';
  if (isOpen && page === 'achievements') return 'pages.allAchievements';
  return `pages.${page}`;
}

export const isOpenTo = (page: Page, role: Role | null): boolean => pagesOf(role).includes(page);
