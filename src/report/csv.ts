/**
 * The tables beside the report, for spreadsheets and scripts: RFC 4180 with CRLF, UTF-8 with a byte order mark.
 * No cell can start a formula: one that begins with `=`, `+`, `-`, `@` (wide forms too), a tab or a line end gets an
 * apostrophe in front, and so does one that begins with an apostrophe: take one leading apostrophe away to have the value.
 */
import { sentenceOf } from '../messages/sentence.ts';
import type { PlanFacts } from '../model/plan-facts/facts.ts';
import type { PlanRecordRow } from '../model/plan-facts/record-row.ts';

/** First line of `records.csv`, byte order mark included; the rows of `recordRow` follow it. */
export const RECORDS_HEAD = `\uFEFF${line(['lane', 'sourceKey', 'externalKey', 'outcome', 'code', 'path', 'message', 'content'])}`;

/** One line of `records.csv`; an empty cell stands for null. */
export function recordRow(row: PlanRecordRow): string {
  return line([row.lane, row.sourceKey, row.externalKey, row.outcome, row.code, row.path, words(row), row.content]);
}

/** What came to no problem says nothing. */
function words(row: PlanRecordRow): string | null {
  return row.code === null ? row.message : sentenceOf('problem', row);
}

/** `losses.csv`: one line per kind of loss, most frequent first. */
export function lossesCsv(facts: PlanFacts): string {
  const rows = [...facts.losses].sort((a, b) => b.records - a.records);
  return file(
    ['lane', 'code', 'field', 'records', 'times', 'message', 'exampleKey', 'acceptedBy', 'because'],
    rows.map((loss) => [
      loss.lane,
      loss.code,
      loss.field,
      loss.records,
      loss.count,
      sentenceOf('loss', loss),
      loss.exampleKey,
      loss.accepted?.by ?? null,
      loss.accepted?.because ?? null,
    ]),
  );
}

/** `values.csv`: the first two thousand values that each table of a mapping was asked for, and whether it lists them. */
export function valuesCsv(facts: PlanFacts): string {
  return file(
    ['lane', 'target', 'from', 'file', 'line', 'otherwise', 'value', 'records', 'known'],
    facts.tables.flatMap((table) =>
      table.values.shown.map(({ value, count, known }) => [
        table.lane,
        table.target,
        table.from.join(' | '),
        table.file,
        table.line,
        table.otherwise,
        value,
        count,
        known ? 'yes' : 'no',
      ]),
    ),
  );
}

/** `quarantine.csv`: one line per reason, most frequent first, with up to three keys to look at. */
export function quarantineCsv(facts: PlanFacts): string {
  const rows = [...facts.quarantined].sort((a, b) => b.count - a.count);
  return file(
    ['lane', 'code', 'path', 'records', 'alone', 'frees', 'message', 'example1', 'example2', 'example3'],
    rows.map(({ examples, ...group }) => [
      group.lane,
      group.code,
      group.path,
      group.count,
      group.only,
      group.frees,
      sentenceOf('problem', group),
      ...[0, 1, 2].map((index) => examples[index]?.key ?? null),
    ]),
  );
}

type Cell = string | number | null;

function file(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${[head, ...rows].map(line).join('')}`;
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(show).join(',')}\r\n`;
}

function show(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const harmless = /^[=+\-@＝＋－＠\t\r\n']/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
