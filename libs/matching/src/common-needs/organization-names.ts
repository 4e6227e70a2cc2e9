import { HIDDEN, hiderOf } from '../blind/hide.js';
import { formsOf } from '../blind/names.js';

/** Names of many organizations and their shorter forms, looked for in one pass over a text. */
export class OrganizationNames {
  private readonly byStart = new Map<string, string[]>();

  constructor(names: readonly string[]) {
    for (const form of new Set(names.flatMap(formsOf).map(plain))) {
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
