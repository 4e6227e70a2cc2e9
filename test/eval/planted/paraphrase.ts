import { createHash } from 'node:crypto';
import type { AnyRecord, RecordContent } from '#matching';

/** Pairs of words a poster may use for one another; either is replaced by the other. */
const SYNONYMS: readonly [string, string][] = [
  ['本成果', '该技术'],
  ['采用', '使用'],
  ['提高', '提升'],
  ['降低', '减小'],
  ['希望', '期望'],
  ['解决', '克服'],
  ['目前', '现阶段'],
  ['由于', '因为'],
  ['研制', '开发'],
  ['可以', '能够'],
  ['需要', '须'],
  ['不超过', '≤'],
  ['不低于', '≥'],
  ['达到', '可达'],
  ['问题', '难题'],
  ['方法', '办法'],
  ['实现', '做到'],
  ['通过', '经由'],
  ['我公司', '我司'],
  ['我厂', '本厂'],
  ['我们', '我方'],
  ['影响', '作用'],
  ['以上', '及以上'],
  ['大约', '约'],
  ['应用', '使用'],
  ['进行', '开展'],
  ['首先', '第一步'],
  ['同时', '并且'],
  ['避免', '防止'],
  ['以及', '和'],
  ['并且', '而且'],
  ['技术', '工艺'],
  ['快速', '迅速'],
  ['高温', '较高温度'],
  ['显著', '明显'],
  ['improve', 'enhance'],
  ['reduce', 'lower'],
  ['use', 'employ'],
  ['method', 'approach'],
  ['we need', 'we are looking for'],
  ['high', 'elevated'],
];
const ADDED = {
  zh: [
    '本条由技术转移机构代为整理发布，欢迎有意者联系洽谈。',
    '合作方式可面议，必要时可提供现场条件与样品。',
    '相关资料齐全，可安排实地考察。',
  ],
  en: ['This entry was compiled by a technology transfer office.', 'Terms of co-operation are open to discussion.'],
};
const TITLE_WRAPS: readonly ((title: string) => string)[] = [
  (title) => `关于${title}的技术需求`,
  (title) => `${title}（技术对接）`,
  (title) => title.replace(/(?:问题|技术|研究|方法|系统|装置)$/, ''),
  (title) => title,
];

/** Numbers in [0, 1) that depend on the seed alone. */
export function numbersOf(seed: string): () => number {
  let n = 0;
  return () => createHash('sha256').update(`${seed} ${n++}`).digest().readUInt32LE(0) / 2 ** 32;
}

const fullWidth = (text: string): string =>
  text.replace(/[0-9A-Za-z%]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0));

/** The same number written in another way. */
const rewriteNumbers = (text: string, pick: () => number): string =>
  text
    .replace(/(\d+)000(?= ?[小天次 h])/g, (all, thousands: string) => (pick() < 0.3 ? `${thousands},000` : all))
    .replace(/(\d) ?(℃|%|mm|μm|MPa|h|mg|kg)/g, (_all, digit: string, unit: string) =>
      pick() < 0.5 ? `${digit}${unit}` : `${digit} ${unit}`,
    )
    .replace(/～/g, () => (pick() < 0.5 ? '至' : '-'))
    .replace(/≥ ?/g, () => (pick() < 0.5 ? '不低于' : '≥'))
    .replace(/≤ ?/g, () => (pick() < 0.5 ? '不高于' : '≤'));

const sentencesOf = (text: string): string[] => text.match(/[^。；！？\n]+[。；！？\n]*|[^.]+\.\s*/g) ?? [text];

/** Clauses of a sentence in another order, where it has more than two. */
function reorder(sentence: string, pick: () => number): string {
  const end = /[。；！？\n]+$/.exec(sentence)?.[0] ?? '';
  const clauses = sentence.slice(0, sentence.length - end.length).split('，');
  if (clauses.length < 3 || pick() < 0.5) return sentence;
  const [first = '', ...rest] = clauses;
  return `${[...rest.slice(-1), first, ...rest.slice(0, -1)].join('，')}${end}`;
}

function replaceWords(text: string, pick: () => number): string {
  let out = text;
  for (const [one, other] of SYNONYMS) {
    const [from, to] = out.includes(one) ? [one, other] : [other, one];
    if (pick() < 0.75) out = out.replaceAll(from, to);
  }
  return out;
}

const shuffled = <T>(all: readonly T[], pick: () => number): T[] =>
  all
    .map((one) => ({ one, key: pick() }))
    .sort((a, b) => a.key - b.key)
    .map(({ one }) => one);

/**
 * The same need or achievement as somebody else would post it: other words, numbers written otherwise, sentences moved,
 * dropped and added. The same seed gives the same text.
 *
 * @param heavy posted again by its own organization, without two sentences of five and what stood beside the description;
 * otherwise by another organization
 */
export function paraphrase(record: AnyRecord, heavy: boolean): AnyRecord {
  const pick = numbersOf(`${record.id} ${heavy ? 'heavy' : 'light'}`);
  const { content } = record;
  const language = /[一-鿿]/.test(content.description) ? 'zh' : 'en';
  const rewrite = (text: string): string => rewriteNumbers(replaceWords(text, pick), pick);
  const sentences = sentencesOf(content.description);
  const kept = heavy ? sentences.filter(() => pick() > 0.4) : sentences.filter((_one, i) => i !== sentences.length - 2);
  const body = (kept.length > 0 ? kept : sentences).map((sentence) => rewrite(reorder(sentence, pick)));
  const moved = heavy ? [...body.slice(1), ...body.slice(0, 1)] : body;
  moved.splice(
    Math.floor(pick() * moved.length),
    0,
    ADDED[language][Math.floor(pick() * ADDED[language].length)] ?? '',
  );
  const wrap = language === 'zh' ? TITLE_WRAPS[Math.floor(pick() * TITLE_WRAPS.length)] : undefined;
  const title = rewrite(wrap ? wrap(content.title) : content.title);
  const description = pick() < 0.3 ? fullWidth(moved.join('')) : moved.join('');
  const beside: Partial<RecordContent> = heavy
    ? { indicators: undefined, keywords: shuffled(content.keywords ?? [], pick).slice(0, 2) }
    : {
        indicators: shuffled((content.indicators ?? []).map(rewrite), pick),
        keywords: shuffled(content.keywords ?? [], pick),
      };
  const own = heavy ? { title, description, region: content.region } : { ...content, title, description };
  return {
    ...record,
    id: `${record.id}-${heavy ? 'heavy' : 'light'}`,
    organizationId: heavy ? record.organizationId : `another ${record.organizationId}`,
    content: { ...own, ...beside },
  };
}
