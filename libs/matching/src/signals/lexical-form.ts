import type { AnyProfiled } from '../profile.js';
import { textFieldsOf } from '../records.js';
import { bigramsOf, charactersOf, normalize, normalizeWithOffsets } from '../text/normalize.js';
import { tfIdf } from '../text/sparse-vector.js';
import type { SparseVector } from '../text/sparse-vector.js';
import { hashesOf, hashOf } from '../text/term-hash.js';
import type { TermStatistics } from '../text/term-statistics.js';
import type { LexicalForm, LexicalPart, LexicalUnit, NormalizedField, SignalContext } from './signal.js';

/** Terms and vectors of one record, each made when first asked for: a supply is never asked for its title alone. */
class LazyLexicalForm implements LexicalForm {
  private readonly vectors = new Map<string, SparseVector>();
  private readonly termNames = new Map<LexicalUnit, ReadonlyMap<number, string>>();
  private bigramSet: ReadonlySet<string> | null = null;
  private normalized: NormalizedField[] | null = null;

  constructor(
    private readonly profiled: AnyProfiled,
    private readonly statistics: TermStatistics,
  ) {}

  terms(part: LexicalPart, unit: LexicalUnit): string[] {
    const { titleWords, bodyWords } = this.profiled.profile;
    if (unit === 'word') {
      return part === 'title' ? titleWords : part === 'body' ? bodyWords : [...titleWords, ...bodyWords];
    }
    const text = normalize(this.textOf(part));
    return unit === 'character' ? charactersOf(text) : bigramsOf(text);
  }

  vector(part: LexicalPart, unit: LexicalUnit): SparseVector {
    const key = `${part} ${unit}`;
    let vector = this.vectors.get(key);
    if (!vector) this.vectors.set(key, (vector = tfIdf(this.hashes(part, unit), this.statistics)));
    return vector;
  }

  private hashes(part: LexicalPart, unit: LexicalUnit): Uint32Array {
    if (unit === 'word') return Uint32Array.from(this.terms(part, unit), hashOf);
    return hashesOf(normalize(this.textOf(part)), unit);
  }

  names(unit: LexicalUnit): ReadonlyMap<number, string> {
    let names = this.termNames.get(unit);
    if (!names) {
      names = new Map(this.terms('whole', unit).map((term) => [hashOf(term), term]));
      this.termNames.set(unit, names);
    }
    return names;
  }

  bigrams(): ReadonlySet<string> {
    this.bigramSet ??= new Set(this.fields().flatMap(({ text }) => bigramsOf(text)));
    return this.bigramSet;
  }

  fields(): NormalizedField[] {
    this.normalized ??= textFieldsOf(this.profiled.record.content).map(({ path, text }) => ({
      path,
      ...normalizeWithOffsets(text),
    }));
    return this.normalized;
  }

  private textOf(part: LexicalPart): string {
    return textFieldsOf(this.profiled.record.content)
      .filter(({ path }) => part === 'whole' || (path === '/title') === (part === 'title'))
      .map(({ text }) => text)
      .join('\n');
  }
}

/** A context over one snapshot of statistics; keeps the lexical form of each profile for as long as that lives. */
export function signalContext(statistics: TermStatistics): SignalContext {
  const forms = new WeakMap<AnyProfiled['profile'], LexicalForm>();
  return {
    statistics,
    lexicalForm(profiled) {
      let form = forms.get(profiled.profile);
      if (!form) forms.set(profiled.profile, (form = new LazyLexicalForm(profiled, statistics)));
      return form;
    },
  };
}
