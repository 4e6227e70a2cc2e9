import type { Gap } from '../api/views.js';
import { amountInWords } from './amounts.js';

export interface GapWords {
  /** Key below `gap`. */
  key: string;
  values: Record<string, string | number>;
}

/** How a gap reads; the caller's `t` makes it a sentence. @param modeName name of a cooperation mode's code */
export function gapWords(
  gap: Gap,
  locale: string,
  modeName: (code: string) => string,
  regionName: (code: string) => string,
): GapWords {
  const listed = (codes: readonly string[]): string => codes.map(modeName).join(locale === 'zh' ? '、' : ', ');
  const texts = (all: readonly { text: string }[]): string =>
    all.map(({ text }) => text).join(locale === 'zh' ? '；' : '; ');
  switch (gap.kind) {
    case 'maturity':
      return gap.stated === null
        ? { key: 'maturityUnknown', values: { asked: gap.asked } }
        : { key: 'maturity', values: { asked: gap.asked, stated: gap.stated } };
    case 'cooperation':
      return gap.stated.length === 0
        ? { key: 'cooperationUnknown', values: { asked: listed(gap.asked) } }
        : { key: 'cooperation', values: { asked: listed(gap.asked), stated: listed(gap.stated) } };
    case 'price':
      return gap.stated === null
        ? { key: 'priceUnknown', values: { asked: amountInWords(gap.asked, locale) } }
        : {
            key: 'price',
            values: { asked: amountInWords(gap.asked, locale), stated: amountInWords(gap.stated, locale) },
          };
    case 'indicators':
      return 'outcome' in gap
        ? { key: 'indicators', values: { asked: texts(gap.asked), stated: gap.stated.text } }
        : { key: 'indicatorsUnknown', values: { asked: texts(gap.asked) } };
    case 'region': {
      const asked = gap.asked.map(regionName).join(locale === 'zh' ? '、' : ', ');
      return gap.stated === null
        ? { key: 'regionUnknown', values: { asked } }
        : { key: 'region', values: { asked, stated: regionName(gap.stated) } };
    }
    case 'ip':
      return { key: 'ip', values: { asked: gap.asked } };
  }
}
