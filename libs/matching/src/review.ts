export const DECISIONS = ['recommend', 'accept', 'decline', 'not-sure'] as const;
export type Decision = (typeof DECISIONS)[number];

/** Why a broker declines. `other` needs a note. */
export const DECLINE_REASONS = {
  'too-early': { zh: '成熟度不足', en: 'too early' },
  'benefit-unclear': { zh: '优势不明', en: 'benefit over existing technology unclear' },
  'route-unclear': { zh: '商业路径不明', en: 'commercial route unclear' },
  'application-unclear': { zh: '应用不明', en: 'application unclear' },
  'scientific-doubt': { zh: '科学性存疑', en: 'scientific doubt' },
  'wrong-field': { zh: '领域不符', en: 'wrong field' },
  price: { zh: '价格不符', en: 'price' },
  ip: { zh: '知识产权障碍', en: 'intellectual property' },
  region: { zh: '地域不符', en: 'region' },
  duplicate: { zh: '重复', en: 'duplicate' },
  'in-contact': { zh: '已在接触', en: 'already in contact' },
  other: { zh: '其他', en: 'other' },
} as const;
export type DeclineReason = keyof typeof DECLINE_REASONS;
export const DECLINE_REASON_CODES = Object.keys(DECLINE_REASONS) as DeclineReason[];
