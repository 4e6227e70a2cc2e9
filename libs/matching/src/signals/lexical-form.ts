import type { AnyProfiled } from '../profile.js';
import { textsOf } from '../records.js';
import { bigramsOf, charactersOf, normalize } from '../text/normalize.js';
import { tfIdf } from '../text/sparse-vector.js';
import type { TermStatistics } from '../text/term-statistics.js';
import type { LexicalForm, SignalContext } from './signal.js';

/** Characters, bigrams and words of title, body and both, as unit TF-IDF vectors. */
function lexicalFormOf({ record, profile }: AnyProfiled, statistics: TermStatistics): LexicalForm {
  const texts = textsOf(record.content);
  const title = normalize(texts.title);
  const body = normalize(texts.body);
  const form = (text: string, words: string[]): LexicalForm['title'] => ({
    character: tfIdf(charactersOf(text), statistics),
    bigram: tfIdf(bigramsOf(text), statistics),
    word: tfIdf(words, statistics),
  });
  return {
    title: form(title, profile.titleWords),
    body: form(body, profile.bodyWords),
    whole: form(`${title}\n${body}`, [...profile.titleWords, ...profile.bodyWords]),
  };
}

/** A context over one snapshot of statistics; keeps the lexical form of each profile for as long as it lives. */
export function signalContext(statistics: TermStatistics): SignalContext {
  const forms = new WeakMap<AnyProfiled['profile'], LexicalForm>();
  return {
    statistics,
    lexicalForm(profiled) {
      let form = forms.get(profiled.profile);
      if (!form) forms.set(profiled.profile, (form = lexicalFormOf(profiled, statistics)));
      return form;
    },
  };
}
