import { shallowReactive } from 'vue';
import { useI18n } from 'vue-i18n';
import { api, given } from './client.js';
import type { CodeKind, FoundCode, FoundCodes } from './views.js';

/** Most codes the service names at a time. */
const AT_A_TIME = 100;
const known = shallowReactive(new Map<string, FoundCode>());
const asked = new Set<string>();
const waiting = new Map<CodeKind, Set<string>>();

const keyOf = (kind: CodeKind, code: string): string => `${kind} ${code}`;

export interface CodeSearch {
  q?: string;
  parent?: string;
}

/** Codes by name or beginning; the top of the classification without either. @throws ApiProblem */
export async function findCodes(kind: CodeKind, query: CodeSearch): Promise<FoundCodes> {
  const found = await given(api.GET('/api/v1/codes/{kind}', { params: { path: { kind }, query } }));
  for (const one of found.items) known.set(keyOf(kind, one.code), one);
  return found;
}

/** Codes that a page shows are asked for together, once the page has said them all. */
function ask(kind: CodeKind, code: string): void {
  if (asked.has(keyOf(kind, code))) return;
  asked.add(keyOf(kind, code));
  if (waiting.size === 0) queueMicrotask(() => void askAll());
  waiting.set(kind, (waiting.get(kind) ?? new Set()).add(code));
}

async function askAll(): Promise<void> {
  const lists = [...waiting].flatMap(([kind, codes]) => {
    const all = [...codes];
    const parts = Array.from({ length: Math.ceil(all.length / AT_A_TIME) }, (_, i) =>
      all.slice(i * AT_A_TIME, (i + 1) * AT_A_TIME),
    );
    return parts.map((part) => ({ kind, part }));
  });
  waiting.clear();
  await Promise.all(
    lists.map(async ({ kind, part }) => {
      try {
        const query = { codes: part.join(',') };
        const { items } = await given(api.GET('/api/v1/codes/{kind}', { params: { path: { kind }, query } }));
        for (const one of items) known.set(keyOf(kind, one.code), one);
      } catch {
        // They stand for themselves, and are asked for again by the next page.
        for (const code of part) asked.delete(keyOf(kind, code));
      }
    }),
  );
}

/** Names of codes, asked for as they are shown. Until they come, codes stand for themselves. */
export function useCodeNames(): {
  /** 430104 → 湖南省 长沙市 岳麓区; C3841 → C3841 电气机械和器材制造业. */
  labelOf: (kind: CodeKind, code: string, locale: string) => string;
  regionName: (code: string | null, locale: string) => string;
} {
  const { t } = useI18n();
  const labelOf = (kind: CodeKind, code: string, locale: string): string => {
    const one = known.get(keyOf(kind, code));
    if (!one) ask(kind, code);
    return one ? codeLabel(kind, one, locale, t) : code;
  };
  return {
    labelOf,
    regionName: (code, locale) => (code === null || code === '' ? '' : labelOf('region', code, locale)),
  };
}

const named = ({ zh, en }: { zh: string; en: string | null }, locale: string): string =>
  locale === 'zh' ? zh : (en ?? zh);

/** Regions are known by the names above them, other codes by the code itself. */
export function codeLabel(
  kind: CodeKind,
  one: FoundCode,
  locale: string,
  t: (key: string, values: Record<string, string>) => string,
): string {
  if (kind !== 'region') return `${one.code} ${named(one, locale)}`;
  const place = [...one.within, one].map((part) => named(part, locale)).join(' ');
  if (!one.retired) return place;
  return one.became ? t('codes.retiredNow', { place, now: named(one.became, locale) }) : t('codes.retired', { place });
}
