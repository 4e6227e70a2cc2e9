import { HIDDEN, hiderOf } from '../blind/hide.js';
import { calledOf, formsOf } from '../blind/names.js';
import type { TermStatistics } from '../text/term-statistics.js';

/**
 * Names of many organizations and their shorter forms, looked for in one pass over a text. What they are called by (字号)
 * is among these whatever follows it in the name, unless it is a word of the language: a 低温装备有限公司 is looked for by
 * its longer forms only.
 */
export class OrganizationNames {
  private readonly byStart = new Map<string, string[]>();

  constructor(names: readonly string[], statistics: TermStatistics) {
    const called = names.flatMap((name) => calledOf(name) ?? []).map(plain);
    const forms = [...names.flatMap(formsOf).map(plain), ...called.filter((one) => !statistics.isOrdinary(one))];
    for (const form of new Set(forms)) {
      const start = form.slice(0, 2);
      const known = this.byStart.get(start);
      if (known) known.push(form);
      else this.byStart.set(start, [form]);
    }
  }

  /** Those that stand in the text, in the form they have there. */
  in(text: string): string[] {
    const read = plain(text);
    const found = new Set<string>();
    for (let at = 0; at + 2 <= read.length; at++) {
      for (const form of this.byStart.get(read.slice(at, at + 2)) ?? []) if (read.startsWith(form, at)) found.add(form);
    }
    return [...found];
  }

  /**
   * The text without these names, and without whatever else a blind summary hides.
   * @param own names of those the text comes from: of these the two characters they begin with (字号) are hidden, too
   */
  hide(text: string, own: readonly string[]): string {
    const beginnings = own.flatMap(formsOf).map((form) => form.slice(0, 2));
    return hiderOf([...this.in(text), ...beginnings])(text);
  }

  /** The same for people to read: something hidden is 某. */
  forReaders(text: string, own: readonly string[]): string {
    return this.hide(text, own).replace(new RegExp(`${HIDDEN}+`, 'g'), '某');
  }
}

const plain = (text: string): string => text.normalize('NFKC').toLowerCase();
