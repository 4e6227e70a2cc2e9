import { tableOf } from './classified.js';

/** International Patent Classification: sections and classes of the 2025.01 edition, by names shortened by us. */
export const IPC_CLASSES = tableOf(`
A 人类生活必需 | human necessities
A01 农业；林业；畜牧业；狩猎；诱捕；捕鱼 | agriculture; forestry; animal husbandry; hunting; fishing
A21 焙烤；面团 | baking; doughs
A22 屠宰；肉品处理；家禽或鱼的加工 | butchering; meat, poultry and fish processing
A23 食品或食料及其处理 | foods and their treatment
A24 烟草；雪茄烟；纸烟 | tobacco; cigars; cigarettes
A41 服装 | wearing apparel
A42 帽类制品 | headwear
A43 鞋类 | footwear
A44 服饰缝纫用品；珠宝 | haberdashery; jewellery
A45 手携物品或旅行用品 | hand or travelling articles
A46 刷类制品 | brushware
A47 家具；家庭用品；吸尘器 | furniture; domestic articles; suction cleaners
A61 医学或兽医学；卫生学 | medical or veterinary science; hygiene
A62 救生；消防 | life-saving; fire-fighting
A63 运动；游戏；娱乐活动 | sports; games; amusements
A99 本部其他类目不包括的技术主题 | subject matter not otherwise provided for in section A
B 作业；运输 | performing operations; transporting
B01 一般的物理或化学方法或装置 | physical or chemical processes or apparatus in general
B02 破碎、磨粉或粉碎；谷物预处理 | crushing, pulverising, disintegrating; preparing grain for milling
B03 用液体或风力摇床等分离固体；磁或静电分离 | wet, pneumatic, magnetic and electrostatic separation of solids
B04 离心装置或离心机 | centrifugal apparatus
B05 一般喷射或雾化；对表面涂覆流体 | spraying or atomising; applying fluent materials to surfaces
B06 一般机械振动的发生或传递 | generating or transmitting mechanical vibrations
B07 固体相互分离；分选 | separating solids from solids; sorting
B08 清洁 | cleaning
B09 固体废物的处理；被污染土壤的再生 | disposal of solid waste; reclamation of contaminated soil
B21 基本上无切削的金属机械加工；冲压 | metal-working without removing material; punching metal
B22 铸造；粉末冶金 | casting; powder metallurgy
B23 机床；其他金属加工 | machine tools; other metal-working
B24 磨削；抛光 | grinding; polishing
B25 手动工具；轻便机动工具；机械手 | hand and portable power tools; workshop equipment; manipulators
B26 手动切割工具；切割；切断 | hand cutting tools; cutting; severing
B27 木材或类似材料的加工或保存 | working or preserving wood; nailing machines
B28 加工水泥、黏土或石料 | working cement, clay or stone
B29 塑料的加工；一般塑性状态物质的加工 | working of plastics
B30 压力机 | presses
B31 纸品制作；纸的加工 | making articles of paper; working paper
B32 层状产品 | layered products
B33 增材制造技术 | additive manufacturing
B41 印刷；打字机；印章 | printing; typewriters; stamps
B42 装订；图册；文件夹；特种印刷品 | bookbinding; albums; files; special printed matter
B43 书写或绘图器具；办公用品 | writing or drawing implements; bureau accessories
B44 装饰艺术 | decorative arts
B60 一般车辆 | vehicles in general
B61 铁路 | railways
B62 无轨陆用车辆 | land vehicles other than on rails
B63 船舶或其他水上船只 | ships or other waterborne vessels
B64 飞行器；航空；宇宙航行 | aircraft; aviation; cosmonautics
B65 输送；包装；贮存；搬运薄的或细丝状材料 | conveying; packing; storing; handling thin material
B66 卷扬；提升；牵引 | hoisting; lifting; hauling
B67 开启或封闭瓶罐；液体处理 | opening or closing bottles and jars; liquid handling
B68 鞍具；家具罩面 | saddlery; upholstery
B81 微观结构技术 | microstructural technology
B82 纳米技术 | nanotechnology
B99 本部其他类目不包括的技术主题 | subject matter not otherwise provided for in section B
C 化学；冶金 | chemistry; metallurgy
C01 无机化学 | inorganic chemistry
C02 水、废水、污水或污泥的处理 | treatment of water, waste water, sewage or sludge
C03 玻璃；矿棉或渣棉 | glass; mineral or slag wool
C04 水泥；混凝土；人造石；陶瓷；耐火材料 | cements; concrete; artificial stone; ceramics; refractories
C05 肥料及其制造 | fertilisers
C06 炸药；火柴 | explosives; matches
C07 有机化学 | organic chemistry
C08 有机高分子化合物及其制备和组合物 | organic macromolecular compounds, their preparation and compositions
C09 染料；涂料；抛光剂；天然树脂；黏合剂 | dyes; paints; polishes; natural resins; adhesives
C10 石油、煤气及炼焦工业；燃料；润滑剂；泥煤 | petroleum, gas or coke industries; fuels; lubricants; peat
C11 动植物油、脂、蜡；洗涤剂；蜡烛 | animal or vegetable oils, fats and waxes; detergents; candles
C12 生物化学；啤酒；酒；微生物学；酶学；遗传工程 | biochemistry; beer; spirits; microbiology; enzymology; genetic engineering
C13 糖工业 | sugar industry
C14 小原皮；大原皮；毛皮；皮革 | skins; hides; pelts; leather
C21 铁的冶金 | metallurgy of iron
C22 冶金；黑色或有色金属合金及其处理 | metallurgy; ferrous or non-ferrous alloys and their treatment
C23 对金属材料的镀覆；化学表面处理；缓蚀 | coating metallic material; chemical surface treatment; inhibiting corrosion
C25 电解或电泳工艺及其设备 | electrolytic or electrophoretic processes and apparatus
C30 晶体生长 | crystal growth
C40 组合技术 | combinatorial technology
C99 本部其他类目不包括的技术主题 | subject matter not otherwise provided for in section C
D 纺织；造纸 | textiles; paper
D01 天然或化学的线或纤维；纺纱或纺丝 | natural or man-made threads or fibres; spinning
D02 纱线；纱线或绳索的机械整理；整经 | yarns; mechanical finishing of yarns or ropes; warping
D03 织造 | weaving
D04 编织；花边制作；针织；饰带；非织造布 | braiding; lace-making; knitting; trimmings; non-woven fabrics
D05 缝纫；绣花；簇绒 | sewing; embroidering; tufting
D06 织物等的处理；洗涤；其他柔性材料 | treatment of textiles; laundering; other flexible materials
D07 绳；除电缆以外的缆索 | ropes; cables other than electric
D21 造纸；纤维素的生产 | paper-making; production of cellulose
D99 本部其他类目不包括的技术主题 | subject matter not otherwise provided for in section D
E 固定建筑物 | fixed constructions
E01 道路、铁路或桥梁的建筑 | construction of roads, railways or bridges
E02 水利工程；基础；疏浚 | hydraulic engineering; foundations; soil-shifting
E03 给水；排水 | water supply; sewerage
E04 建筑物 | building
E05 锁；钥匙；门窗零件；保险箱 | locks; keys; window or door fittings; safes
E06 门、窗、百叶窗；梯子 | doors, windows, shutters; ladders
E21 土层或岩石的钻进；采矿 | earth or rock drilling; mining
E99 本部其他类目不包括的技术主题 | subject matter not otherwise provided for in section E
F 机械工程；照明；加热；武器；爆破 | mechanical engineering; lighting; heating; weapons; blasting
F01 一般机器或发动机；蒸汽机 | machines or engines in general; steam engines
F02 燃烧发动机；热气或燃烧生成物的发动机装置 | combustion engines; hot-gas engine plants
F03 液力机械或液力发动机；风力、弹力或重力发动机 | machines or engines for liquids; wind, spring or weight motors
F04 液体变容式机械；液体泵或弹性流体泵 | positive-displacement machines for liquids; pumps
F15 流体压力执行机构；一般液压技术和气动技术 | fluid-pressure actuators; hydraulics and pneumatics
F16 工程元件或部件；一般绝热 | engineering elements or units; thermal insulation
F17 气体或液体的贮存或分配 | storing or distributing gases or liquids
F21 照明 | lighting
F22 蒸汽的发生 | steam generation
F23 燃烧设备；燃烧方法 | combustion apparatus; combustion processes
F24 供热；炉灶；通风 | heating; ranges; ventilating
F25 制冷或冷却；热泵系统；冰的制造或贮存；气体的液化 | refrigeration or cooling; heat pumps; ice; liquefaction of gases
F26 干燥 | drying
F27 炉；窑；烘烤炉；蒸馏炉 | furnaces; kilns; ovens; retorts
F28 一般热交换 | heat exchange in general
F41 武器 | weapons
F42 弹药；爆破 | ammunition; blasting
F99 本部其他类目不包括的技术主题 | subject matter not otherwise provided for in section F
G 物理 | physics
G01 测量；测试 | measuring; testing
G02 光学 | optics
G03 摄影术；电影术；电记录术；全息摄影术 | photography; cinematography; electrography; holography
G04 测时学 | horology
G05 控制；调节 | controlling; regulating
G06 计算；推算或计数 | computing; calculating; counting
G07 核算装置 | checking devices
G08 信号装置 | signalling
G09 教育；密码术；显示；广告；印鉴 | education; cryptography; display; advertising; seals
G10 乐器；声学 | musical instruments; acoustics
G11 信息存储 | information storage
G12 仪器的零部件 | instrument details
G16 特别适用于特定应用领域的信息通信技术 | information and communication technology for specific fields
G21 核物理；核工程 | nuclear physics; nuclear engineering
G99 本部其他类目不包括的技术主题 | subject matter not otherwise provided for in section G
H 电学 | electricity
H01 电气元件 | electric elements
H02 发电、变电或配电 | generation, conversion or distribution of electric power
H03 电子电路 | electronic circuitry
H04 电通信技术 | electric communication technique
H05 其他类目不包括的电技术 | electric techniques not otherwise provided for
H10 半导体器件；其他类目不包括的固态电器件 | semiconductor devices; electric solid-state devices not otherwise provided for
H99 本部其他类目不包括的技术主题 | subject matter not otherwise provided for in section H
`);
