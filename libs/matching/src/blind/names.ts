import { CITIES } from '../codes/city.js';
import { PROVINCES } from '../codes/region.js';

/** How the legal form ends a name. */
const LEGAL =
  /(股份有限公司|有限责任公司|有限公司|集团公司|总公司|公司|集团|研究总院|研究院|研究所|设计院|大学|学院|实验室|中心|医院|厂)$/;
/** What a company does, as its name says after what it is called. */
const TRADE =
  /(新材料|新能源|半导体|自动化|轨道交通|材料|科技|技术|电子|智能|装备|机械|化工|生物|医药|药业|能源|环保|信息|软件|网络|通信|精密|电气|机电|汽车|实业|工业|工程|制造|发展|股份|国际|控股|光电|食品|农业|建筑|建设|电力|仪器|设备|测控|激光|航空|航天|重工|集团|研究|开发|产业|创新)$/;
const PLACES = ['中国', ...Object.values(PROVINCES).flatMap(withoutSuffix), ...CITIES];
const PLACE = new RegExp(
  `^(?:${[...PLACES].sort((a, b) => b.length - a.length).join('|')})(?:省|市)?(?:\\p{Script=Han}{1,3}[区县])?`,
  'u',
);
/** Begin with the first character of a university and 大, and mean something else. */
const NOT_SHORT = /^[重长放扩增最强大]大$/;

function withoutSuffix(province: string): string[] {
  return [province, province.replace(/(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$/, '')];
}

/** What an organization is called by (字号): two characters, or the first Latin word, after place and brackets; or nothing. */
export function calledOf(name: string): string | null {
  const local = name
    .replace(/[（(][^）)]*[）)]/g, '')
    .trim()
    .replace(PLACE, '');
  return /^(?:\p{Script=Han}{2}|[A-Za-z][\w-]{3,})/u.exec(local)?.[0] ?? null;
}

/** A name of an organization and the shorter forms people write: without legal form, place and trade. */
export function formsOf(name: string): string[] {
  const plain = name.replace(/[（(][^）)]*[）)]/g, '');
  const forms = new Set([name.trim(), plain.trim()]);
  const isSaying = (form: string): boolean =>
    form.length >= 2 && form.replace(TRADE, '') !== '' && form.replace(PLACE, '') !== '';
  const add = (form: string): void => void (isSaying(form) && forms.add(form));
  const local = plain.replace(PLACE, '');
  add(local);
  for (const start of [plain, local]) {
    let form = start;
    for (let shorter = form.replace(LEGAL, ''); shorter !== form; shorter = form.replace(LEGAL, ''))
      add((form = shorter));
    for (let shorter = form.replace(TRADE, ''); shorter !== form; shorter = form.replace(TRADE, ''))
      add((form = shorter));
    if (/(大学|学院)$/.test(start) && form.length >= 2) {
      for (const short of [
        `${form[0]}大`,
        ...(form.length > 3 ? [`${form[0]}${form[2]}`, `${form[0]}${form[3]}`] : []),
      ]) {
        if (!NOT_SHORT.test(short)) add(short);
      }
    }
  }
  return [...forms].filter((form) => form.length >= 2);
}
