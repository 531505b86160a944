/** Counts the fields of source records by name: all that a mapping names, and a bounded number of others. */
import type { JsonObject, JsonValue } from '../../model/json.ts';
import type { NamedCount } from '../../model/plan-facts/bounded-list.ts';
import { byCount, cut } from './bounded-count.ts';
import { type NamedParts, namedParts } from './bounded-names.ts';
import { isFilled, shown } from './profiled-record.ts';
import { hashOf } from './stable-hash.ts';

/** Fields counted by name that the mapping doesn't name; real exports have thousands, hostile ones any number. */
const MOST_UNNAMED = 5_000;
const EXAMPLES = 3;
const LONGEST_EXAMPLE = 120;
/** Characters of a field's name that are told apart. */
export const LONGEST_NAME = 200;

/** Changes as records are counted; nothing counts more than once a record. */
export interface FieldCount {
  /** Records that hold anything in it, whatever their outcome. */
  filled: number;
  /** Records that would be loaded: with all of it, with a part of it, with a default instead. */
  whole: number;
  lossy: number;
  defaulted: number;
  readonly types: Map<string, number>;
  /** Contents, cut, of fields the mapping doesn't name. */
  readonly examples: NamedParts<string> | null;
}

/** A field with its count. */
export interface CountedField {
  readonly field: string;
  readonly count: FieldCount;
  readonly isNamed: boolean;
}

/** Bounded: of fields that the mapping doesn't name, the first 5,000 by name have a count of their own. */
export interface FieldCounts {
  /** The count of a field, made when it is new; undefined for one beyond the bound. */
  of(field: string): FieldCount | undefined;
  /** Counts a record that holds something in these fields, as `filledFields` gives them. */
  filled(fields: ReadonlyMap<string, JsonValue>): void;
  /** Fields that the mapping names, then the others by name. */
  all(): readonly CountedField[];
  /** Whether there are fields without a count of their own. */
  isCapped(): boolean;
}

/** `known`: fields that always have a count of their own, also when no record fills them. */
export function fieldCounts(known: readonly string[]): FieldCounts {
  const named = new Map(known.map((field) => [cut(field, LONGEST_NAME), { field, count: emptyCount() }]));
  const others = namedParts<FieldCount>(MOST_UNNAMED);
  const of = (field: string) => {
    const name = cut(field, LONGEST_NAME);
    return named.get(name)?.count ?? others.of(name, () => emptyCount(namedParts(EXAMPLES)));
  };
  return {
    of,
    filled: (fields) => {
      for (const [field, value] of fields) {
        const count = of(field);
        if (count !== undefined) countFilled(count, value);
      }
    },
    all: () => [
      ...[...named.values()].map((one) => ({ ...one, isNamed: true })),
      ...others.all().map(([field, count]) => ({ field, count, isNamed: false })),
    ],
    isCapped: () => others.isCapped(),
  };
}

/** The fields of a record that hold anything, each once: names of more than 200 characters that begin alike are one. */
export function filledFields(data: JsonObject): ReadonlyMap<string, JsonValue> {
  const filled = new Map<string, JsonValue>();
  for (const [field, value] of Object.entries(data)) if (isFilled(value)) filled.set(cut(field, LONGEST_NAME), value);
  return filled;
}

/** The most frequent first. */
export function typesOf({ types }: FieldCount): readonly NamedCount[] {
  return [...types].map(([name, count]) => ({ name, count })).sort(byCount);
}

/** A few values, chosen as if by chance. */
export function examplesOf({ examples }: FieldCount): readonly string[] {
  return (examples?.all() ?? []).map(([, example]) => example);
}

/** Nothing counted yet; for examples only where there is something to keep them in. */
function emptyCount(examples: FieldCount['examples'] = null): FieldCount {
  return { filled: 0, whole: 0, lossy: 0, defaulted: 0, types: new Map(), examples };
}

function countFilled(count: FieldCount, value: JsonValue): void {
  count.filled += 1;
  const type = typeOf(value);
  count.types.set(type, (count.types.get(type) ?? 0) + 1);
  if (count.examples === null) return;
  const example = cut(shown(value), LONGEST_EXAMPLE);
  count.examples.of(`${String(hashOf(example)).padStart(10, '0')} ${example}`, () => example);
}

function typeOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'list';
  return typeof value === 'string' ? 'text' : typeof value;
}
