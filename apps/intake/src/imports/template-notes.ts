import type { RecordKind } from '#matching';

/** What to write under a column, and an example. */
interface ColumnNote {
  note: string;
  example: string;
}
/** The same for every kind, but for what differs of one. */
type Notes = ColumnNote & Partial<Record<RecordKind, Partial<ColumnNote>>>;

const LIST = '多项用分号“；”隔开。';

/** By field. Every column of a template has one. */
const NOTES: Readonly<Record<string, Notes>> = {
  id: {
    note: '贵单位自己的编号；再次导入时按它识别同一条记录，不填则按单位和标题识别。',
    example: 'XQ-2026-001',
    achievement: { example: 'CG-2026-001' },
    expert: { example: 'ZJ-2026-001' },
    facility: { example: 'PT-2026-001' },
    service: { example: 'FW-2026-001' },
  },
  organizationName: {
    note: '单位全称；平台没有的单位会自动新建。',
    example: '青禾储能材料有限公司（示例）',
    achievement: { example: '泓沂理工大学（示例）' },
    expert: { example: '泓沂理工大学（示例）' },
    facility: { example: '澜山材料中试研究院（示例）' },
    service: { example: '澜山材料中试研究院（示例）' },
  },
  organizationKind: {
    note: '从下拉列表选择；不填时需求为“企业”，成果和专家为“高校”，中试平台和服务为“科研院所”。',
    example: '企业',
    achievement: { example: '高校' },
    expert: { example: '高校' },
    facility: { example: '科研院所' },
    service: { example: '科研院所' },
  },
  organizationCreditCode: {
    note: '18 位统一社会信用代码；单元格须为文本格式，否则 Excel 会丢失末尾数字。',
    example: '',
  },
  organizationRegion: { note: 'GB/T 2260 六位行政区划代码。', example: '350100' },
  title: {
    note: '一句话说清要解决什么问题，或成果是什么；至多 200 字。',
    example: '高镍正极材料循环寿命提升',
    achievement: { example: '单晶高镍正极材料制备技术' },
    expert: { note: '一句话说清研究方向；至多 200 字。', example: '高镍正极材料的制备与改性' },
    facility: { note: '平台名称或能做什么；至多 200 字。', example: '锂电正极材料百公斤级中试平台' },
    service: { note: '一句话说清提供什么服务；至多 200 字。', example: '动力电池安全性能检测' },
  },
  description: {
    note: '背景、现状、要解决的问题、已做过的尝试；成果写原理、性能和应用情况。越具体，匹配越准。',
    example: '高镍正极 45 ℃ 循环 500 次后容量保持率仅 80 %，希望达到 90 % 以上，比容量不低于 200 mAh/g。',
    achievement: {
      example: '采用熔盐法制备单晶颗粒并进行硼包覆，45 ℃ 循环 1000 次容量保持率 92 %，比容量 205 mAh/g。',
    },
    expert: {
      note: '做过什么、解决过哪些问题、还能解决什么。越具体，匹配越准。',
      example: '从事高镍正极材料研究十五年，为三家企业解决循环衰减问题，45 ℃ 循环 1000 次容量保持率达到 92 %。',
    },
    facility: {
      note: '能把什么做到多大规模、做过哪些项目、怎样使用。',
      example: '承接正极材料从实验室配方到百公斤级的工艺放大，配有前驱体共沉淀和气氛烧结线，已完成二十余个项目。',
    },
    service: {
      note: '做什么、按什么标准或方法、适用于谁。',
      example: '按 GB 38031 开展单体和模组的针刺、热失控、过充测试，出具 CNAS 报告，适用于电池和整车企业。',
    },
  },
  indicators: {
    note: `可考核的指标，带数值和单位。${LIST}`,
    example: '45 ℃ 循环 500 次保持率 ≥ 90 %；比容量 ≥ 200 mAh/g',
    achievement: { example: '45 ℃ 循环 1000 次保持率 92 %；比容量 205 mAh/g' },
    expert: { example: '45 ℃ 循环 1000 次保持率 92 %' },
    facility: { example: '单批 ≥ 100 kg；烧结温度 ≤ 1100 ℃' },
    service: { example: '温度范围 -40～150 ℃；电流 ≤ 600 A' },
  },
  technicalFields: { note: `《国家重点支持的高新技术领域》编号。${LIST}`, example: '4.3' },
  industries: { note: `GB/T 4754-2017 行业代码：门类字母加 2 至 4 位数字。${LIST}`, example: 'C3841' },
  keywords: {
    note: `中文关键词，每个至多 60 字。${LIST}`,
    example: '高镍正极；循环寿命；包覆',
    facility: { example: '正极材料；中试；气氛烧结' },
    service: { example: '电池检测；热失控' },
  },
  keywordsEn: {
    note: `英文关键词。${LIST}`,
    example: 'Ni-rich cathode; cycle life',
    facility: { example: 'cathode; pilot scale' },
    service: { example: 'battery testing; thermal runaway' },
  },
  cooperationModes: {
    note: `从下拉列表选择；要填多种时直接输入。${LIST}`,
    example: '合作开发',
    expert: { example: '技术咨询' },
    facility: { example: '技术服务' },
    service: { example: '技术服务' },
  },
  region: {
    note: '需求或成果所在地，GB/T 2260 六位行政区划代码。',
    example: '350100',
    expert: { note: '专家所在地，GB/T 2260 六位行政区划代码。' },
    facility: { note: '平台所在地，GB/T 2260 六位行政区划代码。' },
    service: { note: '服务机构所在地，GB/T 2260 六位行政区划代码。' },
  },
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
  priceMin: {
    note: '单位为元，数字。',
    example: '1000000',
    expert: { example: '50000' },
    service: { example: '20000' },
  },
  priceMax: {
    note: '单位为元，数字，不小于报价下限。',
    example: '3000000',
    expert: { example: '300000' },
    service: { example: '80000' },
  },
  priceBasis: {
    note: '报价怎样得出，例如协议定价、评估。',
    example: '协议定价',
    facility: { example: '按批次收费' },
    service: { example: '按项目报价' },
  },
  name: { note: '专家姓名；公开程度为“依申请公开”时不显示。', example: '林知遥（示例）' },
  positions: { note: `职称、职务。${LIST}`, example: '教授；博士生导师' },
  orcid: { note: '16 位，每 4 位以“-”分隔，末位是校验位。', example: '0000-0002-1825-0097' },
  papers: {
    note: '题名，后面可写年份和 DOI：题名（2021）10.1000/182。多篇用中文分号“；”或换行隔开。',
    example: '高镍正极的单晶化（2021）10.1000/182；硼包覆对循环寿命的影响（2019）',
  },
  availability: { note: '从下拉列表选择。', example: '可合作' },
  availableFrom: { note: '从哪一天起，例如 2026-09-01；不填为随时。', example: '2026-09-01' },
  bridgesFrom: { note: '承接的技术成熟度（TRL），1 至 9 的整数。', example: '4' },
  bridgesTo: { note: '能带到的技术成熟度（TRL），大于承接TRL。', example: '7' },
  services: { note: `能提供的服务。${LIST}`, example: '工艺放大；公斤级试制；产品检测' },
  equipment: { note: `主要设备及规格。${LIST}`, example: '共沉淀反应釜 500 L；气氛辊道窑 30 m' },
  capacity: { note: '规模，例如单批、年产。', example: '单批 100 kg，年产 20 吨' },
  certifications: { note: `资质和认证。${LIST}`, example: 'CNAS；CMA' },
  serviceKind: { note: '从下拉列表选择。', example: '检验检测' },
  deliverables: { note: `交付什么。${LIST}`, example: '检测报告；整改建议' },
  leadTimeDays: { note: '一般需要多少天，整数。', example: '15' },
  completedOn: { note: '日期，例如 2025-11-30。', example: '2025-11-30' },
  awards: { note: `获奖情况。${LIST}`, example: '' },
  limitations: { note: '已知的不足和适用限制；写明可免去无效对接。', example: '前驱体依赖外购' },
};

export function noteOf(kind: RecordKind, field: string): ColumnNote {
  const notes = NOTES[field];
  if (!notes) throw new Error(`no explanation of ${field}`);
  return { note: notes.note, example: notes.example, ...notes[kind] };
}
