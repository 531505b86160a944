/** Counts when the records of a source were created and changed, and how many have no time or one that can't be read. */
import type { JsonValue } from '../../model/json.ts';
import type { MappingFacts } from '../../model/mapping-facts.ts';
import type { Inventory, PeriodCount } from '../../model/plan-facts/inventory.ts';
import { type Counter, counter } from './bounded-count.ts';
import { isFilled, type ProfiledRecord, type Walk, walkTo } from './profiled-record.ts';

/** Months shown at most; longer histories are counted by year. */
const MOST_MONTHS = 48;

type Times = Pick<Inventory, 'createdFrom' | 'createdTo' | 'updatedTo' | 'growth' | 'undated'>;

/** Is given each record of a lane once, whatever its outcome. */
export interface TimesCounter {
  add(one: ProfiledRecord): void;
  facts(): Times;
}

/**
 * Times are those that the rules of `createdAt` and `updatedAt` read, in UTC; growth is by month, or by year beyond 48 of them.
 * A time that the mapping puts in the place of none isn't the source's.
 */
export function countTimes(mapping: MappingFacts): TimesCounter {
  const created = seriesOf(mapping, 'createdAt');
  const updated = seriesOf(mapping, 'updatedAt');
  const months = counter();
  return {
    add: (one) => {
      const at = note(created, one);
      if (at !== null) months.add(at.slice(0, 7));
      note(updated, one);
    },
    facts: () => ({
      ...{ createdFrom: created.from, createdTo: created.to, updatedTo: updated.to, growth: periods(months) },
      undated: { created: undatedOf(created), updated: undatedOf(updated) },
    }),
  };
}

interface Series {
  readonly target: string;
  /** Where the source holds the time; empty: the mapping reads none. */
  readonly walks: readonly Walk[];
  from: string | null;
  to: string | null;
  none: number;
  unread: number;
}

function seriesOf({ rules }: MappingFacts, target: string): Series {
  const paths = rules.filter((rule) => rule.target === target).flatMap(({ from }) => from);
  return { target, walks: [...new Set(paths)].map(walkTo), from: null, to: null, none: 0, unread: 0 };
}

/** The instant, null when there is none; instants in UTC compare as texts. */
function note(series: Series, { record: { data }, trace: { made } }: ProfiledRecord): string | null {
  const { walks, target } = series;
  if (walks.length === 0) return null;
  if (!walks.some((walk) => walk(data).some(isFilled))) {
    series.none += 1;
    return null;
  }
  const at: JsonValue | undefined = made[target];
  if (typeof at !== 'string') {
    series.unread += 1;
    return null;
  }
  if (series.from === null || at < series.from) series.from = at;
  if (series.to === null || at > series.to) series.to = at;
  return at;
}

function undatedOf({ walks, none, unread }: Series): Inventory['undated']['created'] {
  return walks.length === 0 ? null : { none, unread };
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
