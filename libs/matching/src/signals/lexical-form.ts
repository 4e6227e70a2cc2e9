import type { AnyProfiled } from '../profile.js';
import { textFieldsOf } from '../records.js';
import { bigramsOf, charactersOf, normalize, normalizeWithOffsets } from '../text/normalize.js';
import { meanOf, tfIdf } from '../text/sparse-vector.js';
import type { SparseVector } from '../text/sparse-vector.js';
import { hashesOf, hashOf } from '../text/term-hash.js';
import type { TermStatistics } from '../text/term-statistics.js';
import type { LexicalForm, LexicalPart, LexicalUnit, NormalizedField, SignalContext } from './signal.js';

/**
 * Names of the terms of the record that was last asked for them, by unit: a thousand strings, asked for by each pairing
 * of a record that is being explained, and hardly again.
 */
interface LastNames {
  of: LexicalForm | null;
  byUnit: Map<LexicalUnit, ReadonlyMap<number, string>>;
}

/** Terms and vectors of one record, each made when first asked for: a supply is never asked for its title alone. */
class LazyLexicalForm implements LexicalForm {
  private readonly vectors: Record<LexicalPart | 'asked', Partial<Record<LexicalUnit, SparseVector>>> = {
    title: {},
    body: {},
    whole: {},
    asked: {},
  };
  private normalized: NormalizedField[] | null = null;

  constructor(
    private readonly profiled: AnyProfiled,
    private readonly statistics: TermStatistics,
    private readonly last: LastNames,
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
    return (this.vectors[part][unit] ??= tfIdf(this.hashes(part, unit), this.statistics));
  }

  asked(unit: LexicalUnit): SparseVector {
    return (this.vectors.asked[unit] ??= this.meanOfParts(unit));
  }

  names(unit: LexicalUnit): ReadonlyMap<number, string> {
    if (this.last.of !== this) Object.assign(this.last, { of: this, byUnit: new Map() } satisfies LastNames);
    let names = this.last.byUnit.get(unit);
    if (!names) {
      names = new Map(this.terms('whole', unit).map((term) => [hashOf(term), term]));
      this.last.byUnit.set(unit, names);
    }
    return names;
  }

  fields(): NormalizedField[] {
    this.normalized ??= textFieldsOf(this.profiled.record.content).map(({ path, text }) => ({
      path,
      ...normalizeWithOffsets(text),
    }));
    return this.normalized;
  }

  private meanOfParts(unit: LexicalUnit): SparseVector {
    const [title, body] = [this.vector('title', unit), this.vector('body', unit)];
    return title.hashes.length === 0 ? body : body.hashes.length === 0 ? title : meanOf(title, body);
  }

  private hashes(part: LexicalPart, unit: LexicalUnit): Uint32Array {
    if (unit === 'word') return Uint32Array.from(this.terms(part, unit), hashOf);
    return hashesOf(normalize(this.textOf(part)), unit);
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
  const last: LastNames = { of: null, byUnit: new Map() };
  return {
    statistics,
    lexicalForm(profiled) {
      let form = forms.get(profiled.profile);
      if (!form) forms.set(profiled.profile, (form = new LazyLexicalForm(profiled, statistics, last)));
      return form;
    },
  };
}
