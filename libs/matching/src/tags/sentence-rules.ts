import type { TagKind } from './tag.js';

/** A kind of tag known by the words around it. The first group is what is tagged. */
export interface SentenceRule {
  kind: Extract<TagKind, 'effect' | 'application' | 'material' | 'method' | 'product'>;
  pattern: RegExp;
  confidence: number;
}

const SURE = 0.9;
const LIKELY = 0.8;
const WEAK = 0.6;

const RISES = '提高|提升|增强|改善|增加|延长|强化|加快|扩大|促进';
const FALLS = '降低|减少|减小|抑制|消除|避免|缩短|防止|节约|节省|减轻|削减|杜绝';
/** Said before an effect that is missing. */
const NOT = '(?<!不能|无法|难以|未能|不易|没有|不会|未|很难|并未|难于|不可能)';
const END =
  '(?=[，。；、,;:：！？!?\\s（）()]|\\d|$|并|且|从而|同时|以及|和|与|及|以|等|时|后|达|约|至|到|超过|不低于|不少于|不超过|近)';
const THING = '[\\p{Script=Han}A-Za-z·-]';

/** Bounded throughout: a text made to be slow stays fast. */
export const SENTENCE_RULES: readonly SentenceRule[] = [
  // 降低生产成本
  {
    kind: 'effect',
    pattern: new RegExp(`${NOT}((?:${RISES}|${FALLS})(?:了)?${THING}{2,14}?)${END}`, 'gu'),
    confidence: LIKELY,
  },
  // 能耗降低 20 %
  {
    kind: 'effect',
    pattern: new RegExp(
      `(?<!${THING})(?:可?使(?!用)|能使|令|将)?(${THING}{2,10}?${NOT}(?:${RISES}|${FALLS}|下降))(?:了|至|到|约|近|超过|达到?){0,2}\\s?(?=\\d|[一二三四五六七八九两半几]成|一半|[一二三四五六七八九十两数几]+倍)`,
      'gu',
    ),
    confidence: SURE,
  },
  {
    kind: 'application',
    pattern: new RegExp(
      `(?<!不|不能|无法|难以|未|尚未)(?:可?应用于|可?适用于|可用于|主要用于|能用于|(?<![适应可能])用于|应用在|可?应用到)(${THING}{2,20}(?:、${THING}{2,20}){0,5})`,
      'gu',
    ),
    confidence: LIKELY,
  },
  {
    kind: 'application',
    pattern: new RegExp(`(?:面向|服务于)(${THING}{2,16}(?:、${THING}{2,16}){0,5}?(?:领域|行业|场景|市场|产业))`, 'gu'),
    confidence: LIKELY,
  },
  // English.
  {
    kind: 'effect',
    pattern:
      /\b(?<!not )(?<!cannot )((?:improv|enhanc|increas|reduc|decreas|lower|extend|shorten|eliminat|suppress|prevent)(?:e|es|ed|ing|s)?\s(?:the\s)?[a-z-]{3,20}(?:\s(?!(?:by|to|of|in|and|for|with|while|from|under|at|than|when|on|is|are)\b)[a-z-]{2,20}){0,3})/giu,
    confidence: LIKELY,
  },
  {
    kind: 'application',
    pattern:
      /\b(?:used|applied|suitable|designed|applications?)\s(?:in|for|to)\s((?:the\s)?[a-z-]{3,20}(?:\s(?!(?:by|to|in|and|with|while|from|under|at|than|when|on|is|are|or|that|which)\b)[a-z-]{2,20}){0,3})/giu,
    confidence: WEAK,
  },
  {
    kind: 'material',
    pattern:
      /\b((?:(?!(?:the|a|an|of|and|or|with|for|this|that|new|our|by|from|in|on|to|is|are|into|using|uses|as)\b)[a-z0-9-]{2,20}\s){1,2}(?:alloy|resin|ceramic|composite|polymer|steel|rubber|coating|membrane|electrolyte|catalyst|fiber|fibre|adhesive)s?)\b/giu,
    confidence: LIKELY,
  },
  {
    kind: 'method',
    pattern:
      /\b((?:(?!(?:the|a|an|of|and|or|with|for|this|that|new|our|by|from|in|on|to|is|are|into|using|uses|as)\b)[a-z0-9-]{2,20}\s){1,2}(?:algorithm|method|process|sintering|deposition|annealing|welding|extrusion|sputtering|electrospinning|network|learning)s?)\b/giu,
    confidence: LIKELY,
  },
  {
    kind: 'product',
    pattern:
      /\b((?:(?!(?:the|a|an|of|and|or|with|for|this|that|new|our|by|from|in|on|to|is|are|into|using|uses|as)\b)[a-z0-9-]{2,20}\s){1,2}(?:sensor|battery|device|machine|robot|reactor|system|pump|chip|motor|instrument)s?)\b/giu,
    confidence: LIKELY,
  },
];

/** What an application is not: a place, a time, a thing done. */
export const NO_APPLICATION = new RegExp(
  `^(?:${RISES}|${FALLS}|解决|实现|满足|制备|生产线上|此|该|本|其|这|上述|以上|后续)`,
  'u',
);
/** Said after a list of applications. */
export const LIST_END = /(?:等|等等|等领域|等行业|等场景|等场合|等方面|等方向|中|上|方面|的)$/u;
