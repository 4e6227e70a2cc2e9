import { plainCell } from '#exchange';
import { AVAILABILITIES, COOPERATION_MODES, ORGANIZATION_KINDS, RECORD_KINDS, SERVICE_KINDS } from '#matching';
import type { RecordKind } from '#matching';
import { listedPapers } from './papers-cell.js';

/** How a cell becomes a value. `list` splits at ; ； | and line breaks, since Chinese text is full of 、 and commas. */
type CellType = 'text' | 'list' | 'integer' | 'yuan' | 'ten-thousand-yuan' | 'date' | 'papers' | 'json';

export interface Column {
  /** Field of the record, or of the row itself. */
  field: string;
  type: CellType;
  /** Header names understood beside the field's own; the first is the one of the template. */
  names: readonly string[];
}

const text = (field: string, ...names: string[]): Column => ({ field, type: 'text', names });
const list = (field: string, ...names: string[]): Column => ({ field, type: 'list', names });
const integer = (field: string, ...names: string[]): Column => ({ field, type: 'integer', names });
const date = (field: string, ...names: string[]): Column => ({ field, type: 'date', names });
const json = (field: string, name: string): Column => ({ field, type: 'json', names: [`${name}（JSON）`] });

/** An amount: in fen under the API's own name, else in the unit that the header says. */
const amount = (field: string, ...names: string[]): Column[] => [
  integer(field),
  { field, type: 'yuan', names: names.map((name) => `${name}（元）`) },
  { field, type: 'ten-thousand-yuan', names: names.map((name) => `${name}（万元）`) },
];

const ROW: readonly Column[] = [
  text('id', '编号', '外部编号', 'externalId'),
  text('organizationName', '单位', '单位名称', '企业名称', '完成单位', '所在单位', '依托单位', '服务机构'),
  text('organizationKind', '单位类型'),
  text('organizationCreditCode', '统一社会信用代码', '信用代码'),
  text('organizationRegion', '单位地区', '行政区划代码'),
];

/** What people call a title, by what it is the title of. */
const TITLES: Readonly<Record<RecordKind, readonly string[]>> = {
  need: ['标题', '名称', '需求名称', '成果名称'],
  achievement: ['标题', '名称', '需求名称', '成果名称'],
  expert: ['研究方向', '标题'],
  facility: ['平台名称', '名称', '标题'],
  service: ['服务名称', '名称', '标题'],
};

const common = (kind: RecordKind): readonly Column[] => [
  text('title', ...TITLES[kind]),
  text('description', '描述', '需求描述', '成果简介', '简介', '专家简介', '平台简介', '服务简介'),
  list('indicators', '技术指标', '指标'),
  list('technicalFields', '技术领域'),
  list('industries', '行业', '行业代码'),
  list('keywords', '关键词'),
  list('keywordsEn', '英文关键词'),
  list('cooperationModes', '合作方式'),
  text('region', '地区'),
  text('confidentiality', '公开程度'),
  date('validFrom', '生效日期'),
  date('validUntil', '有效期至'),
  text('source', '来源'),
  json('contact', '联系人'),
];

const CLASSIFIED: readonly Column[] = [
  list('applicationFields', '应用领域', '服务领域'),
  list('ipc', 'IPC分类号', 'IPC'),
  list('disciplines', '学科'),
];
const PRICED: readonly Column[] = [
  ...amount('priceMin', '报价下限', '报价', '收费下限', '收费'),
  ...amount('priceMax', '报价上限', '收费上限'),
  text('priceBasis', '定价依据', '收费依据'),
];

const OWN: Readonly<Record<RecordKind, readonly Column[]>> = {
  need: [
    list('mustHaves', '必备条件'),
    ...amount('budgetMin', '预算下限'),
    ...amount('budgetMax', '预算上限', '预算'),
    date('deadline', '截止日期'),
    integer('leastTrl', '最低成熟度'),
    list('acceptedRegions', '接受地区'),
    text('ipRequirement', '知识产权要求'),
    list('preferredPartners', '意向单位或专家'),
    text('horizon', '期限'),
  ],
  achievement: [
    text('advantage', '优势'),
    ...CLASSIFIED,
    integer('trl', '成熟度', 'TRL'),
    text('trlScale', '成熟度标准'),
    text('trlEvidence', '成熟度依据'),
    text('stage', '所处阶段'),
    text('attribute', '成果属性'),
    ...PRICED,
    date('completedOn', '完成日期'),
    list('awards', '获奖'),
    text('limitations', '局限与风险'),
    json('intellectualProperty', '知识产权'),
    json('team', '团队'),
    json('right', '赋权'),
  ],
  expert: [
    text('name', '姓名', '专家姓名'),
    list('positions', '职称', '职务', '职称职务'),
    text('orcid', 'ORCID'),
    ...CLASSIFIED,
    { field: 'papers', type: 'papers', names: ['论文', '代表性论文'] },
    list('awards', '获奖', '荣誉'),
    text('availability', '可合作状态'),
    date('availableFrom', '可合作时间'),
    ...PRICED,
    json('intellectualProperty', '知识产权'),
  ],
  facility: [
    integer('bridgesFrom', '承接TRL', '承接成熟度'),
    integer('bridgesTo', '输出TRL', '输出成熟度'),
    list('services', '服务内容'),
    list('equipment', '设备', '主要设备'),
    text('capacity', '产能', '规模'),
    list('certifications', '资质', '认证'),
    ...CLASSIFIED,
    text('availability', '可承接状态', '可合作状态'),
    date('availableFrom', '可承接时间', '可合作时间'),
    ...PRICED,
  ],
  service: [
    text('serviceKind', '服务类型', '服务类别'),
    list('deliverables', '交付物', '交付内容'),
    integer('leadTimeDays', '服务周期（天）', '周期（天）', '服务周期'),
    list('certifications', '资质', '认证'),
    ...CLASSIFIED,
    ...PRICED,
  ],
};

/** Columns that a copy of the file with its faults has; they are no content. */
export const FAULTS_HEADER = '问题与改法 Faults';

/** Chinese names of coded values, as people write them in a sheet. */
const VALUE_NAMES: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries({
    organizationKind: zip(['企业', '高校', '科研院所', '经纪机构', '主管部门'], ORGANIZATION_KINDS),
    confidentiality: { 公开: 'public', 依申请公开: 'on-request', 保密: 'sealed' },
    horizon: { 短期: 'short', 中期: 'medium', 长期: 'long' },
    stage: { 初期: 'early', 中期: 'middle', 成熟应用: 'mature' },
    attribute: { 原始创新: 'original', 引进消化吸收: 'improved', 二次开发: 'derived' },
    trlScale: { 'GB/T 22900': 'gbt-22900', 'ISO 16290': 'iso-16290' },
    availability: zip(['可合作', '时间有限', '暂不合作'], AVAILABILITIES),
    serviceKind: zip(
      ['检验检测', '研发设计', '技术咨询', '成果评价', '知识产权', '技术转移', '科技金融', '培训'],
      SERVICE_KINDS,
    ),
    cooperationModes: Object.fromEntries(Object.entries(COOPERATION_MODES).map(([code, { zh }]) => [zh, code])),
  }).map(([field, names]) => [field, new Map(Object.entries<string>(names))]),
);

function zip(names: readonly string[], codes: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, i) => [name, codes[i] ?? name]));
}

/** The Chinese names of a field's values, where it takes only these. */
export const choicesOf = (field: string): string[] => [...(VALUE_NAMES.get(field)?.keys() ?? [])];

const COLUMNS = Object.fromEntries(
  RECORD_KINDS.map((kind) => [kind, [...ROW, ...common(kind), ...OWN[kind]]]),
) as unknown as Readonly<Record<RecordKind, readonly Column[]>>;
export const columnsOf = (kind: RecordKind): readonly Column[] => COLUMNS[kind];

const SUFFIXES: Partial<Record<CellType, string>> = { yuan: 'Yuan', 'ten-thousand-yuan': 'TenThousandYuan' };

/** Name of a column in mappings: the field's, and its unit where there are several. */
export const keyOf = ({ field, type }: Column): string => field + (SUFFIXES[type] ?? '');

export const columnByKey = (kind: RecordKind, key: string): Column | null =>
  columnsOf(kind).find((column) => keyOf(column) === key) ?? null;

/** The column a header cell names, or null. Spaces, case, width of brackets and a trailing * (required) do not matter. */
export function columnOf(kind: RecordKind, header: string): Column | null {
  const wanted = simple(header);
  const columns = columnsOf(kind);
  return (
    columns.find((column) => simple(keyOf(column)) === wanted) ??
    columns.find(({ names }) => names.some((name) => simple(name) === wanted)) ??
    null
  );
}

/** Headers are compared by this. */
export const simple = (header: string): string =>
  header
    .replace(/[\s*＊]/g, '')
    .replaceAll('（', '(')
    .replaceAll('）', ')')
    .toLowerCase();

/** Value of a cell for the schema to judge; undefined for an empty one. What cannot be read stays text. */
export function readCell({ field, type }: Column, cell: string): unknown {
  // Exports and copies put an apostrophe before what a spreadsheet would take for a formula.
  const trimmed = plainCell(cell.trim());
  if (trimmed === '') return undefined;
  const code = (name: string): string => VALUE_NAMES.get(field)?.get(name) ?? name;
  switch (type) {
    case 'text':
      return code(trimmed);
    case 'list':
      // As exports write a list whose items hold what separates them.
      if (trimmed.startsWith('[')) return parsed(trimmed);
      return trimmed
        .split(/[;；|\n]/)
        .map((item) => code(item.trim()))
        .filter((item) => item !== '');
    case 'integer':
      return /^-?\d+$/.test(trimmed) ? Number(trimmed) : trimmed;
    case 'yuan':
      return inFen(trimmed, 2);
    case 'ten-thousand-yuan':
      return inFen(trimmed, 6);
    case 'date':
      return asDay(trimmed);
    case 'papers':
      return trimmed.startsWith('[') ? parsed(trimmed) : listedPapers(trimmed);
    case 'json':
      return parsed(trimmed);
  }
}

/** The Chinese name of a coded value, if it has one. */
export function nameOfValue(field: string, code: string): string {
  for (const [name, known] of VALUE_NAMES.get(field) ?? []) if (known === code) return name;
  return code;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** @param digits decimal places of the unit that are a whole fen */
function inFen(amount: string, digits: number): number | string {
  const [, whole, decimals = ''] = /^(\d+)(?:\.(\d+))?$/.exec(amount.replaceAll(/[,，]/g, '')) ?? [];
  if (whole === undefined || decimals.length > digits) return amount;
  return Number(whole + decimals.padEnd(digits, '0'));
}

/** 2026/5/1, 2026.5.1 and 2026年5月1日 are 2026-05-01. */
function asDay(day: string): string {
  const [, year = '', month = '', date = ''] = /^(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?$/.exec(day) ?? [];
  return year === '' ? day : `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
}
