/** Chooses the records of a sample, ugly ones first, from a stream of any length within bounded memory. Pure. */
import { isObject, type JsonValue } from '../model/json.ts';
import type { SourceRecord } from '../model/record.ts';
import { sha256 } from '../sha256.ts';

/** Why a record is in a sample, in the order they take turns: of two that would choose the same, the first has it. */
export const STRATA = ['longest', 'oldest', 'most-attachments', 'rarest-value', 'ordinary'] as const;
/** As the note on a sample in the landing spells it. */
export type Stratum = (typeof STRATA)[number];

/** Holds the whole record, contents included. */
export interface Chosen {
  readonly record: SourceRecord;
  readonly why: Stratum;
}

/** Fed with a whole source, record by record. Keeps some of them whole, bounded however many come. */
export interface Sampler {
  add(record: SourceRecord): void;
  /** Up to `size` records with distinct keys, from each stratum in turn. */
  chosen(): readonly Chosen[];
  /** Records seen. */
  readonly total: number;
}

/** Distinct values above which a field's values aren't rare, they are all different. */
const LOW = 20;
/** Fields whose values are counted; further ones have no rare values. */
const MOST_FIELDS = 60;

/** The same records give the same sample, in whatever order they come. */
export function sampler(size: number): Sampler {
  const measures = {
    longest: ranking(size, (record) => String(JSON.stringify(record.data).length).padStart(12, '0')),
    oldest: ranking(size, (record) => inverted(oldestDate(record.data))),
    'most-attachments': ranking(size, (record) => lengthMark(record.data)),
    ordinary: ranking(size, (record) => sha256(record.key)),
  };
  const values = valueCounts();
  let total = 0;
  return {
    add: (record) => {
      total += 1;
      for (const one of Object.values(measures)) one.add(record);
      values.add(record);
    },
    chosen: () => {
      const strata = { ...lists(measures), 'rarest-value': values.rarest() };
      return inTurn(strata, size);
    },
    get total() {
      return total;
    },
  };
}

function lists(measures: Readonly<Record<Exclude<Stratum, 'rarest-value'>, Ranking>>) {
  const { longest, oldest, ordinary } = measures;
  return {
    longest: longest.best(),
    oldest: oldest.best(),
    'most-attachments': measures['most-attachments'].best(),
    ordinary: ordinary.best(),
  };
}

function inTurn(strata: Readonly<Record<Stratum, readonly SourceRecord[]>>, size: number): readonly Chosen[] {
  const chosen = new Map<string, Chosen>();
  const queues = STRATA.map((why) => ({ why, left: [...strata[why]] }));
  while (chosen.size < size && queues.some(({ left }) => left.length > 0)) {
    for (const { why, left } of queues) {
      let next = left.shift();
      while (next !== undefined && chosen.has(next.key)) next = left.shift();
      if (next !== undefined && chosen.size < size) chosen.set(next.key, { record: next, why });
    }
  }
  return [...chosen.values()];
}

interface Ranking {
  add(record: SourceRecord): void;
  best(): readonly SourceRecord[];
}

/** Those with the greatest marks; records with none don't take part. Ties go by key. */
function ranking(size: number, markOf: (record: SourceRecord) => string | null): Ranking {
  let kept: { readonly mark: string; readonly record: SourceRecord }[] = [];
  const cut = () => {
    kept.sort((a, b) => order(b.mark, a.mark) || order(a.record.key, b.record.key));
    kept = kept.slice(0, size);
  };
  return {
    add: (record) => {
      const mark = markOf(record);
      if (mark === null) return;
      kept.push({ mark, record });
      // Sorted now and then only: each record costs next to nothing.
      if (kept.length >= size * 4 + 64) cut();
    },
    best: () => {
      cut();
      return kept.map(({ record }) => record);
    },
  };
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const DAY = /^(\d{4})-(\d{2})-(\d{2})/;

/** The earliest day that any text of the record begins with. */
function oldestDate(value: JsonValue): string | null {
  if (typeof value === 'string') return DAY.exec(value)?.[0] ?? null;
  const members = isObject(value) ? Object.values(value) : listOf(value);
  return members.reduce<string | null>((oldest, member) => {
    const date = oldestDate(member);
    return date !== null && (oldest === null || date < oldest) ? date : oldest;
  }, null);
}

/** Turns the order of dates round. */
function inverted(date: string | null): string | null {
  return date === null ? null : String(99_999_999 - Number(date.replaceAll('-', ''))).padStart(8, '0');
}

function lengthMark(value: JsonValue): string | null {
  const items = itemsIn(value);
  return items === 0 ? null : String(items).padStart(12, '0');
}

/** Items of all lists, at any depth. */
function itemsIn(value: JsonValue): number {
  const members = isObject(value) ? Object.values(value) : listOf(value);
  const own = Array.isArray(value) ? value.length : 0;
  return members.reduce<number>((sum, member) => sum + itemsIn(member), own);
}

function listOf(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

interface Seen {
  readonly count: number;
  /** The one with the smallest key. */
  readonly record: SourceRecord;
}

/** Counts the values of fields that have few. */
function valueCounts() {
  const fields = new Map<string, Map<string, Seen> | 'many'>();
  const count = (record: SourceRecord, name: string, value: string) => {
    const known = fields.get(name) ?? (fields.size < MOST_FIELDS ? new Map<string, Seen>() : 'many');
    if (known !== 'many') fields.set(name, known.size < LOW || known.has(value) ? known : 'many');
    if (known !== 'many') note(known, value, record);
  };
  const note = (known: Map<string, Seen>, value: string, record: SourceRecord) => {
    const seen = known.get(value);
    if (seen === undefined) known.set(value, { count: 1, record });
    else known.set(value, { count: seen.count + 1, record: record.key < seen.record.key ? record : seen.record });
  };
  return {
    add: (record: SourceRecord) => {
      for (const [name, value] of Object.entries(record.data)) if (isShort(value)) count(record, name, String(value));
    },
    rarest: (): readonly SourceRecord[] =>
      [...fields.values()]
        .flatMap((known) => (known === 'many' || known.size < 2 ? [] : [...known.values()]))
        .sort((a, b) => a.count - b.count || order(a.record.key, b.record.key))
        .map(({ record }) => record),
  };
}

function isShort(value: JsonValue): boolean {
  return value !== null && typeof value !== 'object' && String(value).length <= 100;
}
