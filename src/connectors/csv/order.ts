/** The order of ages in a column (`rows: latest`, `version`): found in its cells or declared, then read into record versions. */
import { compilePattern, epochInstant, isoInstant, type ReadDate } from '../../mapping/formats/dates.ts';
import { compileZone } from '../../mapping/formats/zone.ts';
import { instantVersion, numberVersion } from '../../model/record-version.ts';
import { type WrittenTime, writtenAs } from './order-forms.ts';

/** A column that says how old a row is; `format` and `zone` null: not declared. */
export interface AgeColumn {
  readonly column: string;
  readonly format: string | null;
  readonly zone: string | null;
}

const FOUND = ['number', 'day-first', 'month-first'] as const;

/** How the cells of a column are read: which of two numbers is the day, or that they are numbers. Found, or declared by this name. */
export type FoundOrder = (typeof FOUND)[number];

/** The record version that a cell's age is; null for a cell that isn't of the column's form. */
export type ReadAge = (cell: string) => string | null;

/** Why a column has no order. `cell` is as written; `line` is where its row begins. */
export interface Unclear {
  readonly why: 'unknown' | 'ambiguous' | 'mixed' | 'zones';
  readonly cell: string;
  readonly line: number;
}

/** What decides the order of a column: an order with the cell that shows it, or why there is none. */
export type Verdict = { readonly order: FoundOrder; readonly shownBy: string | null } | { readonly unclear: Unclear };

/** Reads ages as declared. Null for a format or zone that there is none of. */
export function declaredAge({
  format,
  zone,
}: {
  readonly format: string;
  readonly zone: string | null;
}): ReadAge | null {
  const clock = compileZone(zone ?? 'UTC');
  if (clock === null) return null;
  const order = FOUND.find((one) => one === format);
  if (order !== undefined) return foundAge(order, zone);
  const read = format === 'iso' ? isoInstant(clock) : patternOf(format, clock);
  return read === null ? null : (cell) => versionOf(read(cell.trim()));
}

/** Reads ages of a column whose order was found. Local times count as those of `zone`, without one as UTC. */
export function foundAge(order: FoundOrder, zone: string | null): ReadAge {
  if (order === 'number') return (cell) => numberVersion(cell.trim());
  const read = isoInstant(compileZone(zone ?? 'UTC') ?? ((wall) => wall));
  const side = order === 'day-first' ? 'day' : 'month';
  return (cell) => {
    const written = writtenAs(cell);
    return written.kind === 'time' ? versionOf(read(written.as[side])) : null;
  };
}

/** Watches the cells of one column that aren't null, in whatever order, and says at the end what they are. */
export function orderFinder(zone: string | null): {
  see(cell: string, line: number): void;
  verdict(): Verdict;
} {
  const first: First = {};
  return {
    see: (cell, line) => {
      for (const kind of kindsOf(cell)) first[kind] ??= { cell, line };
    },
    verdict: () => verdictOf(first, zone),
  };
}

type Kind = 'number' | 'unknown' | 'time' | 'zoned' | 'local' | WrittenTime['order'];
type At = { readonly cell: string; readonly line: number };
type First = Partial<Record<Kind, At>>;

function kindsOf(cell: string): readonly Kind[] {
  const written = writtenAs(cell);
  if (written.kind !== 'time') return [written.kind];
  const { order, zoned } = written;
  if (order !== 'neither' && !isDay(written)) return ['unknown'];
  return ['time', zoned ? 'zoned' : 'local', order];
}

/** Whether there is such a day and time in the one way that the cell can be read. */
function isDay({ order, as }: WrittenTime): boolean {
  return isoInstant((wall) => wall)(order === 'day' ? as.day : as.month) !== null;
}

function verdictOf(first: First, zone: string | null): Verdict {
  const unclear = unclearIn(first, zone);
  if (unclear !== undefined) return { unclear };
  if (first.time === undefined) return { order: 'number', shownBy: null };
  const { day, month } = first;
  return month === undefined
    ? { order: 'day-first', shownBy: day?.cell ?? null }
    : { order: 'month-first', shownBy: month.cell };
}

function unclearIn(first: First, zone: string | null): Unclear | undefined {
  const { number, time, day, month, either, zoned, local } = first;
  const unknown = first.unknown ?? first.neither;
  if (unknown !== undefined) return { why: 'unknown', ...unknown };
  if (number !== undefined && time !== undefined) return { why: 'mixed', ...later(number, time) };
  if (day !== undefined && month !== undefined) return { why: 'mixed', ...later(day, month) };
  if (zoned !== undefined && local !== undefined && zone === null) return { why: 'zones', ...local };
  return either !== undefined && day === undefined && month === undefined ? { why: 'ambiguous', ...either } : undefined;
}

/** The one that shows that the column changes its form. */
function later(one: At, other: At): At {
  return one.line > other.line ? one : other;
}

function patternOf(format: string, clock: (wall: number) => number | null): ReadDate | null {
  if (format === 'epoch' || format === 'epoch-ms') return epochInstant(format);
  return compilePattern(format, 'instant', clock);
}

function versionOf(instant: string | null): string | null {
  return instant === null ? null : instantVersion(instant);
}
