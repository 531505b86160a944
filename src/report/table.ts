/** Tables and long lists: every table is reachable by keyboard where it scrolls, and no list outgrows its share of the file. */
import { counted } from './figures.ts';
import { bytesOf, type Content, type Html, html } from './html.ts';

/** A column: texts to the left, figures to the right. */
export interface Column {
  readonly label: string;
  readonly kind: 'text' | 'number';
}

/** What a table is made of. Rows have as many cells as there are columns; the caller has cut them to what is shown. */
export interface TableParts {
  /** What the table shows; read out, and shown above it. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Content[])[];
  /** `cards`: on narrow screens every row stands as a block of its own, its columns named in front. */
  readonly narrow?: 'scroll' | 'cards';
}

/** A column of words, set to the left. */
export function text(label: string): Column {
  return { label, kind: 'text' };
}

/** A column of numbers, set to the right with digits of one width. */
export function figure(label: string): Column {
  return { label, kind: 'number' };
}

/** A table with its caption; the first cell of each row is its header. Ragged rows are never made. */
export function table({ caption, columns, rows, narrow = 'scroll' }: TableParts): Html {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}">
<table class="${narrow}"><caption>${caption}</caption>
<thead><tr>${columns.map(({ label, kind }) => html`<th scope="col" class="${kind}">${label}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => tableRow(columns, cells))}</tbody></table></div>`;
}

function tableRow(columns: readonly Column[], cells: readonly Content[]): Html {
  return html`<tr>${columns.map(({ label, kind }, index) =>
    index === 0
      ? html`<th scope="row" class="${kind}">${cells[0]}</th>`
      : html`<td class="${kind}" data-label="${label}">${cells[index]}</td>`,
  )}</tr>
`;
}

/** As many rendered items as rowsWithin, and how many are left out. */
export interface Fitted {
  readonly rows: readonly Html[];
  readonly left: number;
}

/** Renders items in order until their bytes are used up; the order decides what is left out. */
export function rowsWithin<T>(items: readonly T[], bytes: number, render: (item: T) => Html): Fitted {
  const rows: Html[] = [];
  let used = 0;
  for (const item of items) {
    const row = render(item);
    used += bytesOf(row);
    if (used > bytes) break;
    rows.push(row);
  }
  return { rows, left: items.length - rows.length };
}

/** The same for the rows of a table. */
export function cellsWithin<T>(
  items: readonly T[],
  bytes: number,
  cells: (item: T) => readonly Content[],
): { readonly rows: readonly (readonly Content[])[]; readonly left: number } {
  const rows: (readonly Content[])[] = [];
  let used = 0;
  for (const item of items) {
    const row = cells(item);
    used += bytesOf(html`${row}`) + row.length * MARKUP_OF_CELL;
    if (used > bytes) break;
    rows.push(row);
  }
  return { rows, left: items.length - rows.length };
}

/** Tags, class and label around one cell. */
const MARKUP_OF_CELL = 70;

/**
 * `12 more in losses.csv`; nothing when nothing was left out. `unlisted`: those that aren't in the file either, but counted; of a
 * capped list there are more than are counted.
 */
export function more(left: number, file: string, { count, capped }: Unlisted = NONE): Content {
  const parts = [
    ...(left > 0 ? [html`${counted(left, 'more', 'more')} in <code>${file}</code>`] : []),
    ...(count > 0 ? [html`${counted(count, 'more', 'more')} counted, and listed nowhere`] : []),
    ...(capped ? ['there are others beyond these'] : []),
  ];
  return parts.length > 0 && html`<p class="more">${parts.map((part, index) => html`${index > 0 && '; '}${part}`)}</p>`;
}

/** What was found of a list and is in no file. */
export interface Unlisted {
  readonly count: number;
  readonly capped: boolean;
}

const NONE: Unlisted = { count: 0, capped: false };
