import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import { isHan, normalize } from '#matching';

/** Cuts Chinese and English text into words with jieba's own dictionary. Loading takes about 0.2 s, with the first text. */
export class Segmenter {
  private jieba: Jieba | null = null;

  /** Words of two or more characters in text order, NFKC and lower case, repeats kept. */
  words(text: string): string[] {
    this.jieba ??= Jieba.withDict(dict);
    return this.jieba
      .cut(normalize(text), true)
      .filter((word) =>
        isHan(word) ? word.length >= 2 : /^[a-z0-9α-ω][a-z0-9α-ω.+-]*$/.test(word) && word.length >= 2,
      );
  }
}
