/** A Pareto chart that reads on a phone: the most frequent first, each with its bar, and a line of what they sum to. */
import type { Fill } from './chart.ts';
import { number, share } from './figures.ts';
import { cut, type Html, html } from './html.ts';

/** One bar: records that have the reason, and those that are free once it and all before it are mended. The most frequent first. */
export interface Reason {
  readonly label: string;
  readonly count: number;
  readonly frees: number;
}

const ROW = 44;
const BAR = 14;

/** Bars from top to bottom in the order given, and dots for what is free down to there, both as shares of `whole`. */
export function pareto(id: string, title: string, it: { reasons: readonly Reason[]; whole: number; fill: Fill }): Html {
  const { reasons, whole, fill } = it;
  const sums = running(reasons);
  const description = reasons
    .map(
      ({ label, count }, index) =>
        `${cut(label, 80)}: ${number(count)}, free down to here ${share(sums[index] ?? 0, whole)}`,
    )
    .join('; ');
  return html`<figure class="pareto"><svg role="img" aria-labelledby="${id}-t ${id}-d" width="100%" height="${reasons.length * ROW}">
<title id="${id}-t">${title}</title><desc id="${id}-d">${description}</desc>
${reasons.map(({ label, count }, index) => bar({ label, count, y: index * ROW, width: (count / Math.max(1, whole)) * 100, fill, sum: share(sums[index] ?? 0, whole) }))}
${sums.map((sum, index) => mark(index, { from: sums[index - 1] ?? 0, to: sum, whole }))}</svg></figure>
<p class="muted">${`Bars: how many of all ${number(whole)} have the reason. Dots: how many are free once the reasons down to this one are mended.`}</p>`;
}

function running(reasons: readonly Reason[]): readonly number[] {
  let sum = 0;
  return reasons.map(({ frees }) => {
    sum += frees;
    return sum;
  });
}

function bar(it: { label: string; count: number; y: number; width: number; fill: Fill; sum: string }): Html {
  return html`<text x="0" y="${it.y + 16}">${cut(it.label, 48)}</text><text class="end" x="100%" y="${it.y + 16}" text-anchor="end">${number(it.count)} · frees ${it.sum}</text>
<rect class="track" y="${it.y + 22}" width="100%" height="${BAR}" rx="2"/><rect y="${it.y + 22}" width="${Math.max(0.8, it.width).toFixed(2)}%" height="${BAR}" rx="2" fill="url(#fill-${it.fill})"/>
`;
}

function mark(index: number, it: { from: number; to: number; whole: number }): Html {
  const at = (sum: number) => (Math.min(1, sum / Math.max(1, it.whole)) * 98 + 1).toFixed(2);
  const y = index * ROW + 22 + BAR / 2;
  return html`${index > 0 && html`<line class="sum" x1="${at(it.from)}%" x2="${at(it.to)}%" y1="${y - ROW}" y2="${y}"/>`}<circle class="sum" cx="${at(it.to)}%" cy="${y}" r="4"/>`;
}
