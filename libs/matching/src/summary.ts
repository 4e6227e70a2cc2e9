import { COOPERATION_MODES } from './codes/cooperation-mode.js';
import { TECHNICAL_FIELDS } from './codes/technical-field.js';
import type { Locale } from './errors.js';
import type { Evidence, Gap, Quote } from './evidence.js';
import type { ShownLink } from './links/link.js';
import type { ScoredPairing } from './rank.js';

const SHOWN_PHRASES = 4;
const SHOWN_INDICATORS = 2;
const SHOWN_LINKS = 2;

/** What a summary is made of; links as far as they may be shown. */
type Summarized = Pick<ScoredPairing, 'signals' | 'gaps'> & { links?: readonly ShownLink[] };

/** One line that says why a pairing was recommended and what is missing, from its stored evidence and gaps; links first. */
export function summarize(pairing: Summarized, locale: Locale): string {
  const reasons = [
    ...linksInWords(pairing.links ?? [], locale),
    ...pairing.signals.flatMap(({ evidence }) => (evidence ? (reasonOf(evidence, locale) ?? []) : [])),
  ];
  const gaps = pairing.gaps.map((gap) => gapInWords(gap, locale));
  const zh = locale === 'zh';
  const said = reasons.length > 0 ? reasons.join(zh ? '；' : '; ') : zh ? '整体内容相近' : 'similar in meaning overall';
  if (gaps.length === 0) return said;
  return zh ? `${said}。缺口：${gaps.join('、')}` : `${said}. Gaps: ${gaps.join(', ')}`;
}

function linksInWords(links: readonly ShownLink[], locale: Locale): string[] {
  const zh = locale === 'zh';
  const said = links.slice(0, SHOWN_LINKS).map((link) => {
    const title = zh ? `《${link.title}》` : `“${link.title}”`;
    if (link.kind === 'behind') return zh ? `该专家是成果${title}团队成员` : `on the team behind ${title}`;
    return zh
      ? `可将成果${title}由 TRL ${link.from} 提升到 ${link.to}`
      : `bridges TRL ${link.from} to ${link.to} for ${title}`;
  });
  const more = links.length - said.length;
  return more > 0 ? [...said, zh ? `另有 ${more} 项此类成果` : `and ${more} more of the list`] : said;
}

function reasonOf(evidence: Evidence, locale: Locale): string | null {
  const zh = locale === 'zh';
  switch (evidence.kind) {
    case 'shared-phrases': {
      const phrases = evidence.phrases.slice(0, SHOWN_PHRASES).map(({ text }) => text);
      if (phrases.length === 0) return null;
      return zh ? `都谈到${phrases.join('、')}` : `both speak of ${phrases.join(', ')}`;
    }
    case 'nearest-codes': {
      if (evidence.tree !== 'technical-field' || evidence.sharedLevels < 2) return null;
      const field = TECHNICAL_FIELDS[evidence.need];
      return field ? (zh ? `同属${field.zh}` : `both in ${field.en}`) : null;
    }
    case 'maturity':
      if (evidence.trl < evidence.leastTrl) return null;
      return zh
        ? `成熟度 TRL ${evidence.trl} 达到要求的 ${evidence.leastTrl}`
        : `TRL ${evidence.trl} meets the asked ${evidence.leastTrl}`;
    case 'cooperation': {
      const modes = evidence.shared.map((mode) => COOPERATION_MODES[mode][locale]);
      if (modes.length === 0) return null;
      return zh ? `合作方式一致（${modes.join('、')}）` : `same cooperation mode (${modes.join(', ')})`;
    }
    case 'price':
      return evidence.priceMin <= evidence.budgetMax ? (zh ? '报价在预算内' : 'price within budget') : null;
    case 'region':
      return evidence.sharedLevels >= 2 ? (zh ? '同城' : 'same city') : null;
    case 'indicators': {
      const met = evidence.comparisons.filter(({ outcome }) => outcome === 'satisfied');
      if (met.length === 0) return null;
      const [first] = met;
      const quoted = first?.stated ? (zh ? `（${first.stated.text}）` : ` (${first.stated.text})`) : '';
      const of = `${met.length}/${evidence.comparisons.length}`;
      return zh ? `满足 ${of} 项指标${quoted}` : `meets ${of} indicators${quoted}`;
    }
    case 'similar-meaning':
    case 'shared-terms':
    case 'keywords':
    case 'age':
      return null;
  }
}

const yuan = (fen: number, locale: Locale): string =>
  locale === 'zh' ? `${fen / 1_000_000} 万元` : `CNY ${(fen / 100).toLocaleString('en-US')}`;

const quoted = (quotes: readonly Quote[], locale: Locale): string =>
  quotes.map(({ text }) => text).join(locale === 'zh' ? '，' : ', ');

function gapInWords(gap: Gap, locale: Locale): string {
  const zh = locale === 'zh';
  switch (gap.kind) {
    case 'maturity': {
      if (gap.stated === null)
        return zh ? `未说明成熟度（要求 TRL ${gap.asked}）` : `TRL not stated (asked ${gap.asked})`;
      const closed = gap.closedBy?.title;
      if (zh) return `成熟度 TRL ${gap.stated}，要求 ${gap.asked}${closed ? `（中试平台《${closed}》可弥合）` : ''}`;
      return `TRL ${gap.stated}, asked ${gap.asked}${closed ? ` (closed by the facility “${closed}”)` : ''}`;
    }
    case 'cooperation':
      if (gap.stated.length === 0) return zh ? '未说明合作方式' : 'cooperation mode not stated';
      return zh ? '合作方式不同' : 'other cooperation modes';
    case 'price':
      if (gap.stated === null) return zh ? '未报价' : 'price not stated';
      return zh
        ? `报价 ${yuan(gap.stated, locale)} 高于预算 ${yuan(gap.asked, locale)}`
        : `price ${yuan(gap.stated, locale)} above budget ${yuan(gap.asked, locale)}`;
    case 'indicators':
      if (gap.stated === null) {
        const some = quoted(gap.asked.slice(0, SHOWN_INDICATORS), locale);
        const more = gap.asked.length - SHOWN_INDICATORS;
        const rest = more > 0 ? (zh ? `等 ${gap.asked.length} 项` : ` and ${more} more`) : '';
        return zh ? `未给出指标（${some}${rest}）` : `indicators not stated (${some}${rest})`;
      }
      return zh
        ? `指标要求 ${quoted(gap.asked, locale)}，给出 ${gap.stated.text}`
        : `indicator ${gap.stated.text}, asked ${quoted(gap.asked, locale)}`;
    case 'region':
      if (gap.stated === null) return zh ? '未说明所在地区' : 'region not stated';
      return zh ? '所在地区只说明到省' : 'region stated no closer than its province';
    case 'ip':
      return zh ? '未说明知识产权' : 'intellectual property not stated';
  }
}
