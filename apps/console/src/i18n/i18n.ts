import { createI18n } from 'vue-i18n';
import { speak } from '../api/client.js';
import { en } from './en.js';
import { zh } from './zh.js';

export const LOCALES = ['zh', 'en'] as const;
export type Locale = (typeof LOCALES)[number];
const KEPT_AS = 'duijie.locale';

/** Chinese, unless the reader chose English before. */
function firstLocale(): Locale {
  try {
    return localStorage.getItem(KEPT_AS) === 'en' ? 'en' : 'zh';
  } catch {
    return 'zh';
  }
}

export const i18n = createI18n({
  legacy: false,
  locale: firstLocale(),
  fallbackLocale: 'zh',
  messages: { zh, en },
  warnHtmlMessage: true,
});

export function chooseLocale(locale: Locale): void {
  i18n.global.locale.value = locale;
  document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en';
  speak(locale);
  try {
    localStorage.setItem(KEPT_AS, locale);
  } catch {
    // A browser that keeps nothing still shows the page in the chosen language.
  }
}

export const startInKeptLocale = (): void => chooseLocale(firstLocale());
