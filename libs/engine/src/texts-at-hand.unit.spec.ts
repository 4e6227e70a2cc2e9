/**
 * 1 every supply and every need is read, once for an engine
 * 2 an engine that comes into force meanwhile takes over
 * 3 it stops where there is no more room, and when it is told to
 */
import { describe, expect, it } from '@jest/globals';
import type { AnyProfiled, Engine, RecordKind } from '#matching';
import { plainEngine, profiledNeed, profiledSupply } from '../../matching/test/profiled.js';
import { TextsAtHand } from './texts-at-hand.js';

const supplies = Array.from({ length: 45 }, (_, i) => profiledSupply({}, { id: `supply ${i}` }));
const needs = Array.from({ length: 3 }, (_, i) => profiledNeed({}, { id: `need ${i}` }));
const all: AnyProfiled[] = [...supplies, ...needs];

/** Records as the store gives them out, `room` of which it can keep. */
function storeOf(room = Infinity) {
  let loaded = 0;
  return {
    hasRoom: () => loaded < room,
    load: (ids: readonly string[]) => {
      loaded += ids.length;
      return Promise.resolve(all.filter(({ record }) => ids.includes(record.id)));
    },
    async *ids(kind: RecordKind, batch: number) {
      const ids = all.filter(({ record }) => record.kind === kind).map(({ record }) => record.id);
      for (let from = 0; from < ids.length; from += batch) yield await Promise.resolve(ids.slice(from, from + batch));
    },
  };
}

/** An engine that notes whose terms are read. */
function notingEngine(read: string[], onRead: () => void = () => undefined): Engine {
  const { context, ...rest } = plainEngine();
  return {
    ...rest,
    context: {
      ...context,
      lexicalForm: (profiled) => {
        read.push(profiled.record.id);
        onRead();
        return context.lexicalForm(profiled);
      },
    },
  };
}

describe('texts at hand', () => {
  it('1 are read once for an engine, supplies first', async () => {
    const [texts, read] = [new TextsAtHand(storeOf()), [] as string[]];
    const one = notingEngine(read);
    texts.keepFor(one);
    texts.keepFor(one);
    await texts.settled();
    texts.keepFor({ ...one });
    await texts.settled();
    expect(read).toEqual(all.map(({ record }) => record.id));
  });

  it('2 are those of the engine in force', async () => {
    const texts = new TextsAtHand(storeOf());
    const [before, after]: [string[], string[]] = [[], []];
    const next = notingEngine(after);
    texts.keepFor(notingEngine(before, () => texts.keepFor(next)));
    await texts.settled();
    expect(before.length).toBeLessThan(supplies.length);
    expect(after).toEqual(all.map(({ record }) => record.id));
  });

  it('3 end with the room, and at a word', async () => {
    const read: string[] = [];
    const full = new TextsAtHand(storeOf(20));
    full.keepFor(notingEngine(read));
    await full.settled();
    expect(read).toHaveLength(20);

    const [stopped, few] = [new TextsAtHand(storeOf()), [] as string[]];
    let ended: Promise<void> = Promise.resolve();
    stopped.keepFor(notingEngine(few, () => void (ended = stopped.stop())));
    await stopped.settled();
    await ended;
    expect(few).toHaveLength(20);
  });
});
