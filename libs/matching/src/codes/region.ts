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

/** Shape of a GB/T 2260 code: six digits below a known province. Retired counties keep their codes. */
export const isRegion = (code: string): boolean => /^\d{6}$/.test(code) && code.slice(0, 2) in PROVINCES;

/** Whether `region` lies in `area`: 440000 holds 440100, which holds 440106. */
export function regionWithin(region: string, area: string): boolean {
  const prefix = area.endsWith('0000') ? 2 : area.endsWith('00') ? 4 : 6;
  return region.slice(0, prefix) === area.slice(0, prefix);
}

/** Levels of the tree two regions share: 0 none, 1 province, 2 city, 3 county. */
export function sharedRegionLevels(a: string, b: string): number {
  if (a.slice(0, 2) !== b.slice(0, 2)) return 0;
  const municipality = ['11', '12', '31', '50'].includes(a.slice(0, 2));
  if (!municipality && (a.slice(2, 4) !== b.slice(2, 4) || a.slice(2, 4) === '00')) return 1;
  return a.slice(4) === b.slice(4) ? 3 : 2;
}
