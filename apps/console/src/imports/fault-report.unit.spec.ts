/**
 * The report of rows that were not taken in, as CSV.
 * 1 One line a fault, behind a byte order mark and headers.
 * 2 Commas, quotes and line breaks are quoted.
 * 3 What a table program would read as a formula is made text.
 */
import { describe, expect, it } from '@jest/globals';
import { faultReport } from './fault-report.js';

const HEADERS = ['row', 'column', 'detail'] as const;

describe('faultReport', () => {
  it('1 one line a fault', () => {
    const report = faultReport(
      [
        { row: 3, faults: [{ column: '标题', detail: '不能为空。' }] },
        {
          row: 7,
          faults: [
            { column: '', detail: 'a' },
            { column: 'trl', detail: 'b' },
          ],
        },
      ],
      [...HEADERS],
    );
    expect(report).toBe('\uFEFFrow,column,detail\r\n3,标题,不能为空。\r\n7,,a\r\n7,trl,b\r\n');
  });

  it('2 quotes', () => {
    const report = faultReport([{ row: 1, faults: [{ column: 'a,b', detail: 'say "x"\nplease' }] }], [...HEADERS]);
    expect(report).toContain('1,"a,b","say ""x""\nplease"');
  });

  it.each(['=HYPERLINK("x")', '+1', '-1', '@SUM(A1)'])('3 disarms %s', (column) => {
    const report = faultReport([{ row: 1, faults: [{ column, detail: 'x' }] }], [...HEADERS]);
    expect(report.split('\r\n')[1]).toMatch(/^1,"?'[=+\-@]/);
  });
});
