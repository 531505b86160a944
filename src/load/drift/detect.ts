/** Detects schema drift: fields, types and table values in the records of a batch that no earlier run saw. */
import type { SeenBefore, SeenRow } from '../../ledger/records/drift-rows.ts';
import { type DriftKind, type DriftPolicies, type DriftPolicy, MOST_SEEN, type Seen } from '../../model/drift.ts';
import type { JsonObject, JsonValue } from '../../model/json.ts';
import type { UnknownValue } from '../../model/record.ts';

/** One thing that is other than before about a record, and what the route does about it. */
export interface Novelty extends Seen {
  readonly kind: DriftKind;
  readonly policy: DriftPolicy;
  /** The source field as it is spelt; for `value` and `gone` empty. */
  readonly name: string;
}

/** For one batch, fed with each record once; keeps names of fields and values of tables, no other contents. */
export interface DriftWatch {
  /** Counts the record's fields and their types, and returns those that are new. */
  addFields(data: JsonObject): readonly Novelty[];
  /** Counts values that a table of the mapping doesn't list, each once a record, and returns those that are new. */
  addValues(unknown: readonly UnknownValue[]): readonly Novelty[];
  /** Everything counted so far, in no particular order. */
  seen(): readonly SeenRow[];
}

/** Without a baseline in `before` nothing is new: things are only counted. */
export interface WatchOptions {
  readonly before: SeenBefore;
  readonly policies: DriftPolicies;
  /** Top-level source fields that the mapping reads or ignores by name: they are never new. */
  readonly expected: ReadonlySet<string>;
  /** Whether earlier runs could have met the value, so that it is new when none did. */
  readonly comparable: (field: string, value: string) => boolean;
}

const TYPES = ['text', 'number', 'boolean', 'list', 'object'] as const;

interface FieldCount {
  readonly shown: string;
  readonly isNew: boolean;
  /** By index in TYPES: whether the type is new for a field that is known with other types. */
  readonly oddTypes: readonly boolean[];
  readonly counts: number[];
  nulls: number;
}

interface ValueCount extends UnknownValue {
  readonly isNew: boolean;
  count: number;
}

/** Counts from zero. Whether a thing is new follows from `before` alone, never from other records of the batch. */
export function openWatch(options: WatchOptions): DriftWatch {
  const judge = judgeBy(options);
  const fields = watchFields(judge, options.expected);
  const values = watchValues(judge, options.comparable);
  return { addFields: fields.addFields, addValues: values.addValues, seen: () => [...fields.seen(), ...values.seen()] };
}

interface Judge {
  readonly isNew: (kind: DriftKind, field: string, what: string) => boolean;
  readonly isKnown: (kind: DriftKind, field: string, what: string) => boolean;
  readonly policyOf: (kind: DriftKind, field: string, what: string) => DriftPolicy;
}

function judgeBy({ before, policies }: WatchOptions): Judge {
  const known = namesOf(before.known);
  const taken = namesOf(before.taken);
  return {
    isKnown: (kind, field, what) => before.baseline && known.has(kind, field, what),
    isNew: (kind, field, what) => before.baseline && !known.has(kind, field, what) && !known.isFull(kind, field),
    policyOf: (kind, field, what) => {
      // Where as many names are stored as may be, a further one can't be accepted by name.
      const through = taken.has(kind, field, what) || (policies[kind] === 'freeze' && taken.isFull(kind, field));
      return through ? 'evolve' : policies[kind];
    },
  };
}

function watchFields(judge: Judge, expected: ReadonlySet<string>): Pick<DriftWatch, 'addFields' | 'seen'> {
  const byName = new Map<string, FieldCount>();
  const byShown = new Map<string, FieldCount>();
  const open = (name: string): FieldCount => {
    const shown = storable(name);
    const field = byShown.get(shown) ?? newField(judge, shown, expected.has(name));
    byName.set(name, field);
    byShown.set(shown, field);
    return field;
  };
  return {
    addFields: (data) => {
      let found: Novelty[] = NONE;
      for (const name in data) {
        const field = byName.get(name) ?? open(name);
        const type = countType(field, data[name]);
        if (field.isNew || field.oddTypes[type] === true)
          found = [...found, fieldNovelty(judge, field, { name, type })];
      }
      return found;
    },
    seen: () => [...byShown.values()].flatMap((field) => fieldRows(field, judge)),
  };
}

function newField(judge: Judge, shown: string, expected: boolean): FieldCount {
  const isNew = !expected && judge.isNew('field', shown, '');
  const typed = TYPES.some((type) => judge.isKnown('type', shown, type));
  const oddTypes = TYPES.map((type) => !isNew && typed && judge.isNew('type', shown, type));
  return { shown, isNew, oddTypes, counts: TYPES.map(() => 0), nulls: 0 };
}

/** Gives the type's index in TYPES; -1 for null. */
function countType(field: FieldCount, value: JsonValue | undefined): number {
  const type = typeOf(value);
  if (type < 0) field.nulls += 1;
  else field.counts[type] = (field.counts[type] ?? 0) + 1;
  return type;
}

function fieldNovelty(judge: Judge, field: FieldCount, at: { readonly name: string; readonly type: number }): Novelty {
  const kind = field.isNew ? 'field' : 'type';
  const what = field.isNew ? '' : (TYPES[at.type] ?? '');
  return { kind, field: field.shown, what, name: at.name, policy: judge.policyOf(kind, field.shown, what) };
}

function watchValues(judge: Judge, comparable: WatchOptions['comparable']): Pick<DriftWatch, 'addValues' | 'seen'> {
  const counted = new Map<string, ValueCount>();
  const open = (field: string, value: string): ValueCount => ({
    ...{ field, value, count: 0 },
    isNew: judge.isNew('value', field, value) && comparable(field, value),
  });
  return {
    addValues: (unknown) => {
      const met = new Map(unknown.map(({ field, value }) => [`${field}\0${storable(value)}`, field]));
      return [...met].flatMap(([name, field]): Novelty[] => {
        const what = name.slice(field.length + 1);
        const entry = counted.get(name) ?? open(field, what);
        counted.set(name, entry);
        entry.count += 1;
        return entry.isNew
          ? [{ kind: 'value', field, what, name: '', policy: judge.policyOf('value', field, what) }]
          : [];
      });
    },
    seen: () =>
      [...counted.values()].map(({ field, value: what, isNew: drift, count: records }): SeenRow => {
        const take = !drift || judge.policyOf('value', field, what) === 'evolve';
        return { kind: 'value', field, what, records, drift, take };
      }),
  };
}

const NONE: Novelty[] = [];

/** Of a field that isn't accepted no types are stored: they would count as known once the field is accepted. */
function fieldRows({ shown, isNew, oddTypes, counts, nulls }: FieldCount, { policyOf }: Judge): SeenRow[] {
  const records = counts.reduce((sum, count) => sum + count, nulls);
  const take = !isNew || policyOf('field', shown, '') === 'evolve';
  const types = TYPES.flatMap((what, at): SeenRow[] => {
    const held = counts[at] ?? 0;
    const drift = oddTypes[at] === true;
    if (!take || held === 0) return [];
    const row = { kind: 'type' as const, field: shown, what, records: held, drift };
    return [{ ...row, take: !drift || policyOf('type', shown, what) === 'evolve' }];
  });
  return [{ kind: 'field', field: shown, what: '', records, drift: isNew, take }, ...types];
}

interface Names {
  has(kind: Seen['kind'], field: string, what: string): boolean;
  /** Whether as many are stored as may be: a name that isn't among them may still have been seen. */
  isFull(kind: Seen['kind'], field: string): boolean;
}

function namesOf(things: readonly Seen[]): Names {
  const names = new Set(things.map(({ kind, field, what }) => `${kind}\0${field}\0${what}`));
  const sizes = new Map<string, number>();
  for (const { kind, field } of things) sizes.set(groupOf(kind, field), (sizes.get(groupOf(kind, field)) ?? 0) + 1);
  return {
    has: (kind, field, what) => names.has(`${kind}\0${field}\0${what}`),
    isFull: (kind, field) => kind !== 'type' && (sizes.get(groupOf(kind, field)) ?? 0) >= MOST_SEEN,
  };
}

function groupOf(kind: Seen['kind'], field: string): string {
  return kind === 'value' ? `${kind}\0${field}` : kind;
}

/** Index in TYPES; -1 for null, which is no type. */
function typeOf(value: JsonValue | undefined): number {
  if (typeof value === 'string') return 0;
  if (typeof value === 'number') return 1;
  if (typeof value === 'boolean') return 2;
  if (value === null || value === undefined) return -1;
  return Array.isArray(value) ? 3 : 4;
}

const LONGEST = 200;
const LONE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]|\0/g;

/** As the ledger stores it: at most 200 characters, and none that PostgreSQL refuses. */
function storable(text: string): string {
  return text.slice(0, LONGEST).replace(LONE, '\uFFFD');
}
