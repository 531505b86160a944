/** Counts the fields of source records by name: all that a mapping names, and a bounded number of others. */
import type { JsonValue } from '../../model/json.ts';
import { type Counter, counter, cut } from './bounded-count.ts';
import { shown } from './profiled-record.ts';

/** Fields counted by name that the mapping doesn't name; real exports have hundreds, hostile ones any number. */
const MOST_UNNAMED = 1_000;
const EXAMPLES = 3;
const LONGEST_EXAMPLE = 120;
const LONGEST_NAME = 200;

/** Where fields beyond the bound count together. */
export const OTHERS = '(others)';

/** Changes as records are counted; `examples` are contents, cut, of fields the mapping doesn't name. */
export interface FieldCount {
  /** Records that hold anything in it, whatever their outcome. */
  filled: number;
  /** Records that would be loaded: with all of it, with a part of it, with a default instead. */
  whole: number;
  lossy: number;
  defaulted: number;
  readonly types: Counter;
  readonly examples: Set<string>;
}

/** Bounded: of fields that the mapping doesn't name, 1,000 have a count of their own, further ones share one. */
export interface FieldCounts {
  /** The count of a field, made when it is new. */
  of(field: string): FieldCount;
  /** Counts a record that holds something in the field. */
  filled(field: string, value: JsonValue): void;
  /** In the order in which they were first counted. */
  all(): ReadonlyMap<string, FieldCount>;
}

/** `known`: fields that always have a count of their own. */
export function fieldCounts(known: readonly string[]): FieldCounts {
  const named = new Set(known);
  const counts = new Map<string, FieldCount>();
  let unnamedCount = 0;
  const of = (field: string): FieldCount => {
    const found = counts.get(field);
    if (found !== undefined) return found;
    const unnamed = !named.has(field);
    if (unnamed && unnamedCount >= MOST_UNNAMED && field !== OTHERS) return of(OTHERS);
    if (unnamed && field.length > LONGEST_NAME) return of(cut(field, LONGEST_NAME));
    if (unnamed) unnamedCount += 1;
    const fresh = { filled: 0, whole: 0, lossy: 0, defaulted: 0, types: counter(), examples: new Set<string>() };
    counts.set(field, fresh);
    return fresh;
  };
  return {
    of,
    filled: (field, value) => {
      const count = of(field);
      count.filled += 1;
      count.types.add(typeOf(value));
      if (count.examples.size < EXAMPLES && !named.has(field)) count.examples.add(cut(shown(value), LONGEST_EXAMPLE));
    },
    all: () => counts,
  };
}

function typeOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'list';
  return typeof value === 'string' ? 'text' : typeof value;
}
