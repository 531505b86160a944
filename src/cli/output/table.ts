/** Plain tables for people: columns as wide as they must be, numbers to the right, zeros dimmed out as a dot. */
import stringWidth from 'string-width';
import { pad } from './width.ts';

/** A count, or words. */
export type Cell = string | number;

/** Lines of the table. A column is numeric when all its cells are. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const numeric = head.map((_, column) => rows.every((row) => typeof row[column] === 'number'));
  const shown = [head, ...rows.map((row) => row.map(show))];
  const widths = head.map((_, column) => Math.max(...shown.map((row) => stringWidth(row[column] ?? ''))));
  return shown.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, numeric[column] === true ? 'left' : 'right'))
      .join('  ')
      .trimEnd(),
  );
}

function show(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  return cell === 0 ? '·' : number(cell);
}

/** 1,234,567 */
export function number(value: number): string {
  return value.toLocaleString('en-US');
}

/** 48 s · 3 min 20 s · 2 h 5 min */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 100) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
