import type { Locale } from '#matching';

/** Language of an answer by `Accept-Language`: English when it comes before Chinese, else Chinese. */
export function localeOf(acceptLanguage: string | undefined): Locale {
  for (const part of (acceptLanguage ?? '').toLowerCase().split(',')) {
    const tag = part.trim();
    if (tag.startsWith('zh')) return 'zh';
    if (tag.startsWith('en')) return 'en';
  }
  return 'zh';
}
