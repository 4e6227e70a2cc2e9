import { COOPERATION_MODES } from '../codes/cooperation-mode.js';
import { signal } from './signal.js';

/** 1 for a mode both name, 0.5 for the same contract type, 0 for none in common. */
export const cooperation = signal({
  name: 'cooperation',
  version: 1,
  prior: 0.015,
  read({ record: need }, { record: supply }) {
    const wanted = need.content.cooperationModes ?? [];
    const offered = supply.content.cooperationModes ?? [];
    if (wanted.length === 0 || offered.length === 0) return null;
    const shared = wanted.filter((mode) => offered.includes(mode));
    const families = offered.map((mode) => COOPERATION_MODES[mode].family);
    const related = wanted.some((mode) => families.includes(COOPERATION_MODES[mode].family));
    return {
      value: shared.length > 0 ? 1 : related ? 0.5 : 0,
      evidence: () => ({ kind: 'cooperation', shared, wanted, offered }),
    };
  },
});
