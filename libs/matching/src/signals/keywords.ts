import type { Span } from '../evidence.js';
import type { Profile, ProfiledNeed, ProfiledSupply } from '../profile.js';
import { quoterOf } from '../tags/quoter.js';
import { editedValues } from '../tags/tag-edits.js';
import { tagKey } from '../tags/tag-key.js';
import { normalize } from '../text/normalize.js';
import { locate } from './shared-phrases.js';
import { signal } from './signal.js';

/**
 * Share of the need's declared keywords that the supply uses anywhere, or is tagged with by its owner, each weighed
 * alike. What the owner added to the need's tags is asked too, what they removed is not.
 */
export const keywords = signal({
  name: 'keywords',
  version: 1,
  prior: 0.04,
  read(need, supply, context) {
    const asked = askedOf(need);
    if (asked.length === 0) return null;
    const fields = context.lexicalForm(supply).fields();
    const tagged = taggedWith(supply);
    const read = asked.map(({ text, normal, span }) => {
      const at = locate(normal, fields);
      const isTagged = at === null && tagged.has(tagKey({ kind: 'keyword', value: text }));
      return { text, span, at, isTagged };
    });
    const found = read.filter(({ at, isTagged }) => at !== null || isTagged);
    return {
      value: found.length / asked.length,
      evidence: () => {
        // The stored text that asks: the declared keyword, or where the prose uses a tag's words.
        const quoteOf = quoterOf(need.record.content);
        const placed = read.map((one) => ({
          ...one,
          quote: one.span ? { text: one.text, span: one.span } : quoteOf(one.text),
        }));
        const beside = placed.filter(({ quote, isTagged }) => quote === null || isTagged);
        return {
          kind: 'keywords',
          found: placed.flatMap(({ quote, at }) =>
            quote && at ? [{ text: quote.text, need: quote.span, supply: at }] : [],
          ),
          missing: placed.flatMap(({ quote, at, isTagged }) => (quote && !at && !isTagged ? [quote] : [])),
          ...(beside.length > 0 && {
            tagged: beside.map(({ text, quote, at, isTagged }) => ({
              text,
              need: quote?.span ?? null,
              supply: at,
              found: at !== null || isTagged,
            })),
          }),
        };
      },
    };
  },
});

interface Asked {
  text: string;
  /** The same as texts are compared in. */
  normal: string;
  /** Null: only the owner's tag says so. */
  span: Span | null;
}

const asks = new WeakMap<Profile, readonly Asked[]>();

/** Of a need that meets many supplies, once. */
function askedOf(need: ProfiledNeed): readonly Asked[] {
  let asked = asks.get(need.profile);
  if (!asked) asks.set(need.profile, (asked = readAsked(need)));
  return asked;
}

function readAsked({ record: { content }, profile: { tagEdits } }: ProfiledNeed): Asked[] {
  const declared = (['keywords', 'keywordsEn'] as const).flatMap((name) =>
    (content[name] ?? []).map((text, i): Asked => ({
      text,
      normal: normalize(text),
      span: { path: `/${name}/${i}`, start: 0, end: text.length },
    })),
  );
  if (tagEdits.length === 0) return declared;
  const spans = new Map(declared.map(({ text, span }) => [text, span]));
  const texts = declared.map(({ text }) => text);
  return editedValues(texts, 'keyword', tagEdits).map((text) => ({
    ...{ text, normal: normalize(text) },
    span: spans.get(text) ?? null,
  }));
}

const taggedWith = ({ profile: { tagEdits } }: ProfiledSupply): ReadonlySet<string> =>
  new Set(tagEdits.filter(({ kind, edit }) => kind === 'keyword' && edit !== 'removed').map(tagKey));
