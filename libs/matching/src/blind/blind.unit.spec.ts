/**
 * 1 What identifies is hidden: the organization by its name and short forms, other organizations, people, brands, models,
 *   patents, ways to get in touch, places below the province.
 * 2 What the technology is about stays, word for word: measures, standards, materials, sayings.
 * 3 Every text keeps its length, so that spans hold in both.
 * 4 Fields that name are dropped or cut to what does not; codes and numbers stay.
 * 5 The organization is shown by kind and province.
 * 6 A text made to be slow is not.
 */
import { describe, expect, it } from '@jest/globals';
import type { AchievementContent, ExpertContent, FacilityContent, NeedContent, ServiceContent } from '../records.js';
import { blindOf } from './blind.js';

const COMPANY = { name: '广州青岚新材料有限公司', kind: 'enterprise', region: '440106' } as const;
const shownOf = (description: string, organization: Parameters<typeof blindOf>[1] = COMPANY): string =>
  blindOf({ title: '标题', description }, organization).content.description;

it.each([
  ['青岚新材料有限公司现有产线', ['青岚']],
  ['青岚新材料的涂布线', ['青岚']],
  ['青岚自 2012 年起涂布', ['青岚']],
  ['与华南理工大学合作过', ['华南理工']],
  ['由中国科学院宁波材料技术与工程研究所检测', ['工程研究所', '宁波']],
  ['曾向比亚迪股份有限公司供货', ['比亚迪']],
  ['为深圳蓝桥科技有限公司供货；蓝桥已验收', ['蓝桥']],
  ['tested by Acme Coatings Co., Ltd. in 2020', ['Acme', 'Coatings']],
  ['developed at Tsinghua University', ['Tsinghua']],
  ['李明远教授带队', ['李明远']],
  ['联系人：王小二', ['王小二']],
  ['采用“青松”系列浆料', ['青松']],
  ['使用红星牌研磨机', ['红星']],
  ['以 ThermoShield® 为基材', ['ThermoShield']],
  ['注册商标蓝盾已用于产品', ['蓝盾']],
  ['品牌：Zhuoyue', ['Zhuoyue']],
  ['在 HX-3000 上试产', ['HX-3000']],
  ['用 STM32F103 控制', ['STM32F103']],
  ['型号为XK714的机床', ['XK714']],
  ['已获专利 ZL202010123456.7', ['ZL', '202010123456']],
  ['见 CN112345678A', ['112345678']],
  ['申请号：202110654321.X', ['202110654321']],
  ['软著 2021SR0123456', ['2021SR0123456']],
  ['见 0000-0002-1825-0097', ['1825']],
  ['论文 10.1016/j.jpowsour.2020.228123（2020）', ['10.1016', 'jpowsour']],
  ['实验室认可 CNAS L12345', ['L12345']],
  ['该成果 9442020Y3077 已登记', ['9442020Y3077']],
  ['电话 139-0000-8888 或 020－87654321', ['139', '8888', '87654321']],
  ['电话１３９００００８８８８', ['１３９', '８８８８']],
  ['写信到 li@qinglan.example.com', ['li@', 'qinglan']],
  ['见 https://www.qinglan.com/a?b=1 与 qinglan.cn', ['qinglan']],
  ['微信号：qinglan_01', ['qinglan_01']],
  ['厂区在广州市天河区', ['广州', '天河']],
  ['位于佛山，靠近顺德', ['佛山']],
  ['昆山市的工厂', ['昆山']],
])('1 %s', (text, names) => {
  const shown = shownOf(text);
  for (const name of names) expect(shown).not.toContain(name);
  expect(shown).toHaveLength(text.length);
});

it('1 what is quoted in one place is hidden in every other', () => {
  const content: NeedContent = {
    title: '云铠隔膜降本',
    description: '采用“云铠”与“双碳”方案',
    keywords: ['隔膜', '云铠', '双碳'],
  };
  expect(blindOf(content, COMPANY).content).toMatchObject({
    title: '██隔膜降本',
    description: '采用“██”与“双碳”方案',
    keywords: ['隔膜', '██', '双碳'],
  });
});

it.each([
  ['浙江大学', '浙大已有样机'],
  ['华南理工大学', '华工的团队'],
  ['南溪大学', '南溪的中试线'],
])('1 %s is known by its short form', (name, text) => {
  expect(shownOf(text, { name, kind: 'university', region: null })).toMatch(/^█{2}/);
});

it.each([
  '隔膜在 150 ℃ 下收缩率不大于 2 %，剥离强度 ≥ 1.2 MPa',
  '按 GB/T 4754 与 ISO 9001 执行，防护 IP67，TRL 6',
  '以 Al2O3、LiFePO4 与 PA66 为原料，PM2.5 去除率 99 %',
  '我公司希望解决“卡脖子”问题，实验室阶段已完成',
  '加工中心与数据中心的散热，市场上的品牌产品',
  'The membrane shrinks by less than 2 % at 150 degrees',
  '广东省内的化工厂与污水处理厂',
  '出具 CNAS、CMA 报告，配比 10.5/89.5，2019-2021 年',
])('2 %s', (text) => {
  expect(shownOf(text)).toBe(text);
});

describe('3 4 fields', () => {
  const need: NeedContent = {
    ...{
      title: '青岚隔膜涂层',
      description: '青岚需要涂层。',
      mustHaves: ['用于青岚产线'],
      keywords: ['隔膜', '青岚'],
    },
    ...{ region: '440106', acceptedRegions: ['440100', '440300', '320500'], technicalFields: ['4.3'], budgetMax: 100 },
    ...{ preferredPartners: ['南溪大学'], contact: { name: '张工', phone: '13900008888' }, source: '青岚官网' },
    confidentiality: 'on-request',
  };
  const achievement: AchievementContent = {
    ...{ title: '涂层', description: '张三丰与李四光完成，专利 20201012。', awards: ['省奖'], trl: 6 },
    team: [{ name: '张三丰' }, { name: '李四光', orcid: '0000-0002-1825-0097' }],
    intellectualProperty: [{ kind: 'invention', number: '20201012', status: 'granted', ownerShare: 100 }],
    right: { kind: 'ownership', empoweredOn: '2020-01-01' },
  };

  it('3 4 of a need', () => {
    expect(blindOf(need, COMPANY).content).toEqual({
      ...{ title: '██隔膜涂层', description: '██需要涂层。', mustHaves: ['用于██产线'], keywords: ['隔膜', '██'] },
      ...{ region: '440000', acceptedRegions: ['440000', '320000'], technicalFields: ['4.3'], budgetMax: 100 },
      confidentiality: 'on-request',
    });
  });

  it('3 4 of an achievement', () => {
    expect(blindOf(achievement, { name: '南溪大学', kind: 'university', region: null }).content).toEqual({
      ...{ title: '涂层', description: '███与███完成，专利 ████████。', trl: 6 },
      intellectualProperty: [{ kind: 'invention' }],
      right: { kind: 'ownership' },
    });
  });
});

it('1 4 an expert is not to be told from the summary', () => {
  const expert: ExpertContent = {
    title: '高镍正极的制备（林知遥课题组）',
    description:
      '林 知遥教授，Zhiyao Lin，ORCID 0000-0002-1825-0097，论文《高镍正极的单晶化》（10.1000/x.182）获岚江技术奖一等奖，' +
      '任材料学院副院长，专利 20201012，知遥团队做过三个项目。',
    name: '林知遥（Lin Zhiyao）',
    positions: ['教授', '材料学院副院长'],
    orcid: '0000-0002-1825-0097',
    papers: [{ title: '高镍正极的单晶化', doi: '10.1000/x.182', year: 2021 }],
    intellectualProperty: [{ kind: 'invention', number: '20201012' }],
    awards: ['岚江技术奖一等奖'],
    keywords: ['高镍正极', '林知遥'],
    availability: 'open',
    availableFrom: '2026-09-01',
  };
  const { content } = blindOf(expert, { name: '南溪大学', kind: 'university', region: '440106' });
  expect(JSON.stringify(content)).not.toMatch(/知遥|Zhiyao|1825|单晶化|10\.1000|岚江|副院长|20201012/);
  expect(Object.keys(content).sort()).toEqual(
    ['availability', 'availableFrom', 'description', 'intellectualProperty', 'keywords', 'title'].sort(),
  );
  expect(content.title).toMatch(/^高镍正极的制备/);
  expect(content.description).toHaveLength(expert.description.length);
});

it('4 of a facility and a service what they do stays, and no numbers of certificates, makers and models', () => {
  const facility: FacilityContent = {
    ...{ title: '正极材料中试', description: '百公斤级中试。', bridgesFrom: 4, bridgesTo: 7, capacity: '单批 100 kg' },
    ...{ services: ['工艺放大'], equipment: ['气氛辊道窑 30 m', '“云铠”反应釜'], certifications: ['CNAS L12345'] },
  };
  expect(blindOf(facility, COMPANY).content).toEqual({
    ...{ title: '正极材料中试', description: '百公斤级中试。', bridgesFrom: 4, bridgesTo: 7, capacity: '单批 100 kg' },
    ...{ services: ['工艺放大'], equipment: ['气氛辊道窑 30 m', '“██”反应釜'] },
  });
  const service: ServiceContent = {
    ...{ title: '电池检测', description: '安全检测。', serviceKind: 'testing', leadTimeDays: 15 },
    ...{ deliverables: ['青岚检测报告'], certifications: ['CNAS L12345'] },
  };
  expect(blindOf(service, COMPANY).content).toEqual({
    ...{ title: '电池检测', description: '安全检测。', serviceKind: 'testing', leadTimeDays: 15 },
    deliverables: ['██检测报告'],
  });
});

it('5 the organization', () => {
  const { organizationName, organizationRegion } = blindOf({ title: 'x', description: 'y' }, COMPANY);
  expect([organizationName, organizationRegion]).toEqual(['广东省某企业', '440000']);
  const nowhere = blindOf({ title: 'x', description: 'y' }, { ...COMPANY, kind: 'university', region: null });
  expect([nowhere.organizationName, nowhere.organizationRegion]).toEqual(['某高校', null]);
});

it.each(['A ', 'a', '1', 'a.', 'A-1', '某', 'A1', '市'])('6 20,000 characters of %p', (piece) => {
  const began = performance.now();
  shownOf(piece.repeat(20_000 / piece.length));
  expect(performance.now() - began).toBeLessThan(2000);
});
