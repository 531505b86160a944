/** Says how long a run would take, from how long the plan took and how fast earlier runs wrote. Pure. */
import type { LaneTimings } from '../../ledger/plans/profile-rows.ts';
import type { Forecast } from '../../model/plan-facts/lanes.ts';

/** One lane of a plan. Earlier runs that read fewer than 20 records of it are left out of account. */
export interface ForecastOf {
  /** Record versions the run would load; of a sampled lane, those of the whole source. */
  readonly records: number;
  /** Whether the plan read the whole source and loaded only a sample. */
  readonly sampled: boolean;
  /** The timings of the plan itself. */
  readonly plan: LaneTimings | undefined;
  /** The timings of earlier runs that wrote into this target, newest first. */
  readonly before: readonly LaneTimings[];
}

/** The timings of a run over fewer records say nothing about how fast the target is. */
const FEWEST = 20;
/** Before any run has written, writing may take no time beside reading, or up to this many times as long. */
const UNKNOWN_WRITING = 4;
/** How much longer the same work may take another time, where only one earlier run is known. */
const SPREAD = 1.5;

/** Seconds. A lane that read nothing takes none. */
export function forecast(of: ForecastOf): Forecast {
  const { records, before } = of;
  const own = planned(of);
  const known = before.flatMap((timings) => (timings.records >= FEWEST ? (rate(timings) ?? []) : []));
  if (records === 0 || (own === null && known.length === 0))
    return { seconds: 0, low: 0, high: 0, basis: 'nothing to load' };
  if (known.length === 0) {
    const least = own ?? 0;
    const basis = `no run has written into this target yet: between the plan’s own time and ${UNKNOWN_WRITING} times that`;
    return { seconds: least * 2, low: least, high: least * UNKNOWN_WRITING, basis };
  }
  const seconds = records * (known[0] ?? 0);
  const all = known.map((each) => each * records);
  const least = Math.min(...all, own ?? seconds);
  const most = Math.max(...all) * (known.length === 1 ? SPREAD : 1);
  const runs = known.length === 1 ? 'the last run' : `the last ${known.length} runs`;
  return { seconds, low: least, high: Math.max(most, seconds), basis: `as fast as ${runs} into this target` };
}

/** Seconds that a plan over everything would take. A sampled plan has read the whole source; loading is scaled by records. */
function planned({ records, sampled, plan: timings }: ForecastOf): number | null {
  const each = rate(timings);
  if (timings === undefined || each === null) return null;
  return sampled
    ? timings.reading + (Math.max(0, timings.loading - timings.reading) / timings.records) * records
    : each * records;
}

/** Seconds per record. */
function rate(timings: LaneTimings | undefined): number | null {
  if (timings === undefined || timings.records === 0) return null;
  return Math.max(timings.loading, timings.reading, 0.001) / timings.records;
}

/** Lanes of one level run side by side but share one machine: the longest is the lower bound, their sum the upper. */
export function wholeForecast(lanes: readonly Forecast[]): Forecast {
  const sum = (of: (forecast: Forecast) => number) => lanes.reduce((all, one) => all + of(one), 0);
  const longest = lanes.reduce((most, { low }) => Math.max(most, low), 0);
  const bases = [...new Set(lanes.filter(({ seconds }) => seconds > 0).map(({ basis }) => basis))];
  return {
    seconds: sum((one) => one.seconds),
    low: longest,
    high: sum((one) => one.high),
    basis: bases.join('; ') || 'nothing to load',
  };
}
