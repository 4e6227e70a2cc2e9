/** One entry of a classification. */
export interface Classified {
  zh: string;
  en: string;
}

/** Reads a table written as lines of `code 中文 | English`. */
export function tableOf(lines: string): Readonly<Record<string, Classified>> {
  const table: Record<string, Classified> = {};
  for (const line of lines.trim().split('\n')) {
    const [code = '', zh = '', en = ''] = /^\s*(\S+) (.+) \| (.+)$/.exec(line)?.slice(1) ?? [];
    table[code] = { zh, en };
  }
  return table;
}
