import { CITIES } from '../codes/city.js';

/** Stands for each UTF-16 unit of hidden text, so that spans mean the same in the blind text and in the whole one. */
export const HIDDEN = '█';

/** A Han character that may be part of a name: none of those that join words. */
const H = String.raw`(?:(?![与和及由在为向的是从对将被把或等到于经给让请])\p{Script=Han})`;
const WORD = `(?:[A-Za-z][A-Za-z0-9-]{0,30}|${H}{1,8})`;
const SURNAME =
  '[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻柏水窦章云苏潘葛范彭郎鲁韦昌马苗方俞任袁柳史唐费薛雷贺倪汤罗毕郝邬安常乐于傅齐康伍余元顾孟黄穆萧尹姚邵汪毛戴谈宋庞熊纪舒屈项祝董梁杜阮蓝闵席季贾江颜郭梅林钟徐邱骆高夏蔡田樊胡凌霍万柯管卢莫丁邓崔龚程邢裴陆翁荀甄曲封段侯武刘景龙叶黎白蒲廖文聂曾关谭欧]';
/** Titles by which a name is known for one. */
const TITLE =
  '(?:教授|副教授|博士|院士|研究员|副研究员|高工|高级工程师|工程师|老师|主任|先生|女士|团队|课题组|总工|经理|院长|所长)';
/** Beginnings of designations that are standards, materials or measures, and nobody's product. */
const COMMON =
  '(?:GB|GBT|ISO|IEC|IEEE|ASTM|DIN|JIS|EN|HJ|YY|JB|QB|SJ|DL|NB|TB|AQ|HG|IP|TRL|PM|IPC|CO|UN|RS|USB|PA|PP|PE|PC|PET|SUS|AISI|TC|TA|AZ|NCM|NCA|LFP|COVID)(?![A-Za-z])';
/** Quoted, and no brand. */
const SAYINGS = new Set(
  '卡脖子 双碳 专精特新 揭榜挂帅 产学研 一带一路 互联网+ 智能+ 三废 四新 绿水青山 十四五 十五五'.split(' '),
);

/** Every repetition that could begin anywhere is bounded: a text made to be slow stays fast. */
const PATTERNS: readonly RegExp[] = [
  // Ways to get in touch.
  String.raw`[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}`,
  String.raw`https?://[^\s，。；、）)]+`,
  String.raw`(?<![A-Za-z0-9])(?:[a-z0-9-]{1,63}\.){1,5}(?:com|cn|net|org|edu|gov|io|tech)(?:\.cn)?(?:/[\w./?=&%-]*)?(?![A-Za-z])`,
  String.raw`(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)`,
  String.raw`(?<!\d)\(?0\d{2,3}\)?[-—– ]?\d{7,8}(?!\d)`,
  String.raw`(?<!\d)400[- ]?\d{3,4}[- ]?\d{3,4}(?!\d)`,
  String.raw`(?<=(?:微信|QQ|WeChat)号?[:为]?\s?)[A-Za-z0-9][\w-]{4,}`,
  // Numbers of patents, registrations, organizations.
  String.raw`(?<![A-Za-z])(?:ZL|CN)[\s.:]*\d{6,13}(?:\.[\dXx])?[A-Z]?\d?`,
  String.raw`(?<![A-Za-z])(?:US|EP|WO|JP|KR|DE)[\s.:]?\d{2,4}/?\d{4,9}\s?[A-Z]?\d?(?!\d)`,
  String.raw`PCT/?[A-Z]{2}/?\d{4}/?\d{4,8}`,
  String.raw`(?<!\d)(?:19|20)\d{10}\.?[\dXx](?!\d)`,
  String.raw`(?<!\d)\d{8}\.[\dXx](?!\d)`,
  String.raw`20\d{2}SR\d{6,8}`,
  // 科技成果登记号, which a public register resolves to its owner.
  String.raw`(?<![A-Z0-9])[0-9A-Z]{3}(?:19|20)\d{2}Y\d{4}(?![A-Za-z0-9])`,
  String.raw`(?<=软著登字第)\d+`,
  // What leads to a person (ORCID, DOI) or to a holder (accreditations) in a public register.
  String.raw`(?<!\d)\d{4}-\d{4}-\d{4}-\d{3}[\dXx](?!\d)`,
  String.raw`(?<![\d.])10\.\d{4,9}/[^\s，。；、）)》”"]{1,200}`,
  String.raw`(?<![A-Za-z])(?:CNAS|CMA|CAL)\s?[A-Z]{0,3}\s?\d{4,14}`,
  String.raw`(?<=(?:专利|专利号|申请号|公开号|授权号|登记号|证书号|注册号|批准文号|备案号|许可证号)[:为是]?\s?)[A-Za-z0-9][A-Za-z0-9./-]{4,}`,
  String.raw`(?<![A-Z0-9])[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![A-Z0-9])`,
  // Brands and models.
  String.raw`${WORD}\s?[®™]`,
  String.raw`(?<=(?:商标|品牌名?)[为是:]\s?)${WORD}`,
  String.raw`(?<=商标)(?!注册|权|局|法|申请|[为是])${WORD}`,
  String.raw`${WORD}(?=商标)`,
  String.raw`(?:[A-Za-z0-9]|${H}){1,6}(?<![品金银铜名招铭标车吊挂王老大杂号路门])牌(?![号照匾子坊])`,
  String.raw`(?<![A-Za-z0-9])(?!${COMMON})[A-Z][A-Za-z]{0,7}[-–—_][A-Z]{0,4}\d[A-Z0-9.-]{0,20}(?![a-z])`,
  String.raw`(?<![A-Za-z0-9])(?!${COMMON})[A-Z]{2,6}\d{2,10}[A-Z0-9]{0,20}(?![a-z])`,
  String.raw`(?<=型号[为是:]?\s?)[A-Za-z0-9][\w./-]{1,20}`,
  String.raw`(?<![A-Za-z0-9])(?!${COMMON})[A-Za-z]{1,12}-?\d{1,8}[\w-]{0,20}(?=型|系列)`,
  // Organizations.
  String.raw`(?:${H}|[A-Za-z0-9·()]){2,20}?(?:有限责任公司|股份有限公司|有限公司|集团|(?<![我本贵该某各子母分])公司|大学(?!生)|学院|研究院|研究所(?![得有需])|(?:重点|联合|工程)实验室|研究中心|设计院|医院|药业|银行)`,
  String.raw`(?:[A-Z][\w&.-]{0,30},?\s{1,3}){1,6}(?:Co\.?,?\s?Ltd\.?|Ltd\.?|Inc\.?|GmbH|Corp(?:oration)?\.?|Company|LLC|Group|University|Institute|Laboratory)(?!\w)`,
  String.raw`University of [A-Z]\w+(?:\s(?:and\s)?[A-Z]\w+){0,4}`,
  // People.
  String.raw`${SURNAME}\p{Script=Han}{0,2}?(?=${TITLE})`,
  String.raw`(?<=(?:联系人|负责人|发明人|完成人|主持人|带头人|姓名)[:为是]\s?)\p{Script=Han}{2,4}`,
  String.raw`(?:Prof|Dr|Mr|Ms|Mrs)\.?\s[A-Z]\w+(?:\s[A-Z]\w+)?`,
  // Places below the province.
  String.raw`(?:${CITIES.join('|')})市?`,
  String.raw`(?:(?![省市区县])${H}){2,4}(?:自治州|地区|(?<![城都超上股楼夜集])市(?![场面值政民售级])|县(?![级域])|镇(?![定静痛])|街道|高新区|开发区|产业园|工业园|科技园|新区)`,
  String.raw`(?<=市)${H}{1,3}区`,
  String.raw`${H}{2,6}(?:路|街|大道)\d+号`,
].map((pattern) => new RegExp(pattern, 'gu'));

const QUOTED = /[“"「『‘]([^”"」』’\n]{1,16})[”"」』’]/gu;

/** Full-width letters, digits and signs as plain ones; the length stays. */
const halfWidth = (text: string): string =>
  text.replace(/[！-～]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));

/** Organizations that a text calls by their full names, so that their short forms can be found too. */
const FULL_NAME = new RegExp(String.raw`${H}{2,20}?(?:有限责任公司|股份有限公司|有限公司|大学(?!生)|研究院)`, 'gu');
export const organizationsIn = (text: string): string[] => text.match(FULL_NAME) ?? [];

/** What a text puts in quotes, most often a brand: hidden there, it must not stand elsewhere without them. */
export const quotedIn = (text: string): string[] =>
  [...halfWidth(text).matchAll(QUOTED)].flatMap(({ 1: inner = '' }) => (SAYINGS.has(inner) ? [] : [inner]));

/** Finds the names in texts. @param names known ones, hidden wherever they stand */
export function hiderOf(names: readonly string[]): (text: string) => string {
  const escaped = [...new Set(names.map((name) => halfWidth(name.trim())))]
    .filter((name) => name.length >= 2)
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`).replace(/\s+/g, String.raw`\s*`));
  const known = escaped.length > 0 ? [new RegExp(escaped.join('|'), 'giu')] : [];
  return (text) => {
    const plain = halfWidth(text);
    const hidden = new Set<number>();
    const hide = (from: number, length: number): void => {
      for (let at = from; at < from + length; at++) hidden.add(at);
    };
    for (const pattern of [...known, ...PATTERNS]) {
      for (const { 0: found, index } of plain.matchAll(pattern)) hide(index, found.length);
    }
    for (const { 1: inner = '', index } of plain.matchAll(QUOTED))
      if (!SAYINGS.has(inner)) hide(index + 1, inner.length);
    if (hidden.size === 0) return text;
    // By UTF-16 unit, as spans count.
    return Array.from({ length: text.length }, (_, at) => (hidden.has(at) ? HIDDEN : text[at])).join('');
  };
}
