import { codeFault } from './code-fault.js';
import type { CodeFault } from './code-fault.js';

/**
 * Technical fields: the two upper levels of 国家重点支持的高新技术领域 (2016), numbered section.subsection.
 * https://www.innocom.gov.cn (高新技术企业认定管理办法, annex)
 */
export const TECHNICAL_FIELDS: Readonly<Record<string, { zh: string; en: string }>> = {
  '1': { zh: '电子信息', en: 'electronics and information' },
  '1.1': { zh: '软件', en: 'software' },
  '1.2': { zh: '微电子技术', en: 'microelectronics' },
  '1.3': { zh: '计算机产品及其网络应用技术', en: 'computers and network applications' },
  '1.4': { zh: '通信技术', en: 'communications' },
  '1.5': { zh: '广播影视技术', en: 'broadcasting and film' },
  '1.6': { zh: '新型电子元器件', en: 'electronic components' },
  '1.7': { zh: '信息安全技术', en: 'information security' },
  '1.8': { zh: '智能交通和轨道交通技术', en: 'intelligent and rail transport' },
  '2': { zh: '生物与新医药', en: 'biology and medicine' },
  '2.1': { zh: '医药生物技术', en: 'pharmaceutical biotechnology' },
  '2.2': { zh: '中药、天然药物', en: 'Chinese and natural medicine' },
  '2.3': { zh: '化学药研发技术', en: 'chemical drugs' },
  '2.4': { zh: '药物新剂型与制剂创制技术', en: 'drug delivery and formulation' },
  '2.5': { zh: '医疗仪器、设备与医学专用软件', en: 'medical devices and software' },
  '2.6': { zh: '轻工和化工生物技术', en: 'industrial biotechnology' },
  '2.7': { zh: '农业生物技术', en: 'agricultural biotechnology' },
  '3': { zh: '航空航天', en: 'aerospace' },
  '3.1': { zh: '航空技术', en: 'aviation' },
  '3.2': { zh: '航天技术', en: 'space' },
  '4': { zh: '新材料', en: 'new materials' },
  '4.1': { zh: '金属材料', en: 'metals' },
  '4.2': { zh: '无机非金属材料', en: 'inorganic non-metals' },
  '4.3': { zh: '高分子材料', en: 'polymers' },
  '4.4': { zh: '生物医用材料', en: 'biomedical materials' },
  '4.5': { zh: '精细和专用化学品', en: 'fine and specialty chemicals' },
  '4.6': { zh: '与文化艺术产业相关的新材料', en: 'materials for arts and culture' },
  '5': { zh: '高技术服务', en: 'high-technology services' },
  '5.1': { zh: '研发与设计服务', en: 'research and design services' },
  '5.2': { zh: '检验检测认证与标准服务', en: 'testing, certification and standards' },
  '5.3': { zh: '信息技术服务', en: 'information technology services' },
  '5.4': { zh: '高技术专业化服务', en: 'specialised technical services' },
  '5.5': { zh: '知识产权与成果转化服务', en: 'intellectual property and transfer services' },
  '5.6': { zh: '电子商务与现代物流技术', en: 'e-commerce and logistics' },
  '5.7': { zh: '城市管理与社会服务', en: 'urban and social services' },
  '5.8': { zh: '文化创意产业支撑技术', en: 'creative industries' },
  '6': { zh: '新能源与节能', en: 'new energy and energy saving' },
  '6.1': { zh: '可再生清洁能源', en: 'renewable energy' },
  '6.2': { zh: '核能及氢能', en: 'nuclear and hydrogen energy' },
  '6.3': { zh: '新型高效能量转换与储存技术', en: 'energy conversion and storage' },
  '6.4': { zh: '高效节能技术', en: 'energy efficiency' },
  '7': { zh: '资源与环境', en: 'resources and environment' },
  '7.1': { zh: '水污染控制与水资源利用技术', en: 'water' },
  '7.2': { zh: '大气污染控制技术', en: 'air pollution' },
  '7.3': { zh: '固体废弃物处置与综合利用技术', en: 'solid waste' },
  '7.4': { zh: '物理性污染防治技术', en: 'noise, light and radiation' },
  '7.5': { zh: '环境监测及环境事故应急处理技术', en: 'environmental monitoring and response' },
  '7.6': { zh: '生态环境建设与保护技术', en: 'ecology' },
  '7.7': { zh: '清洁生产技术', en: 'cleaner production' },
  '7.8': { zh: '资源勘查、高效开采与综合利用技术', en: 'exploration and mining' },
  '8': { zh: '先进制造与自动化', en: 'advanced manufacturing and automation' },
  '8.1': { zh: '工业生产过程控制系统', en: 'process control' },
  '8.2': { zh: '安全生产技术', en: 'industrial safety' },
  '8.3': { zh: '高性能、智能化仪器仪表', en: 'instruments' },
  '8.4': { zh: '先进制造工艺与装备', en: 'manufacturing processes and equipment' },
  '8.5': { zh: '新型机械', en: 'machinery' },
  '8.6': { zh: '电力系统与设备', en: 'power systems' },
  '8.7': { zh: '汽车及轨道车辆相关技术', en: 'road and rail vehicles' },
  '8.8': { zh: '高技术船舶与海洋工程装备设计制造技术', en: 'ships and ocean engineering' },
  '8.9': { zh: '传统文化改造技术', en: 'traditional culture' },
};

export function technicalFieldFault(code: string): CodeFault | null {
  if (Object.hasOwn(TECHNICAL_FIELDS, code)) return null;
  return codeFault(
    '应为《国家重点支持的高新技术领域》编号，例如 4.3。',
    'should be the number of a technical field, e.g. 4.3.',
  );
}

/** Path of a technical field in the tree: 4.3 → 4, 4.3. */
export const technicalFieldPath = (code: string): string[] =>
  code.includes('.') ? [code.slice(0, code.indexOf('.')), code] : [code];
