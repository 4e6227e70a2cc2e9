/**
 * 1 The field most of the near records declare, with the share of their vote as confidence; nearer ones count more.
 * 2 The section where the subsections differ, nothing where the sections do, and nothing of too few records.
 * 3 It is a guess: source `model`, never as sure as a declaration.
 */
import { expect, it } from '@jest/globals';
import { inferField } from './infer-field.js';

const near = (similarity: number, ...technicalFields: string[]): Parameters<typeof inferField>[0][number] => ({
  similarity,
  technicalFields,
});

it('1 3 the field of most', () => {
  expect(inferField([near(0.8, '4.3'), near(0.8, '4.3'), near(0.8, '4.3'), near(0.8, '8.4')])).toEqual({
    ...{ kind: 'technical-field', value: '4.3', source: 'model', confidence: 0.75, span: null },
  });
  expect(inferField([near(0.9, '4.3'), near(0.5, '8.4'), near(0.5, '8.4')])).toMatchObject({ value: '4.3' });
});

it('2 a section, or nothing', () => {
  expect(inferField([near(0.8, '4.1'), near(0.8, '4.2'), near(0.8, '4.3')])).toMatchObject({ value: '4' });
  expect(inferField([near(0.8, '4.1'), near(0.8, '1.1'), near(0.8, '7.1')])).toBeNull();
  expect(inferField([near(0.9, '4.1'), near(0.9, '4.1')])).toBeNull();
  expect(inferField([near(0.9), near(0.9), near(0.9)])).toBeNull();
});

it('3 never sure', () => {
  expect(inferField([near(0.9, '4.1'), near(0.9, '4.1'), near(0.9, '4.1')])?.confidence).toBe(0.8);
});
