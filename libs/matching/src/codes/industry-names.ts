import { tableOf } from './classified.js';

/** GB/T 4754-2017: the 20 sections and 97 divisions. English names are our own. */
export const INDUSTRIES = tableOf(`
A 农、林、牧、渔业 | agriculture, forestry, animal husbandry and fishery
A01 农业 | agriculture
A02 林业 | forestry
A03 畜牧业 | animal husbandry
A04 渔业 | fishery
A05 农、林、牧、渔专业及辅助性活动 | support activities for agriculture, forestry, animal husbandry and fishery
B 采矿业 | mining
B06 煤炭开采和洗选业 | coal mining and washing
B07 石油和天然气开采业 | extraction of oil and natural gas
B08 黑色金属矿采选业 | mining of ferrous metal ores
B09 有色金属矿采选业 | mining of non-ferrous metal ores
B10 非金属矿采选业 | mining of non-metal ores
B11 开采专业及辅助性活动 | support activities for mining
B12 其他采矿业 | other mining
C 制造业 | manufacturing
C13 农副食品加工业 | processing of agricultural food
C14 食品制造业 | food
C15 酒、饮料和精制茶制造业 | liquor, beverages and refined tea
C16 烟草制品业 | tobacco products
C17 纺织业 | textiles
C18 纺织服装、服饰业 | garments and accessories
C19 皮革、毛皮、羽毛及其制品和制鞋业 | leather, fur, feathers, their products and footwear
C20 木材加工和木、竹、藤、棕、草制品业 | wood, bamboo, rattan, palm and straw products
C21 家具制造业 | furniture
C22 造纸和纸制品业 | paper and paper products
C23 印刷和记录媒介复制业 | printing and reproduction of recorded media
C24 文教、工美、体育和娱乐用品制造业 | articles for culture, education, arts and crafts, sport and entertainment
C25 石油、煤炭及其他燃料加工业 | processing of petroleum, coal and other fuels
C26 化学原料和化学制品制造业 | chemical raw materials and chemical products
C27 医药制造业 | medicines
C28 化学纤维制造业 | chemical fibres
C29 橡胶和塑料制品业 | rubber and plastic products
C30 非金属矿物制品业 | non-metallic mineral products
C31 黑色金属冶炼和压延加工业 | smelting and rolling of ferrous metals
C32 有色金属冶炼和压延加工业 | smelting and rolling of non-ferrous metals
C33 金属制品业 | metal products
C34 通用设备制造业 | general-purpose equipment
C35 专用设备制造业 | special-purpose equipment
C36 汽车制造业 | motor vehicles
C37 铁路、船舶、航空航天和其他运输设备制造业 | railway, ship, aerospace and other transport equipment
C38 电气机械和器材制造业 | electrical machinery and apparatus
C39 计算机、通信和其他电子设备制造业 | computers, communication and other electronic equipment
C40 仪器仪表制造业 | measuring instruments
C41 其他制造业 | other manufacturing
C42 废弃资源综合利用业 | comprehensive use of waste resources
C43 金属制品、机械和设备修理业 | repair of metal products, machinery and equipment
D 电力、热力、燃气及水生产和供应业 | production and supply of electricity, heat, gas and water
D44 电力、热力生产和供应业 | production and supply of electricity and heat
D45 燃气生产和供应业 | production and supply of gas
D46 水的生产和供应业 | production and supply of water
E 建筑业 | construction
E47 房屋建筑业 | construction of buildings
E48 土木工程建筑业 | civil engineering
E49 建筑安装业 | building installation
E50 建筑装饰、装修和其他建筑业 | building decoration and other construction
F 批发和零售业 | wholesale and retail trade
F51 批发业 | wholesale trade
F52 零售业 | retail trade
G 交通运输、仓储和邮政业 | transport, storage and post
G53 铁路运输业 | railway transport
G54 道路运输业 | road transport
G55 水上运输业 | water transport
G56 航空运输业 | air transport
G57 管道运输业 | pipeline transport
G58 多式联运和运输代理业 | multimodal transport and transport agencies
G59 装卸搬运和仓储业 | cargo handling and storage
G60 邮政业 | post
H 住宿和餐饮业 | accommodation and catering
H61 住宿业 | accommodation
H62 餐饮业 | catering
I 信息传输、软件和信息技术服务业 | information transmission, software and information technology services
I63 电信、广播电视和卫星传输服务 | telecommunications, broadcasting and satellite transmission
I64 互联网和相关服务 | internet and related services
I65 软件和信息技术服务业 | software and information technology services
J 金融业 | finance
J66 货币金融服务 | monetary and financial services
J67 资本市场服务 | capital market services
J68 保险业 | insurance
J69 其他金融业 | other finance
K 房地产业 | real estate
K70 房地产业 | real estate
L 租赁和商务服务业 | leasing and business services
L71 租赁业 | leasing
L72 商务服务业 | business services
M 科学研究和技术服务业 | scientific research and technical services
M73 研究和试验发展 | research and experimental development
M74 专业技术服务业 | professional technical services
M75 科技推广和应用服务业 | promotion and application of science and technology
N 水利、环境和公共设施管理业 | water conservancy, environment and public facilities
N76 水利管理业 | water conservancy
N77 生态保护和环境治理业 | ecological protection and environmental treatment
N78 公共设施管理业 | public facilities
N79 土地管理业 | land management
O 居民服务、修理和其他服务业 | services to households, repair and other services
O80 居民服务业 | services to households
O81 机动车、电子产品和日用产品修理业 | repair of motor vehicles, electronic and household goods
O82 其他服务业 | other services
P 教育 | education
P83 教育 | education
Q 卫生和社会工作 | health and social work
Q84 卫生 | health
Q85 社会工作 | social work
R 文化、体育和娱乐业 | culture, sport and entertainment
R86 新闻和出版业 | news and publishing
R87 广播、电视、电影和录音制作业 | broadcasting, television, film and sound recording
R88 文化艺术业 | culture and arts
R89 体育 | sport
R90 娱乐业 | entertainment
S 公共管理、社会保障和社会组织 | public administration, social security and social organizations
S91 中国共产党机关 | organs of the Communist Party of China
S92 国家机构 | state institutions
S93 人民政协、民主党派 | CPPCC and democratic parties
S94 社会保障 | social security
S95 群众团体、社会团体和其他成员组织 | mass, social and other membership organizations
S96 基层群众自治组织及其他组织 | grass-roots self-governing and other organizations
T 国际组织 | international organizations
T97 国际组织 | international organizations
`);
