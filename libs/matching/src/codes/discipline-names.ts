import { tableOf } from './classified.js';

/** GB/T 13745-2009: the 62 disciplines of the first level. English names are our own. */
export const DISCIPLINES = tableOf(`
110 数学 | mathematics
120 信息科学与系统科学 | information and systems science
130 力学 | mechanics
140 物理学 | physics
150 化学 | chemistry
160 天文学 | astronomy
170 地球科学 | earth science
180 生物学 | biology
190 心理学 | psychology
210 农学 | agronomy
220 林学 | forestry
230 畜牧、兽医科学 | animal husbandry and veterinary science
240 水产学 | fishery science
310 基础医学 | basic medicine
320 临床医学 | clinical medicine
330 预防医学与公共卫生学 | preventive medicine and public health
340 军事医学与特种医学 | military and special medicine
350 药学 | pharmacy
360 中医学与中药学 | traditional Chinese medicine and pharmacy
410 工程与技术科学基础学科 | foundations of engineering and technology
413 信息与系统科学相关工程与技术 | engineering related to information and systems science
416 自然科学相关工程与技术 | engineering related to natural science
420 测绘科学技术 | surveying and mapping
430 材料科学 | materials science
440 矿山工程技术 | mining engineering
450 冶金工程技术 | metallurgical engineering
460 机械工程 | mechanical engineering
470 动力与电气工程 | power and electrical engineering
480 能源科学技术 | energy science and technology
490 核科学技术 | nuclear science and technology
510 电子与通信技术 | electronics and communication
520 计算机科学技术 | computer science and technology
530 化学工程 | chemical engineering
535 产品应用相关工程与技术 | engineering related to product use
540 纺织科学技术 | textile science and technology
550 食品科学技术 | food science and technology
560 土木建筑工程 | civil and building engineering
570 水利工程 | hydraulic engineering
580 交通运输工程 | transport engineering
590 航空、航天科学技术 | aeronautics and astronautics
610 环境科学技术及资源科学技术 | environmental and resource science and technology
620 安全科学技术 | safety science and technology
630 管理学 | management
710 马克思主义 | Marxism
720 哲学 | philosophy
730 宗教学 | religious studies
740 语言学 | linguistics
750 文学 | literature
760 艺术学 | arts
770 历史学 | history
780 考古学 | archaeology
790 经济学 | economics
810 政治学 | political science
820 法学 | law
830 军事学 | military science
840 社会学 | sociology
850 民族学与文化学 | ethnology and cultural studies
860 新闻学与传播学 | journalism and communication
870 图书馆、情报与文献学 | library, information and documentation
880 教育学 | education
890 体育科学 | sports science
910 统计学 | statistics
`);
