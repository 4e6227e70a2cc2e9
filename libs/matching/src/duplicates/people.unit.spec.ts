/**
 * 1 Two ORCIDs decide; without them the names do, whatever their spaces and case.
 * 2 What states no person contradicts nobody.
 */
import { expect, it } from '@jest/globals';
import { peopleContradict } from './people.js';

const of = (name?: string, orcid?: string) => ({
  ...{ title: '隔膜涂层', description: '耐热涂层。', orcid },
  ...(name !== undefined && { name }),
});

it.each([
  [of('林知遥'), of('林 知遥'), false],
  [of('Lin Zhiyao'), of('lin zhiyao'), false],
  [of('林知遥'), of('周望舒'), true],
  [of('林知遥', '0000-0002-1825-0097'), of('Lin Zhiyao', '0000-0002-1825-0097'), false],
  [of('林知遥', '0000-0002-1825-0097'), of('林知遥', '0000-0002-1694-233X'), true],
  [of('林知遥', '0000-0002-1825-0097'), of('林知遥'), false],
])('1 %j %j', (a, b, contradict) => {
  expect(peopleContradict(a, b)).toBe(contradict);
});

it('2 a blind summary', () => {
  expect(peopleContradict(of(), of('林知遥'))).toBe(false);
});
