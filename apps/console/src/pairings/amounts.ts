const FEN_PER_WAN = 1_000_000;

/** Money of records is in fen (分, 1/100 CNY). */
export const amountInWords = (fen: number, locale: string): string =>
  locale === 'zh'
    ? `${trimmed(fen / FEN_PER_WAN)} 万元`
    : `CNY ${(fen / 100).toLocaleString('en-US', { maximumFractionDigits: 0 })}`;

/** Of the form's fields, which count in 10,000 CNY (万元). */
export const wanOf = (fen: number | undefined): number | undefined =>
  fen === undefined ? undefined : fen / FEN_PER_WAN;
export const fenOf = (wan: number | undefined): number | undefined =>
  wan === undefined ? undefined : Math.round(wan * FEN_PER_WAN);

const trimmed = (amount: number): string => String(Math.round(amount * 100) / 100);

/** 0.723 → 72 % */
export const percent = (share: number): string => `${Math.round(share * 100)} %`;

export const dayAndTime = (iso: string, locale: string): string =>
  new Date(iso).toLocaleString(locale === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'medium', timeStyle: 'short' });
