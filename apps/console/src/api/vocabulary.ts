import { shallowRef } from 'vue';
import { api, given } from './client.js';
import type { Vocabulary } from './views.js';

type Table = keyof Vocabulary;
const vocabulary = shallowRef<Vocabulary | null>(null);
let asked: Promise<void> | null = null;

/** The field's codes with their names, asked for once. Until they come, codes stand for themselves. */
export function useVocabulary(): {
  termsOf: (table: Table) => Vocabulary[Table];
  nameOf: (table: Table, code: string, locale: string) => string;
} {
  asked ??= given(api.GET('/api/v1/vocabulary')).then(
    (found) => void (vocabulary.value = found),
    () => void (asked = null),
  );
  const termsOf = (table: Table): Vocabulary[Table] => vocabulary.value?.[table] ?? [];
  const nameOf = (table: Table, code: string, locale: string): string => {
    const term = termsOf(table).find((one) => one.code === code);
    return term ? (locale === 'zh' ? term.zh : term.en) : code;
  };
  return { termsOf, nameOf };
}
