/** The inventory of a lane: how many records, since when, how they grow, who and what is active. */
import type { Inventory, PeriodCount } from '../../model/plan-facts/inventory.ts';
import { countAttachments } from './attachments.ts';
import { type Counter, counter, cut } from './bounded-count.ts';
import type { LaneSubject } from './lane-subject.ts';
import { type ProfiledRecord, type Walk, walkTo } from './profiled-record.ts';

/** Fields whose most frequent values show who and what is active, besides every reference and table of the mapping. */
const ACTIVE_FIELDS = ['status', 'priority', 'kind', 'active', 'language', 'audience', 'tags'];
const MOST_VALUES = 12;
const MOST_FIELDS = 12;
/** Months shown at most; longer histories are counted by year. */
const MOST_MONTHS = 48;

/** Is given each record of a lane once, whatever its outcome; only files of loaded records count. */
export interface InventoryCounter {
  add(one: ProfiledRecord): void;
  facts(): Inventory;
}

/** Starts at zero. Times are those of the mapped fields, in UTC; growth is by month, or by year beyond 48 of them. */
export function countInventory({ lane, entity, mapping }: LaneSubject): InventoryCounter {
  const active = activeFields(mapping);
  const months = counter();
  const attachments = countAttachments();
  const children = new Map<string, number>();
  const size: Size = { records: 0, bytes: 0, longest: null };
  const range: Range = { createdFrom: null, createdTo: null, updatedTo: null };
  return {
    add: (one) => {
      countSize(one, size);
      countTimes(one, range, months);
      attachments.add(one);
      countActive(one, active);
      countChildren(one, children);
    },
    facts: () => ({
      ...{ lane, entity, ...size, ...range, attachments: attachments.facts() },
      growth: periods(months),
      active: mostActive(active),
      children: [...children].map(([name, count]) => ({ name, count })),
    }),
  };
}

interface Active {
  readonly counts: Counter;
  readonly walk: Walk;
}

type Size = { records: number; bytes: number; longest: Inventory['longest'] };
type Range = { createdFrom: string | null; createdTo: string | null; updatedTo: string | null };

function activeFields({ rules }: LaneSubject['mapping']): ReadonlyMap<string, Active> {
  const references = rules.flatMap(({ target, reference }) => (reference === null ? [] : [target]));
  const tables = rules.flatMap(({ target, table }) => (table === null ? [] : [target]));
  const fields = [...new Set([...ACTIVE_FIELDS, ...references, ...tables])];
  return new Map(fields.map((field) => [field, { counts: counter(), walk: walkTo(field) }]));
}

function mostActive(active: ReadonlyMap<string, Active>): Inventory['active'] {
  const any = [...active].filter(([, { counts }]) => counts.distinct() > 0);
  return any.slice(0, MOST_FIELDS).map(([field, { counts }]) => ({ field, values: counts.top(MOST_VALUES) }));
}

function countSize({ bytes, record: { key } }: ProfiledRecord, size: Size): void {
  size.records += 1;
  size.bytes += bytes;
  if (size.longest === null || bytes > size.longest.bytes) size.longest = { key, bytes };
}

/** Instants in UTC compare as texts. */
function countTimes({ trace }: ProfiledRecord, range: Range, months: Counter): void {
  const { createdAt, updatedAt } = trace.fields;
  if (typeof createdAt === 'string') {
    if (range.createdFrom === null || createdAt < range.createdFrom) range.createdFrom = createdAt;
    if (range.createdTo === null || createdAt > range.createdTo) range.createdTo = createdAt;
    months.add(createdAt.slice(0, 7));
  }
  if (typeof updatedAt === 'string' && (range.updatedTo === null || updatedAt > range.updatedTo)) {
    range.updatedTo = updatedAt;
  }
}

/** The value of a reference isn't in the field yet: the reference says what it is looked up by. */
function countActive({ trace }: ProfiledRecord, active: ReadonlyMap<string, Active>): void {
  for (const { counts, walk } of active.values()) {
    for (const value of walk(trace.fields)) {
      if (typeof value !== 'object') counts.add(cut(String(value), 100));
    }
  }
  if (trace.result.kind !== 'mapped') return;
  for (const { path, value, form } of trace.result.references) {
    if (form !== 'field') continue;
    const field = path.filter((step) => typeof step === 'string').join('.');
    (active.get(field) ?? active.get(field.replace('.', '[].')))?.counts.add(cut(value, 100));
  }
}

function countChildren({ trace }: ProfiledRecord, children: Map<string, number>): void {
  for (const [name, value] of Object.entries(trace.fields)) {
    if (Array.isArray(value) && value.some((item) => typeof item === 'object' && item !== null)) {
      children.set(name, (children.get(name) ?? 0) + value.length);
    }
  }
}

function periods(months: Counter): readonly PeriodCount[] {
  const all = months.top(Number.MAX_SAFE_INTEGER).shown.filter(({ name }) => /^\d{4}-\d{2}$/.test(name));
  const byMonth = all.map(({ name, count }) => ({ period: name, count })).sort(byPeriod);
  if (byMonth.length <= MOST_MONTHS) return byMonth;
  const years = new Map<string, number>();
  for (const { period, count } of byMonth) years.set(period.slice(0, 4), (years.get(period.slice(0, 4)) ?? 0) + count);
  return [...years].map(([period, count]) => ({ period, count }));
}

function byPeriod(a: PeriodCount, b: PeriodCount): number {
  return a.period < b.period ? -1 : 1;
}
