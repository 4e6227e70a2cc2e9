import type { RecordKind } from '#matching';

/** What to write under a column, and an example. */
export interface ColumnNote {
  note: string;
  example: string;
  /** In the example of the other kind where it differs. */
  achievement?: string;
}

const LIST = '多项用分号“；”隔开。';

/** By field. Every column of a template has one. */
export const NOTES: Readonly<Record<string, ColumnNote>> = {
  id: {
    note: '贵单位自己的编号；再次导入时按它识别同一条记录，不填则按单位和标题识别。',
    example: 'XQ-2026-001',
    achievement: 'CG-2026-001',
  },
  organizationName: {
    note: '单位全称；平台没有的单位会自动新建。',
    example: '青禾储能材料有限公司（示例）',
    achievement: '泓沂理工大学（示例）',
  },
  organizationKind: {
    note: '从下拉列表选择；不填时需求为“企业”，成果为“高校”。',
    example: '企业',
    achievement: '高校',
  },
  organizationCreditCode: {
    note: '18 位统一社会信用代码；单元格须为文本格式，否则 Excel 会丢失末尾数字。',
    example: '',
  },
  organizationRegion: { note: 'GB/T 2260 六位行政区划代码。', example: '350100' },
  title: {
    note: '一句话说清要解决什么问题，或成果是什么；至多 200 字。',
    example: '高镍正极材料循环寿命提升',
    achievement: '单晶高镍正极材料制备技术',
  },
  description: {
    note: '背景、现状、要解决的问题、已做过的尝试；成果写原理、性能和应用情况。越具体，匹配越准。',
    example: '高镍正极 45 ℃ 循环 500 次后容量保持率仅 80 %，希望达到 90 % 以上，比容量不低于 200 mAh/g。',
    achievement: '采用熔盐法制备单晶颗粒并进行硼包覆，45 ℃ 循环 1000 次容量保持率 92 %，比容量 205 mAh/g。',
  },
  indicators: {
    note: `可考核的指标，带数值和单位。${LIST}`,
    example: '45 ℃ 循环 500 次保持率 ≥ 90 %；比容量 ≥ 200 mAh/g',
    achievement: '45 ℃ 循环 1000 次保持率 92 %；比容量 205 mAh/g',
  },
  technicalFields: { note: `《国家重点支持的高新技术领域》编号。${LIST}`, example: '4.3' },
  industries: { note: `GB/T 4754-2017 行业代码：门类字母加 2 至 4 位数字。${LIST}`, example: 'C3841' },
  keywords: { note: `中文关键词，每个至多 60 字。${LIST}`, example: '高镍正极；循环寿命；包覆' },
  keywordsEn: { note: `英文关键词。${LIST}`, example: 'Ni-rich cathode; cycle life' },
  cooperationModes: { note: `从下拉列表选择；要填多种时直接输入。${LIST}`, example: '合作开发' },
  region: { note: '需求或成果所在地，GB/T 2260 六位行政区划代码。', example: '350100' },
  confidentiality: { note: '从下拉列表选择；不填为“公开”。', example: '公开' },
  validFrom: { note: '日期，例如 2026-05-01。', example: '' },
  validUntil: { note: '日期，不早于生效日期。', example: '2027-12-31' },
  source: { note: '信息来源，例如走访、问卷。', example: '企业走访' },
  mustHaves: { note: `必须满足的条件，每条能单独判断。${LIST}`, example: '可量产；不含钴' },
  budgetMin: { note: '单位为元，数字。', example: '500000' },
  budgetMax: { note: '单位为元，数字，不小于预算下限。表头也可写“预算上限（万元）”。', example: '2000000' },
  deadline: { note: '希望解决的日期，例如 2026-12-31。', example: '2027-06-30' },
  leastTrl: { note: '1 至 9 的整数，低于它的成果不推荐。', example: '5' },
  acceptedRegions: { note: `只接受这些地区的成果；不填为不限。六位行政区划代码。${LIST}`, example: '' },
  ipRequirement: { note: '对知识产权归属、许可方式的要求。', example: '独占许可' },
  preferredPartners: { note: `希望合作的单位或专家。${LIST}`, example: '' },
  horizon: { note: '从下拉列表选择。', example: '中期' },
  advantage: { note: '与同类技术相比的优势。', example: '成本比多晶路线低 10 %' },
  applicationFields: { note: `可用在哪些场合。${LIST}`, example: '动力电池；储能' },
  ipc: { note: `IPC 分类号。${LIST}`, example: 'H01M 4/525' },
  disciplines: { note: `GB/T 13745 学科代码。${LIST}`, example: '430' },
  trl: { note: '技术成熟度，1 至 9 的整数。', example: '6' },
  trlScale: { note: '成熟度按哪个标准，从下拉列表选择。', example: 'GB/T 22900' },
  trlEvidence: { note: '成熟度的依据，例如中试报告。', example: '百公斤级中试' },
  stage: { note: '从下拉列表选择。', example: '中期' },
  attribute: { note: '从下拉列表选择。', example: '原始创新' },
  priceMin: { note: '单位为元，数字。', example: '1000000' },
  priceMax: { note: '单位为元，数字，不小于报价下限。', example: '3000000' },
  priceBasis: { note: '报价怎样得出，例如协议定价、评估。', example: '协议定价' },
  completedOn: { note: '日期，例如 2025-11-30。', example: '2025-11-30' },
  awards: { note: `获奖情况。${LIST}`, example: '' },
  limitations: { note: '已知的不足和适用限制；写明可免去无效对接。', example: '前驱体依赖外购' },
};

export const exampleOf = (kind: RecordKind, { example, achievement }: ColumnNote): string =>
  kind === 'achievement' ? (achievement ?? example) : example;
