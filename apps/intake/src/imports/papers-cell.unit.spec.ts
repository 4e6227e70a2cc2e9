/**
 * 1 A cell lists papers by title, with year and DOI where they are given.
 * 3 A cell made to be slow is not.
 * 2 What is written is read again as it was, whatever stands in a title.
 */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { listedPapers, papersCell } from './papers-cell.js';

it.each([
  ['高镍正极的单晶化', [{ title: '高镍正极的单晶化' }]],
  [
    '高镍正极的单晶化（2021）10.1000/182；硼包覆 (2019)',
    [
      { title: '高镍正极的单晶化', year: 2021, doi: '10.1000/182' },
      { title: '硼包覆', year: 2019 },
    ],
  ],
  ['Boron coating https://doi.org/10.1000/a;b', [{ title: 'Boron coating', doi: '10.1000/a;b' }]],
  ['硼包覆 DOI：10.1000/182\n', [{ title: '硼包覆', doi: '10.1000/182' }]],
])('1 %j', (cell, papers) => {
  expect(listedPapers(cell)).toEqual(papers);
});

it('2 round trip', () => {
  const title = fc
    .string({ unit: fc.constantFrom(...'高镍；;|\n[]()（）2021 10./doi:"') })
    .map((text) => text.trim())
    .filter((text) => text !== '');
  const paper = fc.record(
    { title, year: fc.integer({ min: 1900, max: 2100 }), doi: fc.constantFrom('10.1000/182', '10.1000/a;b') },
    { requiredKeys: ['title'] },
  );
  fc.assert(
    fc.property(fc.array(paper, { minLength: 1, maxLength: 4 }), (papers) => {
      const cell = papersCell(papers);
      expect(cell.startsWith('[') ? (JSON.parse(cell) as unknown) : listedPapers(cell)).toEqual(papers);
    }),
  );
});

it.each([' ', '10.1000/', '(2021)', 'doi:'])('3 a million characters of %j', (piece) => {
  const cell = `x${piece.repeat(1_000_000 / piece.length)} x`;
  expect(listedPapers(cell)).toEqual([{ title: cell }]);
});
