/** 1 Region or department, year, Y and 4 digits; nothing else, and the fault shows the form. */
import { expect, it } from '@jest/globals';
import { achievementNumberFault } from './achievement-number.js';

it.each(['3502019Y0123', '9612022Y9999', 'A442008Y0001'])('1 takes %s', (number) => {
  expect(achievementNumberFault(number)).toBeNull();
});
it.each(['3502019Y012', '3502019y0123', '35020190123', '3501819Y0123', '35-2019Y0123', ''])(
  '1 refuses %s',
  (number) => {
    expect(achievementNumberFault(number)?.zh).toContain('3502019Y0123');
  },
);
