/** Chooses the records of a sample, edge cases first, from a stream of any length within bounded memory. Pure. */
import { isObject, type JsonValue } from '../../model/json.ts';
import type { SourceRecord } from '../../model/record.ts';
import { sha256 } from '../../sha256.ts';
import { rareValues } from './rare-values.ts';

/** Why a record is in a sample. They choose in this order, one record at a time: a record that two would choose goes to the first. */
export const STRATA = ['longest', 'oldest', 'most-attachments', 'rarest-value', 'ordinary'] as const;
/** As `sample.json` in the landing spells it. */
export type Stratum = (typeof STRATA)[number];

/** Holds the whole record, contents included. */
export interface Chosen {
  readonly record: SourceRecord;
  readonly why: Stratum;
}

/** Is given all records of a source, one by one. Keeps a bounded number of them whole. */
export interface Sampler {
  add(record: SourceRecord): void;
  /** Up to `size` records with distinct keys, one from each stratum, then the next of each. */
  chosen(): readonly Chosen[];
  /** Records seen. */
  readonly total: number;
}

/** The same records give the same sample, in whatever order they are added. */
export function sampler(size: number): Sampler {
  const measures = {
    longest: ranking(size, (record) => shallow(() => length(record.data)) ?? ENDLESS),
    oldest: ranking(size, (record) => shallow(() => inverted(oldestDate(record.data)))),
    'most-attachments': ranking(size, (record) => shallow(() => itemMark(record.data))),
    ordinary: ranking(size, (record) => sha256(record.key)),
  };
  const values = rareValues();
  let total = 0;
  return {
    add: (record) => {
      total += 1;
      for (const one of Object.values(measures)) one.add(record);
      values.add(record);
    },
    chosen: () => {
      const strata = { ...lists(measures), 'rarest-value': values.rarest() };
      return roundRobin(strata, size);
    },
    get total() {
      return total;
    },
  };
}

/** Ranks a record that is nested too deeply to be serialised above the longest: landing it quarantines it. */
const ENDLESS = '9'.repeat(12);

/** Null for what is nested too deeply to be walked through. */
function shallow(measure: () => string | null): string | null {
  try {
    return measure();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function length(value: JsonValue): string {
  return String(JSON.stringify(value).length).padStart(12, '0');
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

function roundRobin(strata: Readonly<Record<Stratum, readonly SourceRecord[]>>, size: number): readonly Chosen[] {
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

/** The records with the greatest marks; those without a mark are left out. Ties are broken by key. */
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

/** A mark that is greater the earlier the date. */
function inverted(date: string | null): string | null {
  return date === null ? null : String(99_999_999 - Number(date.replaceAll('-', ''))).padStart(8, '0');
}

function itemMark(value: JsonValue): string | null {
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
