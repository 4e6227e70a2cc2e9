/** Imports begun in this browser, newest first; the service keeps no list of them. */
export interface RecentImport {
  id: string;
  fileName: string;
  at: string;
}
const KEPT_AS = 'duijie.imports';
const MOST = 20;

export function recentImports(): RecentImport[] {
  try {
    return JSON.parse(localStorage.getItem(KEPT_AS) ?? '[]') as RecentImport[];
  } catch {
    return [];
  }
}

export function rememberImport(one: RecentImport): void {
  try {
    const others = recentImports().filter(({ id }) => id !== one.id);
    localStorage.setItem(KEPT_AS, JSON.stringify([one, ...others].slice(0, MOST)));
  } catch {
    // The import itself does not depend on it.
  }
}
