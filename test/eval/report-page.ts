import { NEED_METRICS, SCORERS } from './evaluate.js';
import type { Evaluation, JudgedSupply, MetricName, NeedResult } from './evaluate.js';

const SHOWN_WINS = 8;

const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** An evaluation as one page that needs nothing else: plots are inline SVG, there is no script. */
export function pageOf(result: Evaluation): string {
  const gains = result.byNeed.flatMap((need) => {
    const { engine, lexical } = need.nDCG;
    return engine === null || lexical === null ? [] : [{ need, engine, lexical }];
  });
  const byDifference = [...gains].sort((a, b) => b.engine - b.lexical - (a.engine - a.lexical));
  const wins = byDifference.filter(({ engine, lexical }) => engine > lexical).slice(0, SHOWN_WINS);
  const losses = byDifference
    .reverse()
    .filter(({ engine, lexical }) => engine < lexical)
    .slice(0, SHOWN_WINS);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Duijie: evaluation</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body{font:15px/1.5 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;color:#1c2733}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}td,th{padding:.2rem .8rem .2rem 0;text-align:left;border-bottom:1px solid #d8dfe6;vertical-align:top}
td small,figcaption{color:#5b6b7a}figure{margin:1rem 0 2rem}svg{max-width:100%;height:auto}svg text{font-size:12px;fill:#5b6b7a}
.g3{color:#0a6b3d;font-weight:600}.g2{color:#2b7a0b}.g1{color:#7a6a0b}.g0{color:#a33}
</style></head><body>
<h1>Evaluation</h1>
<p>${result.needs} needs × ${result.supplies} supplies, ${result.judgements} judged pairs (data ${escape(result.dataDigest)}).
Engine ${escape(result.engineDigest)}, version ${escape(result.version)}, model ${escape(result.model ?? 'none')}.
${result.crossValidated ? 'The shipped version was fitted on this data: each need is ranked by one fitted without its fold.' : 'The engine is the shipped version as it is.'}</p>
${metricsTable(result)}
<h2>Is 72 % right 72 times of 100?</h2>
<figure>${calibrationPlot(result)}<figcaption>Ten bins of equal mass: probability said, and share judged to solve all or a
substantial part of the need. On the line is right. Expected calibration error ${result.metrics.engine.ECE.toFixed(3)};
Brier ${result.metrics.engine.Brier.toFixed(4)} against ${result.calibration.constantBrier.toFixed(4)} of a constant.</figcaption></figure>
<h2>nDCG@10 by need</h2>
<figure>${gainPlot(gains)}<figcaption>Bars: engine, best need first. Dots: lexical. Hover for the need.</figcaption></figure>
<h2>Wins against lexical</h2>${wins.map(contrast).join('') || '<p>None.</p>'}
<h2>Losses against lexical</h2>${losses.map(contrast).join('') || '<p>None.</p>'}
${ablationTable(result)}
</body></html>
`;
}

function metricsTable({ metrics, intervals }: Evaluation): string {
  const names: MetricName[] = [...NEED_METRICS, 'ECE', 'Brier', 'coverage@20', 'supply nDCG@10'];
  const cell = (scorer: (typeof SCORERS)[number], name: MetricName): string => {
    const value = metrics[scorer][name].toFixed(3);
    if (name === 'coverage@20') return `<td>${value}</td>`;
    const [low, high] = intervals[scorer][name];
    return `<td>${value}<br><small>${low.toFixed(3)}–${high.toFixed(3)}</small></td>`;
  };
  const rows = SCORERS.map(
    (scorer) => `<tr><th>${scorer}</th>${names.map((name) => cell(scorer, name)).join('')}</tr>`,
  );
  return `<table><tr><th>scorer</th>${names.map((name) => `<th>${name}</th>`).join('')}</tr>${rows.join('')}</table>`;
}

function calibrationPlot({ calibration: { bins } }: Evaluation): string {
  const size = 360;
  const pad = 40;
  const x = (share: number): string => (pad + share * size).toFixed(1);
  const y = (share: number): string => (pad / 2 + (1 - share) * size).toFixed(1);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<text x="${x(share)}" y="${pad / 2 + size + 16}" text-anchor="middle">${percent(share)}</text>` +
      `<text x="${pad - 6}" y="${y(share)}" text-anchor="end" dominant-baseline="middle">${percent(share)}</text>`,
  );
  const dots = bins.map(
    ({ said, found, count }) =>
      `<circle cx="${x(said)}" cy="${y(found)}" r="4" fill="#1769aa"><title>${Math.round(count)} pairs: said ${percent(said)}, found ${percent(found)}</title></circle>`,
  );
  const curve = bins.map(({ said, found }) => `${x(said)},${y(found)}`).join(' ');
  return `<svg width="${size + 2 * pad}" height="${size + 1.5 * pad}" role="img" aria-label="calibration curve">
<rect x="${pad}" y="${pad / 2}" width="${size}" height="${size}" fill="none" stroke="#d8dfe6"/>
<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke="#9aa7b3" stroke-dasharray="4 4"/>
<polyline points="${curve}" fill="none" stroke="#1769aa" stroke-width="1.5"/>${dots.join('')}${ticks.join('')}</svg>`;
}

interface Gain {
  need: NeedResult;
  engine: number;
  lexical: number;
}

function gainPlot(gains: readonly Gain[]): string {
  const width = 960;
  const height = 220;
  const step = width / Math.max(1, gains.length);
  const y = (gain: number): number => 10 + (1 - gain) * (height - 20);
  const bars = [...gains]
    .sort((a, b) => b.engine - a.engine)
    .map(
      ({ need, engine, lexical }, i) =>
        `<g><title>${escape(need.title)}: engine ${engine.toFixed(3)}, lexical ${lexical.toFixed(3)}</title>` +
        `<rect x="${(i * step + 1).toFixed(1)}" y="${y(engine).toFixed(1)}" width="${Math.max(1, step - 2).toFixed(1)}" height="${(height - 10 - y(engine)).toFixed(1)}" fill="#9cc3e4"/>` +
        `<circle cx="${((i + 0.5) * step).toFixed(1)}" cy="${y(lexical).toFixed(1)}" r="2.5" fill="#b3541e"/></g>`,
    );
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="nDCG@10 by need">
<line x1="0" y1="${y(0)}" x2="${width}" y2="${y(0)}" stroke="#9aa7b3"/><line x1="0" y1="${y(1)}" x2="${width}" y2="${y(1)}" stroke="#d8dfe6"/>${bars.join('')}</svg>`;
}

function contrast({ need, engine, lexical }: Gain): string {
  const list = (best: readonly JudgedSupply[]): string =>
    best
      .map(({ title, grade }, i) => `${i + 1}. <span class="g${grade}">${grade}</span> ${escape(title)}`)
      .join('<br>');
  return `<h3>${escape(need.title)}</h3>
<table><tr><th>engine, nDCG@10 ${engine.toFixed(3)}</th><th>lexical, ${lexical.toFixed(3)}</th></tr>
<tr><td>${list(need.best.engine)}</td><td>${list(need.best.lexical)}</td></tr></table>`;
}

function ablationTable({ ablation }: Evaluation): string {
  if (!ablation) return '';
  const rows = ablation.map(({ signal, weight, worth }) => {
    const cells = Object.values(worth).map(
      ({ difference, interval: [low, high], p }) =>
        `<td>${difference.toFixed(4)} <small>${low.toFixed(4)} to ${high.toFixed(4)}, p ${p.toFixed(3)}</small></td>`,
    );
    return `<tr><th>${signal}</th><td>${weight.toFixed(4)}</td>${cells.join('')}</tr>`;
  });
  return `<h2>What each signal is worth</h2><p>What the engine loses without it.</p>
<table><tr><th>signal</th><th>weight</th><th>nDCG@10</th><th>Recall@100</th></tr>${rows.join('')}</table>`;
}
