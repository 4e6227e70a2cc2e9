/**
 * The report of rows that were not taken in, as CSV.
 * 1 One line a fault, behind a byte order mark and headers.
 * 2 Commas, quotes and line breaks are quoted.
 * 3 What a table program would read as a formula is made text.
 */
import { describe, expect, it } from '@jest/globals';
import type { ImportFaults } from '../api/views.js';
import { faultReport } from './fault-report.js';

const HEADERS = ['sheet', 'row', 'column', 'value', 'detail'];
const fault = (column: string, detail: string, value = ''): ImportFaults[number]['faults'][number] => ({
  column,
  kind: 'rule',
  value,
  detail,
});

describe('faultReport', () => {
  it('1 one line a fault', () => {
    const report = faultReport(
      [
        { sheet: '需求', row: 3, faults: [fault('标题', '不能为空。')] },
        { sheet: '', row: 7, faults: [fault('', 'a'), fault('trl', 'b', '12')] },
      ],
      HEADERS,
    );
    expect(report).toBe('\uFEFFsheet,row,column,value,detail\r\n需求,3,标题,,不能为空。\r\n,7,,,a\r\n,7,trl,12,b\r\n');
  });

  it('2 quotes', () => {
    const report = faultReport([{ sheet: '', row: 1, faults: [fault('a,b', 'say "x"\nplease')] }], HEADERS);
    expect(report).toContain(',1,"a,b",,"say ""x""\nplease"');
  });

  it.each(['=HYPERLINK("x")', '+1', '-1', '@SUM(A1)'])('3 disarms %s', (value) => {
    const report = faultReport([{ sheet: '', row: 1, faults: [fault(value, 'x', value)] }], HEADERS);
    expect(report.split('\r\n')[1]).toMatch(/^,1,"?'[=+\-@].*,"?'[=+\-@]/);
  });
});
