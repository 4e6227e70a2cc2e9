import { plainCell } from '#exchange';
import { COOPERATION_MODES, ORGANIZATION_KINDS } from '#matching';
import type { RecordKind } from '#matching';

/** How a cell becomes a value. `list` splits at ; ； | and line breaks, since Chinese text is full of 、 and commas. */
type CellType = 'text' | 'list' | 'integer' | 'yuan' | 'modes' | 'json';

export interface Column {
  /** Field of the record, or of the row itself. */
  field: string;
  type: CellType;
  /** Header names understood beside the field's own. */
  names: readonly string[];
}

const ROW: readonly Column[] = [
  { field: 'id', type: 'text', names: ['编号', '外部编号', 'externalId'] },
  { field: 'organizationName', type: 'text', names: ['单位', '单位名称', '企业名称', '完成单位'] },
  { field: 'organizationKind', type: 'text', names: ['单位类型'] },
  { field: 'organizationCreditCode', type: 'text', names: ['统一社会信用代码', '信用代码'] },
  { field: 'organizationRegion', type: 'text', names: ['单位地区', '行政区划代码'] },
];

const COMMON: readonly Column[] = [
  { field: 'title', type: 'text', names: ['标题', '名称', '需求名称', '成果名称'] },
  { field: 'description', type: 'text', names: ['描述', '需求描述', '成果简介', '简介'] },
  { field: 'indicators', type: 'list', names: ['技术指标', '指标'] },
  { field: 'technicalFields', type: 'list', names: ['技术领域'] },
  { field: 'industries', type: 'list', names: ['行业', '行业代码'] },
  { field: 'keywords', type: 'list', names: ['关键词'] },
  { field: 'keywordsEn', type: 'list', names: ['英文关键词'] },
  { field: 'cooperationModes', type: 'modes', names: ['合作方式'] },
  { field: 'region', type: 'text', names: ['地区'] },
  { field: 'confidentiality', type: 'text', names: ['公开程度'] },
  { field: 'validFrom', type: 'text', names: ['生效日期'] },
  { field: 'validUntil', type: 'text', names: ['有效期至'] },
  { field: 'source', type: 'text', names: ['来源'] },
  { field: 'contact', type: 'json', names: ['联系人（JSON）', '联系人(JSON)'] },
];

const OWN: Readonly<Record<RecordKind, readonly Column[]>> = {
  need: [
    { field: 'mustHaves', type: 'list', names: ['必备条件'] },
    { field: 'budgetMin', type: 'integer', names: [] },
    { field: 'budgetMax', type: 'integer', names: [] },
    { field: 'budgetMin', type: 'yuan', names: ['预算下限（元）', '预算下限(元)'] },
    { field: 'budgetMax', type: 'yuan', names: ['预算上限（元）', '预算上限(元)', '预算（元）', '预算(元)'] },
    { field: 'deadline', type: 'text', names: ['截止日期'] },
    { field: 'leastTrl', type: 'integer', names: ['最低成熟度'] },
    { field: 'acceptedRegions', type: 'list', names: ['接受地区'] },
    { field: 'ipRequirement', type: 'text', names: ['知识产权要求'] },
    { field: 'preferredPartners', type: 'list', names: ['意向单位或专家'] },
    { field: 'horizon', type: 'text', names: ['期限'] },
  ],
  achievement: [
    { field: 'advantage', type: 'text', names: ['优势'] },
    { field: 'applicationFields', type: 'list', names: ['应用领域'] },
    { field: 'ipc', type: 'list', names: ['IPC', 'IPC分类号'] },
    { field: 'disciplines', type: 'list', names: ['学科'] },
    { field: 'trl', type: 'integer', names: ['成熟度', 'TRL'] },
    { field: 'trlScale', type: 'text', names: ['成熟度标准'] },
    { field: 'trlEvidence', type: 'text', names: ['成熟度依据'] },
    { field: 'stage', type: 'text', names: ['所处阶段'] },
    { field: 'attribute', type: 'text', names: ['成果属性'] },
    { field: 'priceMin', type: 'integer', names: [] },
    { field: 'priceMax', type: 'integer', names: [] },
    { field: 'priceMin', type: 'yuan', names: ['报价下限（元）', '报价下限(元)', '报价（元）', '报价(元)'] },
    { field: 'priceMax', type: 'yuan', names: ['报价上限（元）', '报价上限(元)'] },
    { field: 'priceBasis', type: 'text', names: ['定价依据'] },
    { field: 'completedOn', type: 'text', names: ['完成日期'] },
    { field: 'awards', type: 'list', names: ['获奖'] },
    { field: 'limitations', type: 'text', names: ['局限与风险'] },
    { field: 'intellectualProperty', type: 'json', names: ['知识产权（JSON）', '知识产权(JSON)'] },
    { field: 'team', type: 'json', names: ['团队（JSON）', '团队(JSON)'] },
    { field: 'right', type: 'json', names: ['赋权（JSON）', '赋权(JSON)'] },
  ],
};

/** Chinese names of coded values, as people write them in a sheet. */
const VALUE_NAMES: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries({
    organizationKind: zip(['企业', '高校', '科研院所', '经纪机构', '主管部门'], ORGANIZATION_KINDS),
    confidentiality: { 公开: 'public', 依申请公开: 'on-request', 保密: 'sealed' },
    horizon: { 短期: 'short', 中期: 'medium', 长期: 'long' },
    stage: { 初期: 'early', 中期: 'middle', 成熟应用: 'mature' },
    attribute: { 原始创新: 'original', 引进消化吸收: 'improved', 二次开发: 'derived' },
    cooperationModes: Object.fromEntries(Object.entries(COOPERATION_MODES).map(([code, { zh }]) => [zh, code])),
  }).map(([field, names]) => [field, new Map(Object.entries<string>(names))]),
);

function zip(names: readonly string[], codes: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, i) => [name, codes[i] ?? name]));
}

export const columnsOf = (kind: RecordKind): readonly Column[] => [...ROW, ...COMMON, ...OWN[kind]];

/** The column a header cell names, or null. Spaces, case and a trailing * (required) do not matter. */
export function columnOf(kind: RecordKind, header: string): Column | null {
  const wanted = simple(header);
  const columns = columnsOf(kind);
  return (
    columns.find(({ field, type }) => type !== 'yuan' && simple(field) === wanted) ??
    columns.find(({ names }) => names.some((name) => simple(name) === wanted)) ??
    null
  );
}

const simple = (header: string): string => header.replace(/[\s*＊]/g, '').toLowerCase();

/** Value of a cell for the schema to judge; undefined for an empty one. What cannot be read stays text. */
export function readCell({ field, type }: Column, cell: string): unknown {
  // Exports put an apostrophe before what a spreadsheet would take for a formula.
  const text = plainCell(cell.trim());
  if (text === '') return undefined;
  const code = (name: string): string => VALUE_NAMES.get(field)?.get(name) ?? name;
  switch (type) {
    case 'text':
      return code(text);
    case 'list':
    case 'modes':
      // As exports write a list whose items hold what separates them.
      if (text.startsWith('[')) return parsed(text);
      return text
        .split(/[;；|\n]/)
        .map((item) => code(item.trim()))
        .filter((item) => item !== '');
    case 'json':
      return parsed(text);
    case 'integer':
      return /^-?\d+$/.test(text) ? Number(text) : text;
    case 'yuan': {
      const plain = text.replaceAll(',', '');
      return /^\d+(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : text;
    }
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
