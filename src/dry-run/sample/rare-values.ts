/** Finds records that hold a value few others hold, in a stream of any length, within bounded memory. Pure. */
import type { JsonValue } from '../../model/json.ts';
import type { SourceRecord } from '../../model/record.ts';

/** Distinct values above which a field's values aren't rare, they are all different. */
const LOW = 20;
/** Fields whose values are counted: the first by name, so that it doesn't depend on which come first. */
const MOST_FIELDS = 60;

interface Seen {
  readonly count: number;
  /** The one with the smallest key. */
  readonly record: SourceRecord;
}

/** The values of one field, until there are too many of them. */
type Values = Map<string, Seen> | 'many';

/** Is given all records of a source, one by one. Keeps at most 1,200 of them whole, however many there are. */
export interface RareValues {
  add(record: SourceRecord): void;
  /** One record for each value of a field that has few, the rarest value first; a record may come several times. */
  rarest(): readonly SourceRecord[];
}

/** The same records give the same answer, in whatever order they come. */
export function rareValues(): RareValues {
  const fields = boundedFields();
  return {
    add: (record) => {
      for (const [name, value] of Object.entries(record.data))
        if (isShort(value)) fields.count(name, String(value), record);
    },
    rarest: () =>
      fields
        .all()
        .flatMap((values) => (values === 'many' || values.size < 2 ? [] : [...values.values()]))
        .sort((a, b) => a.count - b.count || (a.record.key < b.record.key ? -1 : 1))
        .map(({ record }) => record),
  };
}

function boundedFields() {
  const fields = new Map<string, Values>();
  /** Of the fields counted, the last by name; null: not known yet. */
  let last: string | null = null;
  /** When all places are taken, the field last by name is dropped and never counted again. */
  const admits = (name: string): boolean => {
    if (fields.size < MOST_FIELDS) return true;
    last ??= [...fields.keys()].sort().at(-1) ?? '';
    if (name > last) return false;
    fields.delete(last);
    return true;
  };
  return {
    count: (name: string, value: string, record: SourceRecord) => {
      const known = fields.get(name);
      if (known === undefined) {
        if (!admits(name)) return;
        last = null;
      }
      fields.set(name, counted(known ?? new Map(), value, record));
    },
    all: () => [...fields.values()],
  };
}

function counted(values: Values, value: string, record: SourceRecord): Values {
  if (values === 'many') return values;
  const seen = values.get(value);
  if (seen === undefined && values.size >= LOW) return 'many';
  const smallest = seen === undefined || record.key < seen.record.key ? record : seen.record;
  return values.set(value, { count: (seen?.count ?? 0) + 1, record: smallest });
}

function isShort(value: JsonValue): boolean {
  return value !== null && typeof value !== 'object' && String(value).length <= 100;
}
