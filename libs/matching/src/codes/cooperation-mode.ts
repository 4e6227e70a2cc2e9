/** The five technology contract types of the Civil Code, with their subtypes, plus equity (作价投资). */
export const COOPERATION_MODES = {
  'commissioned-development': { zh: '委托开发', en: 'commissioned development', family: 'development' },
  'joint-development': { zh: '合作开发', en: 'joint development', family: 'development' },
  transfer: { zh: '技术转让', en: 'transfer', family: 'transfer' },
  'license-ordinary': { zh: '普通许可', en: 'ordinary licence', family: 'license' },
  'license-sole': { zh: '排他许可', en: 'sole licence', family: 'license' },
  'license-exclusive': { zh: '独占许可', en: 'exclusive licence', family: 'license' },
  'license-open': { zh: '开放许可', en: 'open licence', family: 'license' },
  consulting: { zh: '技术咨询', en: 'consulting', family: 'consulting' },
  service: { zh: '技术服务', en: 'service', family: 'service' },
  equity: { zh: '作价投资', en: 'equity', family: 'equity' },
} as const;
export type CooperationMode = keyof typeof COOPERATION_MODES;
export const COOPERATION_MODE_CODES = Object.keys(COOPERATION_MODES) as CooperationMode[];
