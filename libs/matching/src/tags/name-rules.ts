import type { TagKind } from './tag.js';

/** A kind of thing known by how its name ends. */
export interface NameRule {
  kind: Extract<TagKind, 'material' | 'method' | 'product'>;
  /** Found anywhere in a phrase; the name is what stands before it, and it. */
  ending: RegExp;
  /** Characters that must stand before the ending: 材料 alone names nothing. */
  least: number;
  confidence: number;
}

/** One character ends many words: right less often than a word of its own. */
const SURE = 0.9;
const LIKELY = 0.8;
const WEAK = 0.6;

/** The first rule that a name answers to is the one that names it. */
export const NAME_RULES: readonly NameRule[] = [
  // What is named by itself.
  {
    kind: 'material',
    ending:
      /石墨烯|碳纳米管|气凝胶|水凝胶|不锈钢|聚酰亚胺|聚氨酯|聚酰胺|聚乙烯|聚丙烯|聚碳酸酯|聚四氟乙烯|聚乳酸|聚醚醚酮|聚偏氟乙烯|尼龙\d*|硅胶|氧化铝|氧化锆|氧化锌|氧化硅|二氧化钛|碳化硅|氮化硅|氮化铝|氮化镓|氮化硼|磷酸铁锂|钴酸锂|钙钛矿/u,
    least: 0,
    confidence: SURE,
  },
  {
    kind: 'method',
    ending:
      /激光熔覆|粉末冶金|溶胶凝胶|溶胶-凝胶|增材制造|3D打印|深度学习|机器学习|强化学习|迁移学习|联邦学习|(?:气相|原子层|电化学|电泳|物理|化学)沉积|磁控溅射|静电纺丝|等离子喷涂|有限元分析|机器视觉|数字孪生|知识图谱|神经网络|双螺杆挤出|热等静压|等静压|球磨|膜分离|超临界萃取|阳极氧化|原位聚合|接枝改性/iu,
    least: 0,
    confidence: SURE,
  },
  // Machines before the substances some are named after: 涂料喷涂机.
  {
    kind: 'product',
    ending:
      /机器人|装置|设备|装备|系统(?!性|误差|工程|地)|仪器|传感器|控制器|逆变器|换热器|反应器|探测器|电池组?(?!片)|电机|芯片|生产线|产线|样机|机床|模具|刀具|无人机|发动机|压缩机|变压器|执行器|驱动器|平台|软件|模组|电堆|试剂盒|轴承|阀门|水泵|油泵|齿轮箱|连接器|显示屏|终端/u,
    least: 1,
    confidence: LIKELY,
  },
  {
    kind: 'material',
    ending:
      /材料(?!成本|科学|学院|工程|费|厂|利用|性能|体系|损耗)|合金|树脂|橡胶|陶瓷|纤维|涂料|涂层|薄膜|隔膜|电解液|电解质|浆料|胶黏剂|胶粘剂|粘合剂|粘接剂|粘结剂|催化剂|添加剂|稳定剂|阻燃剂|润滑剂|偶联剂|固化剂|塑料|玻璃(?!化|态)|粉体|粉末|凝胶|乳液|焊料|靶材|板材|钢材|油墨|骨料|水泥|混凝土|沥青/u,
    least: 1,
    confidence: LIKELY,
  },
  {
    kind: 'method',
    ending:
      /工艺(?!美术|品|流程图)|算法|方法|熔覆|镀膜|成型|烧结|焊接|退火|淬火|热处理|表面处理|改性|喷涂|沉积|萃取|发酵|酶解|蒸馏|精馏|结晶|吸附|氧化还原|电解(?!液|质|槽)|模型|建模|光谱法|色谱法|检测技术|识别技术|控制技术|制造技术|加工技术/u,
    least: 2,
    confidence: LIKELY,
  },
  {
    kind: 'method',
    ending: /(?<![方办做用无立司执合违宪语书想看说手玩])法(?![规律人院定兰制则官])/u,
    least: 2,
    confidence: WEAK,
  },
  {
    kind: 'product',
    ending:
      /(?<![有无随动时危契司商投转飞])机(?![理制会动械构关遇组房器床电油体加能型场务密])|仪(?![式表器])|(?<![容武机])器(?![件官械具材皿])|泵(?![站房送])|(?<![伐])阀/u,
    least: 2,
    confidence: WEAK,
  },
  {
    kind: 'material',
    ending: /(?<![药])剂(?![量型])|(?<![模])钢(?![铁厂])|胶(?![囊片])|膜(?![片分厚层])/u,
    least: 1,
    confidence: WEAK,
  },
];

/** Beginnings that tell nothing of the thing itself: 新型, 高性能 and the like count for no characters of the name. */
export const EMPTY_BEGINNING =
  /^(?:新型|高性能|先进|关键|核心|相关|整个|整套|全套|成套|原有|原|新|主要|通用|专用|常规|普通|一般|大型|小型|自动|某|同类|类似|配套|相应|本|该|两|三|几|多|一|第[一二三四])+/u;

/** Chemical names written in letters, as they are. */
export const LETTERED_MATERIAL =
  /(?<![A-Za-z0-9])(?:PA(?:6|66|12|11|46)|PEEK|PTFE|PVDF|PMMA|PET|PBT|PPS|PPO|PVC|ABS|TPU|EVA|PBAT|PLA|PEI|PAN|NCM\d*|LFP|LiFePO4|LiCoO2|SiO2|TiO2|Al2O3|ZrO2|ZnO|SiC|Si3N4|AlN|GaN|Ga2O3|MoS2|Fe3O4|CeO2|BaTiO3|In718|TC4|316L|SUS304)(?![A-Za-z0-9])/gu;
