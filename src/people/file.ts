/** The file of decisions: a CSV that spreadsheets open correctly, and that people return with one column filled. */
import { parse } from 'csv-parse/sync';
import { UsageError } from '../errors.ts';
import type { MatchReview } from '../ledger/people/rows.ts';
import type { Known, Matched } from './known.ts';
import type { Suggestion } from './suggest.ts';

const BOM = '\uFEFF';
/** Between keys in one cell; no key holds a line break and a bar. */
const SEPARATOR = ' | ';

const COLUMNS: Readonly<Record<Matched, readonly string[]>> = {
  person: [
    'is',
    'key',
    'name',
    'kind',
    'email',
    'logins',
    'active',
    'placeholder',
    'source',
    'suggestion',
    'why',
    'others',
  ],
  customer: [
    'is',
    'key',
    'name',
    'status',
    'domains',
    'numbers',
    'active',
    'placeholder',
    'source',
    'suggestion',
    'why',
    'others',
  ],
};

/** What the file is made from: everybody known, who may be whom, and the matches that wait for a decision. */
export interface FileContent {
  readonly entity: Matched;
  readonly known: readonly Known[];
  readonly suggestions: ReadonlyMap<string, readonly Suggestion[]>;
  readonly reviews: readonly MatchReview[];
}

/** Waiting matches first, then everybody who may be somebody else, by key. The same content gives the same bytes. */
export function writeFile({ entity, known, suggestions, reviews }: FileContent): { text: string; rows: number } {
  const open = known.filter(({ key, placeholder }) => placeholder || suggestions.has(key));
  const sorted = [...open].sort((a, b) => (a.key < b.key ? -1 : 1));
  const rows = [...reviews.map(reviewRow), ...sorted.map((one) => knownRow(one, suggestions.get(one.key) ?? []))];
  const text = [COLUMNS[entity], ...rows].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
  return { text: `${BOM}${text}`, rows: rows.length };
}

function reviewRow({ ownKey, name, source, candidates }: MatchReview): readonly string[] {
  const [first = '', ...others] = candidates;
  const why = 'quarantined: several records match it (say which, or new)';
  return ['', ownKey, name, 'to be decided', '', '', '', '', source, first, why, others.join(SEPARATOR)];
}

function knownRow(one: Known, suggestions: readonly Suggestion[]): readonly string[] {
  const [first, ...others] = suggestions;
  const sources = [...new Set(one.aliases.map(({ source }) => source))].join('; ');
  return [
    ...['', one.key, one.name, one.kind ?? '', one.mails.join('; '), one.handles.join('; ')],
    ...[one.active === null ? '' : yes(one.active), one.placeholder ? 'yes' : '', sources],
    ...[first?.key ?? '', (first?.why ?? []).join('; '), others.map(({ key }) => key).join(SEPARATOR)],
  ];
}

function yes(value: boolean): string {
  return value ? 'yes' : 'no';
}

/** Spreadsheets evaluate what begins like a formula, and a name is whatever its owner wrote. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

function cell(value: string): string {
  const shown = FORMULA.test(value) ? `'${value}` : value;
  return `"${shown.replaceAll('"', '""')}"`;
}

/** A row that somebody decided. */
export interface Filled {
  readonly line: number;
  readonly key: string;
  /** A key, `-` or `new`. */
  readonly is: string;
  /** All that were suggested. */
  readonly suggested: readonly string[];
}

/**
 * Rows whose `is` is filled. Throws UsageError `decisions-unreadable` for what isn't UTF-8 or lacks a column; spreadsheets
 * may have changed commas to semicolons or tabs and left the mark at the beginning out.
 */
export function readFile(bytes: Uint8Array, file: string): readonly Filled[] {
  const rows = parseRows(decode(bytes, file), file);
  const header = rows[0]?.cells ?? [];
  const at = (name: string) => header.indexOf(name);
  const absent = ['is', 'key', 'suggestion', 'others'].find((name) => at(name) < 0);
  if (absent !== undefined) throw unreadable(file, `has no column ${absent}`);
  return rows.slice(1).flatMap(({ cells, line }) => {
    const of = (name: string) => cells[at(name)] ?? '';
    const is = of('is').trim().replace(/^'-$/, '-');
    const suggested = [of('suggestion'), ...of('others').split(SEPARATOR)].filter((key) => key !== '');
    return is === '' ? [] : [{ line, key: of('key'), is, suggested }];
  });
}

/** Whether a file is as Ferry wrote it: nothing decided in it, nothing added. */
export function isUntouched(bytes: Uint8Array, entity: Matched): boolean {
  try {
    const text = decode(bytes, '');
    const [header] = parseRows(text, '');
    return header?.cells.join() === COLUMNS[entity].join() && readFile(bytes, '').length === 0;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(file, 'is not UTF-8', 'save it as "CSV UTF-8"');
  }
}

function parseRows(
  text: string,
  file: string,
): readonly { readonly cells: readonly string[]; readonly line: number }[] {
  const head = text.slice(0, text.indexOf('\n'));
  const delimiter = [',', ';', '\t'].find((mark) => head.includes(mark)) ?? ',';
  try {
    return numbered(
      parse(text, { delimiter, record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true }),
    ).filter(({ cells }) => cells.join('') !== '');
  } catch {
    throw unreadable(file, "can't be read as CSV: a quote is never closed, or is where none may be");
  }
}

/** Cells may hold line breaks. */
function numbered(records: readonly (readonly string[])[]): { cells: readonly string[]; line: number }[] {
  let next = 1;
  return records.map((cells) => {
    const line = next;
    next += 1 + cells.join('').split('\n').length - 1;
    return { cells, line };
  });
}

function unreadable(file: string, what: string, hint = 'ferry people match writes one to fill in'): UsageError {
  return new UsageError(`${file} ${what}`, { code: 'decisions-unreadable', at: file, hint });
}
