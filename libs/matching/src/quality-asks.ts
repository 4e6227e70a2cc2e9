import { statementsIn } from './indicators/statements.js';
import type { AnyContent, RecordKind } from './records.js';

/** Something a broker asks of a record that does not say it. */
export interface Ask {
  /** JSON pointer of the field to look at. */
  pointer: string;
  zh: string;
  en: string;
  isAnswered: (content: AnyContent) => boolean;
}

/** Whether a number that can be checked stands anywhere in it. */
export const saysNumbers = ({ description, indicators = [] }: AnyContent): boolean =>
  [description, ...indicators].some((text, i) => statementsIn({ path: `/${i}`, text }).length > 0);

const listed = (items: readonly unknown[] | undefined): boolean => (items?.length ?? 0) > 0;

/** What is asked of each kind beside a telling description, a technical field and a way to cooperate; the weightiest first. */
export const ASKS: Readonly<Record<RecordKind, readonly Ask[]>> = {
  need: [
    {
      pointer: '/indicators',
      zh: '写下至少一项可以检验的数字指标，例如“耐温 ≥ 150 ℃”，供给是否达标才能逐项比较。',
      en: 'State at least one number that can be checked, e.g. “≥ 150 ℃”, so that offers can be held against it.',
      isAnswered: saysNumbers,
    },
    {
      pointer: '/leastTrl',
      zh: '说明至少需要的技术成熟度，可避免只有实验室样品的成果排在前面。',
      en: 'Say the least maturity you can use, or laboratory samples may come first.',
      isAnswered: ({ leastTrl }) => leastTrl !== undefined,
    },
    {
      pointer: '/budgetMax',
      zh: '给出预算上限（可以是大致数），研发方据此判断能否承接。',
      en: 'Give a budget, even a rough one: it tells others whether they can take it on.',
      isAnswered: ({ budgetMax }) => budgetMax !== undefined,
    },
  ],
  achievement: [
    {
      pointer: '/advantage',
      zh: '说明比现有技术好在哪里、好多少；“优势不明”是经纪人常见的不推荐原因。',
      en: 'Say what it does better than today’s technology, and by how much: brokers often decline for want of that.',
      isAnswered: ({ advantage }) => advantage !== undefined,
    },
    {
      pointer: '/indicators',
      zh: '写下实测的数字指标和单位，才能与需求的指标逐项比较。',
      en: 'State what was measured, with units, so that it can be held against what needs ask.',
      isAnswered: saysNumbers,
    },
    {
      pointer: '/trl',
      zh: '说明技术成熟度（TRL 1–9）或所处阶段。',
      en: 'State the technology readiness level (1–9) or the stage.',
      isAnswered: ({ trl, stage }) => trl !== undefined || stage !== undefined,
    },
    {
      pointer: '/intellectualProperty',
      zh: '列出知识产权及其状态；企业会先问能否合法使用。',
      en: 'List the intellectual property and its status: enterprises ask first whether they may use it.',
      isAnswered: ({ intellectualProperty }) => listed(intellectualProperty),
    },
  ],
  expert: [
    {
      pointer: '/papers',
      zh: '列出论文或知识产权，企业据此判断是否做过同类问题。',
      en: 'List papers or intellectual property: they show whether the same sort of problem was worked on before.',
      isAnswered: ({ papers, intellectualProperty }) => listed(papers) || listed(intellectualProperty),
    },
    {
      pointer: '/keywords',
      zh: '写下研究方向的关键词，需求多用关键词来找人。',
      en: 'Give keywords of the research: people are mostly looked for by them.',
      isAnswered: ({ keywords }) => listed(keywords),
    },
    {
      pointer: '/applicationFields',
      zh: '说明研究能用在哪些行业和场合。',
      en: 'Say in which industries and applications the research can be used.',
      isAnswered: ({ applicationFields }) => listed(applicationFields),
    },
    {
      pointer: '/availability',
      zh: '说明现在能否承接合作、何时有时间；联系后才发现没有时间最耽误事。',
      en: 'Say whether and from when there is time to work with others.',
      isAnswered: ({ availability, availableFrom }) => availability !== undefined || availableFrom !== undefined,
    },
  ],
  facility: [
    {
      pointer: '/services',
      zh: '列出能提供的服务，例如公斤级试制、工艺放大、产品检测。',
      en: 'List the services, e.g. trial production by the kilogram, scale-up, testing.',
      isAnswered: ({ services }) => listed(services),
    },
    {
      pointer: '/equipment',
      zh: '列出主要设备及规格；能不能做，多半看设备。',
      en: 'List the main equipment and its size: it mostly decides what can be done.',
      isAnswered: ({ equipment }) => listed(equipment),
    },
    {
      pointer: '/capacity',
      zh: '说明规模，例如单批 50 kg、年产 20 吨。',
      en: 'State the capacity, e.g. 50 kg a batch, 20 tonnes a year.',
      isAnswered: ({ capacity }) => capacity !== undefined,
    },
    {
      pointer: '/availability',
      zh: '说明现在能否承接、何时有档期。',
      en: 'Say whether and from when it can take on work.',
      isAnswered: ({ availability, availableFrom }) => availability !== undefined || availableFrom !== undefined,
    },
  ],
  service: [
    {
      pointer: '/deliverables',
      zh: '列出交付什么，例如检测报告、设计图纸、评价报告。',
      en: 'List what is delivered, e.g. a test report, drawings, an evaluation.',
      isAnswered: ({ deliverables }) => listed(deliverables),
    },
    {
      pointer: '/priceMin',
      zh: '给出大致收费或定价依据。',
      en: 'Give a rough fee, or what it depends on.',
      isAnswered: ({ priceMin, priceMax, priceBasis }) =>
        [priceMin, priceMax, priceBasis].some((one) => one !== undefined),
    },
    {
      pointer: '/leadTimeDays',
      zh: '说明一般需要多少天。',
      en: 'Say how many days it usually takes.',
      isAnswered: ({ leadTimeDays }) => leadTimeDays !== undefined,
    },
    {
      pointer: '/certifications',
      zh: '列出资质，例如 CNAS、CMA；很多报告没有资质就不被采信。',
      en: 'List accreditations, e.g. CNAS or CMA: many reports do not count without.',
      isAnswered: ({ certifications }) => listed(certifications),
    },
  ],
};
