/** Quantities known by several names, in both languages. The later in the list, the more specific. */
const CONCEPTS: [string, RegExp][] = [
  ['tensile strength', /(?:抗拉|拉伸|抗张|断裂)强度$|tensile strength$|\buts$/],
  ['compressive strength', /(?:抗压|压缩)强度$|compressive strength$/],
  ['flexural strength', /(?:抗弯|弯曲|抗折)强度$|(?:flexural|bending) strength$/],
  ['shear strength', /(?:抗剪|剪切)强度$|shear strength$/],
  ['yield strength', /屈服强度$|yield (?:strength|stress)$/],
  ['impact strength', /冲击(?:强度|韧性)$|impact (?:strength|toughness)$/],
  ['fatigue strength', /疲劳强度$|fatigue strength$/],
  ['bond strength', /(?:粘结|粘接|结合|附着)(?:强度|力)$|(?:bond(?:ing)?|adhesion) strength$/],
  ['peel strength', /剥离(?:强度|力)$|peel strength$/],
  ['elongation', /(?:断裂伸长率|断后伸长率|延伸率|伸长率|断裂伸长)$|elongation(?: at break)?$/],
  ['modulus', /(?:弹性|拉伸|杨氏)模量$|(?:elastic|young'?s|tensile) modulus$/],
  ['hardness', /硬度$|hardness$/],
  ['oxygen index', /氧指数|\bloi\b|oxygen index/],
  ['thermal conductivity', /(?:导热系数|导热率|热导率)$|thermal conductivity$/],
  ['electrical conductivity', /(?:电导率|导电率|离子电导率)$|(?:electrical|ionic) conductivity$/],
  ['resistivity', /电阻率$|resistivity$/],
  ['density', /(?:^|[^量度流])密度$|(?:^|[^y] )density$/],
  ['energy density', /(?:能量密度|比能量)$|(?:energy density|specific energy)$/],
  ['power density', /功率密度$|power density$/],
  [
    'first efficiency',
    /(?:首效|首次(?:充放电)?(?:库仑|库伦)?效率|首周(?:库仑|库伦)?效率|初始库仑效率)$|(?:initial|first[- ]cycle) (?:coulombic )?efficiency$/,
  ],
  ['coulombic efficiency', /(?:^|[^首初][^次始周]|平均)(?:库仑|库伦)效率$|^(?:average )?coulombic efficiency$/],
  ['specific capacity', /(?:比容量|克容量|可逆容量|可逆比容量)$|(?:reversible|specific) capacity$/],
  ['cycle life', /(?:循环寿命|循环次数|循环)$|cycle life$|cycling life$/],
  ['service life', /(?:使用寿命|服役寿命|寿命)$|(?:service |operating )?life(?:time)?$/],
  ['removal', /(?:去除率|脱除率)$|removal (?:rate|efficiency)$/],
  ['recovery', /(?:回收率)$|recovery(?: rate)?$/],
  ['yield', /(?:收率|产率|得率)$|(?:^|\s)yield$/],
  ['purity', /纯度$|purity$/],
  ['accuracy', /(?:准确率|正确率|识别率)$|accuracy$/],
  ['detection rate', /(?:检出率|检测率)$|(?:detection rate|recall)$/],
  ['false alarm rate', /(?:误报率|虚警率|误报)$|false (?:alarm|positive)s?(?: rate)?$/],
  ['miss rate', /(?:漏检率|漏报率)$|(?:miss|false negative) rate$/],
  ['false rejection rate', /(?:过杀率|误杀率|误判率)$|false rejection(?: rate)?$/],
  ['power draw', /(?:功耗|耗电功率)$|power (?:consumption|draw)$/],
  ['energy use', /(?:能耗|电耗|耗电量)$|energy (?:consumption|use)$/],
  ['noise', /(?:噪声|噪音)$|noise(?: level)?$/],
  ['response time', /响应时间$|response time$/],
  ['cycle time', /(?:节拍|单件节拍|生产节拍)$|cycle time$/],
  ['detection limit', /(?:检出限|检测限|检测下限|最低检出限)$|(?:limit of detection|detection limit|\blod)$/],
  ['water absorption', /吸水率$|water (?:absorption|uptake)$/],
  ['shrinkage', /收缩率$|shrinkage$/],
  ['reduction of area', /(?:断面收缩率|面缩率)$|reduction of area$/],
  ['porosity', /(?:孔隙率|气孔率)$|porosity$/],
  ['particle size', /(?:粒径|颗粒尺寸|d50)$|particle (?:size|diameter)$/],
  ['roughness', /粗糙度(?:ra)?$|roughness$/],
  [
    'operating temperature',
    /(?:工作|使用|运行|服役|耐受?|环境)温度(?:范围)?$|温区$|(?:operating|service|working) temperature(?: range)?$/,
  ],
  ['frequency', /(?:工作)?频率(?:范围)?$|频段$|(?:operating )?frequency(?: range)?$/],
  ['bandwidth', /带宽$|bandwidth$/],
];

/** Where one name has the one word and the other name the other, they are not the same quantity. */
const CONTRASTS: [RegExp, RegExp][] = [
  [/最大|峰值|max|peak/, /最小|min|平均|average|mean/],
  [/充电|\bcharg/, /放电|discharg/],
  [/进口|进水|入口|inlet|influent/, /出口|出水|排放|outlet|effluent/],
  [/正极|阴极|cathode/, /负极|阳极|anode/],
  [/纵向|轴向|经向|longitudinal|axial/, /横向|径向|纬向|transverse|radial/],
  [/上限|upper/, /下限|lower/],
  [/高温|high[- ]temp/, /低温|low[- ]temp/],
  [/湿/, /干/],
  [/内径|inner/, /外径|outer/],
  [/氨氮|ammoni/, /总氮|总磷|cod|phosph/],
  [/误报|误检/, /漏报|漏检/],
];
/** Words that make another quantity of the one they stand with, so that both names need them. */
const MAKERS =
  /首次|首周|首效|初始|initial|first|标准差|峰值|瞬时|peak|偏差|波动|误差|均匀性|保持率|衰减|增量|增幅|精度|分辨率|resolution|retention|deviation|error|accuracy$|fluctuation|不确定度|uncertainty|成本|cost|价格|price|时间|time|重量|质量|weight|回弹|损失|loss/g;

/** Said of anything: alone they do not tell of what. 去除率 is not 氨氮去除率. */
const GENERIC = new Set([
  'removal',
  'recovery',
  'yield',
  'accuracy',
  'detection rate',
  'service life',
  'energy use',
  'purity',
]);
/** Words before a head that any quantity may have. */
const MODIFIERS = /平均|最大|最小|整机|单件|单次|一次|系统|综合|老化后|average|mean|overall|total/g;

/** Concepts whose own names differ in such a word: 首效 is 首次库仑效率. */
const MADE = new Set(['first efficiency', 'accuracy', 'response time', 'cycle time', 'detection limit']);

interface ReadName {
  plain: string;
  concept: string | null;
  /** The name before its head: of 接头抗拉强度, 接头. */
  rest: string;
  makers: string;
}
const readNames = new Map<string, ReadName>();
const MOST_READ = 20_000;

function readName(name: string): ReadName {
  let read = readNames.get(name);
  if (read) return read;
  const plain = name
    .toLowerCase()
    .replace(/[\s·\-_/"“”'’]+/g, ' ')
    .replace(/(?<=[㐀-鿿]) | (?=[㐀-鿿])/g, '')
    .trim();
  let concept: string | null = null;
  let rest = plain;
  for (const [one, pattern] of CONCEPTS) {
    const at = pattern.exec(plain)?.index;
    if (at === undefined) continue;
    concept = one;
    rest = plain.slice(0, at).replace(MODIFIERS, '').trim();
  }
  if (readNames.size >= MOST_READ) readNames.clear();
  read = { plain, concept, rest, makers: [...new Set(plain.match(MAKERS))].sort().join(' ') };
  readNames.set(name, read);
  return read;
}

/** How surely two names mean the same quantity: 0 when they do not or it cannot be told, 1 when equal. */
export function nameLikeness(one: string, other: string): number {
  const a = readName(one);
  const b = readName(other);
  if (a.plain === b.plain) return a.plain === '' ? 0 : 1;
  if (a.concept !== b.concept) return 0;
  for (const [x, y] of CONTRASTS) {
    if ((x.test(a.plain) && y.test(b.plain)) || (y.test(a.plain) && x.test(b.plain))) return 0;
  }
  if (a.makers !== b.makers && (a.concept === null || !MADE.has(a.concept))) return 0;
  if (a.concept !== null) {
    const open = (a.rest === '' || b.rest === '') && (a.rest === b.rest || !GENERIC.has(a.concept));
    return open || alike(a.rest, b.rest) ? 0.5 + 0.5 * overlap(a.plain, b.plain) : 0;
  }
  const head = commonEnd(a.plain, b.plain);
  if (head === '') return 0;
  const restA = a.plain.slice(0, -head.length).replace(MODIFIERS, '').trim();
  const restB = b.plain.slice(0, -head.length).replace(MODIFIERS, '').trim();
  const share = 0.5 * overlap(a.plain, b.plain);
  // 误差 alone is anyone's; 电机轴承误差 is not.
  if (restA === '' || restB === '') return isTelling(head) ? 0.4 + share : 0;
  return alike(restA, restB) ? 0.3 + share : 0;
}

const isHanName = (text: string): boolean => /[㐀-鿿]/.test(text);
const isTelling = (head: string): boolean => (isHanName(head) ? head.length >= 4 : head.split(' ').length >= 2);

/** The longest common end, of at least two Han characters or one whole word. */
function commonEnd(a: string, b: string): string {
  let length = 0;
  while (length < Math.min(a.length, b.length) && a.at(-1 - length) === b.at(-1 - length)) length++;
  let end = a.slice(a.length - length);
  const cutsWord = (text: string): boolean =>
    /[a-z0-9]/.test(end.charAt(0)) && /[a-z0-9]/.test(text.charAt(text.length - end.length - 1));
  while (end !== '' && (cutsWord(a) || cutsWord(b))) end = end.slice(1);
  end = end.trim();
  if (isHanName(end)) return end.length >= 2 ? end : '';
  return /[a-z]{3}/.test(end) ? end : '';
}

const piecesOf = (text: string): Set<string> => {
  const pieces = new Set<string>();
  for (const run of text.match(/[㐀-鿿]+|[a-z0-9α-ω]{2,}/g) ?? []) {
    if (!isHanName(run) || run.length === 1) pieces.add(run);
    else for (let i = 0; i + 1 < run.length; i++) pieces.add(run.slice(i, i + 2));
  }
  return pieces;
};
const alike = (a: string, b: string): boolean => {
  const pieces = piecesOf(b);
  return [...piecesOf(a)].some((piece) => pieces.has(piece));
};
/** Dice of the bigrams of Han runs and of words. */
const overlap = (a: string, b: string): number => {
  const one = piecesOf(a);
  const other = piecesOf(b);
  const shared = [...one].filter((piece) => other.has(piece)).length;
  return one.size + other.size === 0 ? 0 : (2 * shared) / (one.size + other.size);
};
