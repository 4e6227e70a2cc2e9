import type { NeedContent } from '#matching';
import { seeded } from '../resampling.js';
import type { CommonTopic, SingleNeeds } from './common-topics.js';

export interface PlantedNeed {
  /** Number of its topic, or a label of its own for a need that nobody shares. */
  planted: string;
  organizationName: string;
  content: NeedContent;
}

const PLACES =
  '澄浦 皖泽 栖岚 沐川 霁原 砚溪 朔汀 瑶坡 逐浪 衡陂 汀兰 岫云 青隅 溯源 墨渠 临皋 望渚 归雁 听潮 半塘'.split(' ');
const SURE = '鸿 瑞 恒 拓 启 祺 翎 昶 骁 珩 锐 晟 煜 琛'.split(' ');
const OPENINGS = [
  '我公司是当地的生产企业，近年扩产后问题突出。',
  '本厂有三条产线，客户对质量要求越来越高。',
  '公司成立多年，主要配套下游龙头企业。',
  '我们在生产中遇到如下困难。',
  '目前的情况是这样的：',
  '',
];
const CLOSINGS = [
  '希望高校院所提供方案，可合作开发。',
  '愿意提供现场试验条件。',
  '费用可面议，先做小试。',
  '请有经验的团队联系我们。',
  '',
];
const LARGEST_GROUP = 20;
const SMALLEST_GROUP = 3;
const NEEDS_OF_AN_OBJECT = 4;
/** Share of needs that state no industry. */
const UNCODED = 0.2;

/**
 * Needs in a random order: of topics that 3 to 20 enterprises share; one trouble of one object each, several about the same
 * object and many with the same trouble; and others that nobody shares.
 */
export function plantedNeeds(
  { topics, singles }: { topics: readonly CommonTopic[]; singles: SingleNeeds },
  count: number,
  seed: number,
  others: readonly NeedContent[] = [],
): PlantedNeed[] {
  const random = seeded(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)]!;
  const shuffled = <T>(from: readonly T[]): T[] =>
    from
      .map((one) => ({ one, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ one }) => one);
  const say = (industry: string, title: string, told: readonly string[], wanted: readonly string[]): NeedContent => ({
    title,
    description: [
      pick(OPENINGS),
      shuffled(told).join('，') + '。',
      wanted.length > 0 ? `要求${wanted.join('，')}。` : '',
      pick(CLOSINGS),
    ].join(''),
    ...(random() < UNCODED ? {} : { industries: [industry] }),
  });
  const found: Omit<PlantedNeed, 'organizationName'>[] = [];
  for (const [number, { industry, titles, troubles, goals }] of topics.entries()) {
    const size = SMALLEST_GROUP + below(LARGEST_GROUP - SMALLEST_GROUP + 1);
    for (let i = 0; i < size; i++) {
      const told = shuffled(troubles).slice(0, 2 + below(2));
      const content = say(industry, pick(titles), told, shuffled(goals).slice(0, 1 + below(2)));
      found.push({ planted: `topic ${number}`, content });
    }
  }
  found.push(...others.map((content, i) => ({ planted: `other ${i}`, content })));
  const pairs = shuffled(
    singles.objects.flatMap((object) =>
      shuffled(singles.troubles)
        .slice(0, NEEDS_OF_AN_OBJECT)
        .map((trouble) => ({ object, trouble })),
    ),
  );
  for (const { object, trouble } of pairs.slice(0, Math.max(0, count - found.length))) {
    const [name, industry, use] = object;
    const about = (text: string): string => text.replaceAll('#', name);
    const told = shuffled(trouble.told).slice(0, 2).map(about);
    const content = say(
      industry,
      about(pick(trouble.titles)),
      random() < 0.5 ? [`我们的${name}${use}`, ...told] : told,
      [],
    );
    found.push({ planted: `alone ${content.title} ${name}`, content });
  }
  return shuffled(found.slice(0, count)).map((need, i) => ({ ...need, organizationName: enterpriseName(i) }));
}

/** Different for every number below 20 × 14 × 14. */
const enterpriseName = (i: number): string => {
  const [place, first, second] = [i % 20, Math.floor(i / 20) % 14, Math.floor(i / 280) % 14];
  return `${PLACES[place]}${SURE[first]}${SURE[second]}实业有限公司`;
};
