import { codeFault } from './code-fault.js';
import type { CodeFault } from './code-fault.js';

/** First two digits of GB/T 2260: 34 province-level regions. */
export const PROVINCES: Readonly<Record<string, string>> = {
  '11': '北京市',
  '12': '天津市',
  '13': '河北省',
  '14': '山西省',
  '15': '内蒙古自治区',
  '21': '辽宁省',
  '22': '吉林省',
  '23': '黑龙江省',
  '31': '上海市',
  '32': '江苏省',
  '33': '浙江省',
  '34': '安徽省',
  '35': '福建省',
  '36': '江西省',
  '37': '山东省',
  '41': '河南省',
  '42': '湖北省',
  '43': '湖南省',
  '44': '广东省',
  '45': '广西壮族自治区',
  '46': '海南省',
  '50': '重庆市',
  '51': '四川省',
  '52': '贵州省',
  '53': '云南省',
  '54': '西藏自治区',
  '61': '陕西省',
  '62': '甘肃省',
  '63': '青海省',
  '64': '宁夏回族自治区',
  '65': '新疆维吾尔自治区',
  '71': '台湾省',
  '81': '香港特别行政区',
  '82': '澳门特别行政区',
};

/**
 * Where areas whose number changed with their prefecture lie today: first four digits (or the whole code of a county that
 * moved alone) → first four digits now. Source: the changes the Ministry of Civil Affairs announced, 2002 to 2023.
 */
const MOVED: Readonly<Record<string, string>> = {
  ...{ '1423': '1411', '1526': '1509', '1528': '1508', '3712': '3701' },
  ...{ '5222': '5206', '5224': '5205', '5327': '5308', '5335': '5309' },
  ...{ '5421': '5403', '5422': '5405', '5423': '5402', '5424': '5406', '5426': '5404' },
  ...{ '6224': '6211', '6226': '6212', '6321': '6302', '6521': '6504', '6522': '6505' },
  // 巢湖 was divided among three cities in 2011.
  ...{ '341402': '3401', '341421': '3401', '341422': '3402', '341423': '3405', '341424': '3405' },
  ...{ '139001': '1306', '139002': '1301', '220381': '2201', '340823': '3407', '341521': '3404', '410881': '4190' },
  ...{ '469003': '4604', '512081': '5101', '640321': '6405', '640322': '6405', '640421': '6405' },
};

/** First four digits of the city that holds a region today, whether or not its code is still in use. */
const cityOf = (code: string): string => MOVED[code] ?? MOVED[code.slice(0, 4)] ?? code.slice(0, 4);

/** A region's code as of today, by its city where its own number has changed: 371202 → 370100. */
export const presentRegion = (code: string): string =>
  code.endsWith('0000') || cityOf(code) === code.slice(0, 4) ? code : `${cityOf(code)}00`;

/** Shape of a GB/T 2260 code: six digits below a known province. Whether there is such a county, its table says. */
export function regionFault(code: string): CodeFault | null {
  if (!/^\d{6}$/.test(code)) {
    return codeFault(
      `应为 GB/T 2260 六位行政区划代码，例如 440100；现为“${code}”。`,
      `should be a GB/T 2260 region code of six digits, e.g. 440100, not “${code}”.`,
    );
  }
  if (code.slice(0, 2) in PROVINCES) return null;
  return codeFault(
    `没有以 ${code.slice(0, 2)} 开头的省级行政区划，请核对前两位。`,
    `no province has a code that begins with ${code.slice(0, 2)}; check the first two digits.`,
  );
}

/** Whether `region` lies in `area`: 440000 holds 440100, which holds 440106. Codes no longer used lie where the area is now. */
export function regionWithin(region: string, area: string): boolean {
  if (area.endsWith('0000')) return region.slice(0, 2) === area.slice(0, 2);
  return area.endsWith('00') ? cityOf(region) === cityOf(area) : region === area;
}

/** Levels of the tree two regions share: 0 none, 1 province, 2 city, 3 county. */
export function sharedRegionLevels(a: string, b: string): number {
  if (a.slice(0, 2) !== b.slice(0, 2)) return 0;
  const municipality = ['11', '12', '31', '50'].includes(a.slice(0, 2));
  if (!municipality && (cityOf(a) !== cityOf(b) || a.slice(2, 4) === '00')) return 1;
  return a === b ? 3 : 2;
}
