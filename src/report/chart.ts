/** Charts as SVG that fits any width: shapes in percent, patterns beside colours, a title and a description for screen readers. */
import { number, share } from './figures.ts';
import { cut, type Html, html } from './html.ts';

/** What a shape stands for; each has a colour and a pattern of its own. */
export const FILLS = ['good', 'change', 'same', 'bad', 'left', 'again', 'gone'] as const;
export type Fill = (typeof FILLS)[number];

/** One share of a bar. Parts without a count are left out, of the legend and the description too. */
export interface Part {
  readonly fill: Fill;
  readonly label: string;
  readonly count: number;
}

/** Patterns that all charts refer to; stands once at the top of the page. */
export function patterns(): Html {
  return html`<svg width="0" height="0" class="patterns" aria-hidden="true" focusable="false"><defs>${FILLS.map(
    (fill) => html`<pattern id="fill-${fill}" width="8" height="8" patternUnits="userSpaceOnUse">
<rect width="8" height="8" class="f-${fill}"/>${GRAIN[fill]}</pattern>`,
  )}</defs></svg>`;
}

const GRAIN: Readonly<Record<Fill, Html | null>> = {
  good: null,
  change: html`<path class="grain" d="M-2 2l4-4M0 8l8-8M6 10l4-4"/>`,
  same: html`<circle class="dot" cx="4" cy="4" r="1.1"/>`,
  bad: html`<path class="grain" d="M0 0l8 8M8 0l-8 8"/>`,
  left: html`<path class="grain" d="M0 4h8"/>`,
  again: html`<path class="grain" d="M4 0v8"/>`,
  gone: html`<path class="grain" d="M-2 6l4 4M0 0l8 8M6-2l4 4"/>`,
};

/** What a bar is made of. Screen readers read its title, labels and figures. */
export interface Bar {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  readonly parts: readonly Part[];
  /** Whether the counts mean anything beside their shares. */
  readonly shows: 'counts' | 'shares';
}

/** One bar, its parts side by side in proportion; small parts stay wide enough to be seen. The legend stands beneath. */
export function stackedBar({ id, title, parts, shows }: Bar): Html {
  const shown = parts.filter(({ count }) => count > 0);
  const whole = shown.reduce((sum, { count }) => sum + count, 0);
  const figure = ({ count }: Part) =>
    shows === 'counts' ? `${number(count)} (${share(count, whole)})` : share(count, whole);
  const description = shown.map((part) => `${part.label} ${figure(part)}`).join(', ');
  return html`<figure class="bar"><svg role="img" aria-labelledby="${id}-t ${id}-d" width="100%" height="26">
<title id="${id}-t">${title}</title><desc id="${id}-d">${description === '' ? 'Nothing to show' : description}</desc>
<rect class="track" width="100%" height="26" rx="4"/>${segments(shown, whole)}</svg>
<figcaption class="legend">${shown.map((part) => legend(part, figure(part)))}</figcaption></figure>`;
}

function segments(parts: readonly Part[], whole: number): readonly Html[] {
  const widths = parts.map(({ count }) => Math.max(LEAST, (count / whole) * 100));
  const scale = 100 / widths.reduce((sum, width) => sum + width, 0);
  let x = 0;
  return parts.map(({ fill }, index) => {
    const width = (widths[index] ?? 0) * scale;
    const rect = html`<rect class="seg" x="${x.toFixed(2)}%" width="${width.toFixed(2)}%" height="26" fill="url(#fill-${fill})"/>`;
    x += width;
    return rect;
  });
}

/** Percent of the bar that the smallest part takes. */
const LEAST = 0.8;

function legend({ fill, label }: Part, figure: string): Html {
  return html`<span class="key">${swatch(fill)}${label} <b>${figure}</b></span> `;
}

function swatch(fill: Fill): Html {
  return html`<svg class="swatch" width="14" height="14" aria-hidden="true" focusable="false"><rect width="14" height="14" rx="2" fill="url(#fill-${fill})"/></svg>`;
}

/** One column over a time; the first, the last and the highest are named. */
export interface Column {
  readonly label: string;
  readonly count: number;
}

/** Columns over time, with the first, the last and the highest named; at most a hundred can be told apart. */
export function columnChart(id: string, title: string, columns: readonly Column[]): Html {
  const top = Math.max(1, ...columns.map(({ count }) => count));
  const step = 100 / Math.max(1, columns.length);
  const peak = columns.find(({ count }) => count === top);
  const [first, last] = [columns[0], columns.at(-1)];
  const description = `From ${cut(first?.label ?? '', 20)} to ${cut(last?.label ?? '', 20)}; most in ${cut(peak?.label ?? '', 20)}: ${number(top)}.`;
  return html`<figure class="growth"><svg role="img" aria-labelledby="${id}-t ${id}-d" width="100%" height="132">
<title id="${id}-t">${title}</title><desc id="${id}-d">${description}</desc>
<line class="axis" x1="0" x2="100%" y1="110.5" y2="110.5"/>
${columns.map(({ label, count }, index) => column({ label, x: index * step, width: step, count, top }))}
<text x="0" y="127">${cut(first?.label ?? '', 20)}</text><text x="100%" y="127" text-anchor="end">${cut(last?.label ?? '', 20)}</text>
<text x="50%" y="127" text-anchor="middle">${`most: ${number(top)} in ${cut(peak?.label ?? '', 20)}`}</text></svg></figure>`;
}

function column(it: { label: string; x: number; width: number; count: number; top: number }): Html {
  const height = it.count === 0 ? 0 : Math.max(1.5, (it.count / it.top) * 104);
  return html`<rect class="col" x="${(it.x + it.width * 0.1).toFixed(2)}%" width="${(it.width * 0.8).toFixed(2)}%" y="${(110 - height).toFixed(1)}" height="${height.toFixed(1)}"><title>${`${cut(it.label, 20)}: ${number(it.count)}`}</title></rect>`;
}

/** A short bar for a cell of a table: how much of the largest this is. */
export function cellBar(part: number, whole: number, fill: Fill = 'change'): Html {
  const width = whole <= 0 ? 0 : Math.max(part > 0 ? 1 : 0, (part / whole) * 100);
  return html`<svg class="cell" width="100%" height="12" aria-hidden="true" focusable="false"><rect class="track" width="100%" height="12" rx="2"/><rect width="${width.toFixed(1)}%" height="12" rx="2" fill="url(#fill-${fill})"/></svg>`;
}
