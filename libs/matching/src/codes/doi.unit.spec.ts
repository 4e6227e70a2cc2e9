/**
 * 1 DOIs are taken as registries write them, odd signs in the suffix included.
 * 2 Addresses, prefixes and anything with spaces are refused, and the fault shows the form.
 */
import { expect, it } from '@jest/globals';
import { doiFault } from './doi.js';

it.each([
  '10.1000/182',
  '10.1016/j.jpowsour.2020.228123',
  '10.1002/(SICI)1097-4628(19960404)60:1<79::AID-APP9>3.0.CO;2-F',
  '10.1000.10/x',
])('1 %s', (doi) => {
  expect(doiFault(doi)).toBeNull();
});

it.each([
  'https://doi.org/10.1000/182',
  'doi:10.1000/182',
  '10.1000',
  '10.1000/',
  '10.1000/a b',
  '11.1000/182',
  '10.10/1',
  '',
])('2 %j', (doi) => {
  const { zh, en } = doiFault(doi) ?? { zh: '', en: '' };
  expect([zh, en]).toEqual([expect.stringContaining('10.1000/182'), expect.stringContaining('10.1000/182')]);
});
