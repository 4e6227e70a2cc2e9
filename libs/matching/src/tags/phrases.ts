/** Nothing longer is a name; it keeps a text made to be slow from being so. */
const LONGEST_PHRASE = 40;

/** A stretch of text between words that join others, where a name can stand whole. */
export interface Phrase {
  text: string;
  /** UTF-16 offset in the text it was cut from. */
  start: number;
}

/**
 * Words that stand between names and never inside one: what is done with a thing, how, and what joins two. The longest
 * come first, so that 应用于 is not cut as 用于.
 */
const JOINING = (
  '希望能够 可以用于 应用于 适用于 可用于 不含有 主要用于 制备出 开发出 研制出 研究了 采用了 提出了 建立了 实现了 解决了 ' +
  '希望 寻求 需要 需求 要求 解决 采用 利用 使用 运用 通过 借助 基于 依靠 制备 制得 制成 制作 制造出 开发 研制 研发 研究 提出 ' +
  '设计 建立 构建 构筑 形成 得到 获得 实现 达到 提供 提高 提升 增强 改善 降低 减少 减小 抑制 消除 避免 防止 缩短 延长 增加 ' +
  '用于 具有 具备 包括 包含 含有 不含 无需 不用 替代 取代 代替 代换 作为 成为 属于 称为 引入 加入 添加 掺入 复配 结合 联合 ' +
  '配合 针对 面向 围绕 关于 对于 由于 因为 所以 因此 从而 并且 而且 以及 或者 或是 还有 同时 其中 此外 目前 现有 现在 传统 ' +
  '进口 国产 我厂 我司 我们 我公司 本公司 本团队 团队 该 各种 多种 一种 一类 这种 这类 此类 等等 自主 可在 可以 能够 ' +
  '之间 表面 内部 过程 中的 情况 条件 能 会 将 把 被 让 使 令 给 在 从 到 向 往 于 以 经 用 由 为 是 有 无 不 的 地 得 了 着 ' +
  '和 与 及 并 或 而 且 但 则 即 也 都 还 又 再 很 更 最 较 每 个 台 套 等 其 之 所 对 至 上 下 里 中 后 前 时 均 只 仅 做 ' +
  '出 过 换 试 找 做成 涂在 涂覆在'
).split(/\s+/);
/** Joining characters inside words that are part of a name: 中空, 有机, 无机, 高性能. */
const UNBROKEN =
  '有机 无机 无人 无纺 无线 无铅 无卤 无氟 无刷 无损 无源 有源 有限元 有色 不锈 不饱和 中空 中子 中药 中温 中频 中压 中间体 中试 水下 井下 地下 地热 地质 ' +
  '地面 土地 上转换 下一代 后处理 后端 前驱 前端 前处理 时间 时序 实时 时域 时效 等离子 等温 等静压 等效 对流 对苯 对位 对二甲苯 对接 成对 ' +
  '功能 性能 智能 储能 节能 能源 能量 能耗 势能 电能 光能 太阳能 氢能 风能 热能 机能 动能 多能 高能 聚能 新能源 赋能 能效 能谱 ' +
  '机会 社会 使用寿命 使能 驱使 给药 给料 给水 供给 给电子 在线 存在 内在 从动 定向 向量 向日葵 双向 单向 各向 横向 纵向 轴向 径向 方向 ' +
  '以太 经编 经济 神经 自由 由来 人为 行为 为主 是否 效用 作用 通用 专用 应用 利用率 用户 用电 用水 费用 复用 医用 民用 军用 车用 商用 家用 工业用 食用 药用 农用 ' +
  '目的 土地 基地 场地 本地 得率 获得率 和面 饱和 缓和 调和 温和 共和 总和 与会 参与 及时 普及 并联 并网 并行 合并 或然 而非 且慢 则例 规则 准则 原则 即时 即食 ' +
  '更换 更新 变更 最优 最大 最小 较高 每分钟 个性 个体 台架 平台 台阶 柜台 机台 台车 套管 套筒 套刻 外套 配套 成套 轴套 手套 其他 其它 ' +
  '之字 所得 厂所 对象 对称 对比 至少 冬至 上料 上游 下料 下游 里程 公里 集中 空中 后备 时效 均匀 均质 平均 均衡 只读 做功 ' +
  '出料 输出 喷出 挤出 导出 析出 出口 进出 出水 过滤 过程控制 过渡 过热 过氧 超过 过电压 过电流 过敏 通过率 换热 转换 变换 交换 置换 切换 换能 换流 置换 试剂 试验 测试 试样 调试 ' +
  '找平 过冷 从属 到位 转向 取向 趋向 流向 着色 附着 着陆 黏着 粘着 沉着 了解 不等 不平衡 不对称 不确定 不稳定 不良 不粘 不燃 不沾 ' +
  '传统中药 对置 时钟 定时 延时 瞬时 小时 工时 同时性 临时 计时 准时 时空 时频 中央 中枢 中控 中心 中和 中性 中低 中高 中小 中大 中医 中继 中厚 中华 中国 之内 ' +
  '设计院 表面活性 表面处理 表面波 表面贴装 表面张力 表面等离子 表面改性 制造业 研究院 条件反射 需求侧 设计软件 内部网 得分 地铁 地源 地震 地图 地基 地板 地形 地球 地膜 产地 农地 绿地 湿地 ' +
  '下肢 上肢 上皮 上位机 下位机 线上 线下 上层 下层 上部 下部 后桥 前桥 前照 后续 背后 以上 以下 为止 前列 目前 提前 空前 智能化';
const escapeAll = (words: readonly string[]): string =>
  [...new Set(words)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).join('|');
const TOKEN = new RegExp(
  `(${escapeAll(UNBROKEN.split(/\s+/))})|(${escapeAll(JOINING)})|[\\p{L}\\p{N}·—–+█]|-(?=[\\p{L}\\p{N}])`,
  'gu',
);

/** Phrases of a clause of Chinese text, in order; everything that is no letter, digit or hyphen parts them too. */
export function phrasesIn(text: string): Phrase[] {
  const found: Phrase[] = [];
  let from = -1;
  let end = -1;
  const close = (): void => {
    if (from >= 0 && end > from) found.push({ text: text.slice(from, end), start: from });
    from = -1;
  };
  for (const { 0: token, 2: joining, index } of text.matchAll(TOKEN)) {
    if (joining !== undefined || (from >= 0 && (index !== end || end - from >= LONGEST_PHRASE))) close();
    if (joining !== undefined) continue;
    if (from < 0) from = index;
    end = index + token.length;
  }
  close();
  return found;
}
