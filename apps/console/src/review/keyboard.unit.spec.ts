/**
 * The keys of the review bench.
 * 1 Each key does what the help says, in capitals too; other keys do nothing.
 * 2 With Ctrl, Alt or Meta, or while an input method composes, keys belong to the browser and the text.
 * 3 Every reason to decline has a key of its own, and Escape goes back.
 * 4 While the help is open only closing it is a command.
 */
import { describe, expect, it } from '@jest/globals';
import { commandOf, REASON_KEYS } from './keyboard.js';
import type { Pressed } from './keyboard.js';

const press = (key: string, changes: Partial<Pressed> = {}): Pressed => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  ...changes,
});

describe('commandOf', () => {
  it.each([
    ['j', { do: 'next' }],
    ['k', { do: 'previous' }],
    ['a', { do: 'decide', decision: 'accept' }],
    ['A', { do: 'decide', decision: 'accept' }],
    ['r', { do: 'decide', decision: 'recommend' }],
    ['n', { do: 'decide', decision: 'not-sure' }],
    ['d', { do: 'ask-reason' }],
    ['u', { do: 'undo' }],
    ['?', { do: 'help' }],
    ['？', { do: 'help' }],
    ['x', null],
    ['1', null],
    ['Enter', null],
  ])('1 %s', (key, command) => {
    expect(commandOf(press(key), 'bench')).toEqual(command);
  });

  it('2 leaves shortcuts and composing alone', () => {
    for (const held of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { isComposing: true }]) {
      expect(commandOf(press('a', held), 'bench')).toBeNull();
    }
  });

  it('3 a key for each reason', () => {
    const keys = Object.values(REASON_KEYS);
    expect(new Set(keys).size).toBe(keys.length);
    for (const [reason, key] of Object.entries(REASON_KEYS)) {
      expect(commandOf(press(key), 'reasons')).toEqual({ do: 'decline', reason });
    }
    expect(commandOf(press('Escape'), 'reasons')).toEqual({ do: 'cancel' });
    expect(commandOf(press('a'), 'reasons')).toBeNull();
  });

  it('4 help', () => {
    expect(commandOf(press('?'), 'help')).toEqual({ do: 'cancel' });
    expect(commandOf(press('Escape'), 'help')).toEqual({ do: 'cancel' });
    expect(commandOf(press('a'), 'help')).toBeNull();
  });
});
