/**
 * What a person says of the headers of a file.
 * 1 Headers start as proposed, as left out, or undecided.
 * 2 Where nothing was changed, nothing is sent; else every decided header is.
 * 3 What was remembered is sent again, so that it stays what the person saw.
 */
import { describe, expect, it } from '@jest/globals';
import type { FileHeaders } from '../api/views.js';
import { LEFT_OUT, mappingFrom, proposedChoices, UNDECIDED } from './file-headers.js';

const headers = (remembered = false): FileHeaders => ({
  sheets: [
    {
      sheet: '',
      kind: 'need',
      headerRow: 1,
      columns: [
        { header: '标题', proposed: 'title', leftOut: false, sample: '泵' },
        { header: '备注', proposed: null, leftOut: true, sample: '' },
        { header: '难题', proposed: null, leftOut: false, sample: '' },
      ],
    },
  ],
  passedOver: [],
  fields: { need: [], achievement: [] },
  remembered,
});

describe('headers of a file', () => {
  it('1 as proposed', () => {
    expect(proposedChoices(headers())).toEqual({ 标题: 'title', 备注: LEFT_OUT, 难题: UNDECIDED });
  });

  it('2 only what was decided', () => {
    const choices = proposedChoices(headers());
    expect(mappingFrom(headers(), choices)).toBeNull();
    expect(mappingFrom(headers(), { ...choices, 难题: 'description' })).toEqual({
      标题: 'title',
      备注: null,
      难题: 'description',
    });
    expect(mappingFrom(headers(), { ...choices, 标题: LEFT_OUT })).toEqual({ 标题: null, 备注: null });
  });

  it('3 remembered', () => {
    expect(mappingFrom(headers(true), proposedChoices(headers(true)))).toEqual({ 标题: 'title', 备注: null });
  });
});
