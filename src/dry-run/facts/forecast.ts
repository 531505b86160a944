/** Says how long a run would take, from how long the plan took and how fast earlier runs wrote. Pure. */
import type { LaneTimings } from '../../ledger/plans/profile-rows.ts';
import type { Forecast } from '../../model/plan-facts/lanes.ts';

/** One lane of a plan. Timings over fewer than 20 records are left out of account. */
export interface ForecastOf {
  /** Record versions the run would load; of a sampled lane, those of the whole source. */
  readonly records: number;
  /** Whether the plan read the whole source and loaded only a sample. */
  readonly sampled: boolean;
  /** The timings of the plan itself. */
  readonly plan: LaneTimings | undefined;
  /** The timings of this lane in earlier runs that wrote into this target, newest first. */
  readonly before: readonly LaneTimings[];
  /** The timings of all lanes in the newest runs of any route that wrote into this target; empty: none has. */
  readonly target: readonly LaneTimings[];
}

/** The timings of a run over fewer records say nothing about how fast the target is. */
const FEWEST = 20;
/** Before any run has written, writing may take no time beside reading, or up to this many times as long. */
const UNKNOWN_WRITING = 4;
/** How much longer the same work may take another time, where only one earlier run is known. */
const SPREAD = 1.5;

/** Seconds; the plan's own time lies within the range. A lane that read nothing takes none. */
export function forecast(of: ForecastOf): Forecast {
  const { records, target } = of;
  const own = planned(of);
  const { rates, basis } = knownRates(of);
  if (records === 0 || (own === null && rates.length === 0)) return NOTHING;
  if (rates.length === 0) {
    const why =
      target.length === 0
        ? 'no run has written into this target yet'
        : 'no run into this target was large enough to compare with';
    return {
      ...unknownWriting(own ?? 0),
      basis: `${why}: between the plan’s own time and ${UNKNOWN_WRITING} times that`,
    };
  }
  const all = rates.map((each) => each * records);
  const seconds = all[0] ?? 0;
  const most = Math.max(...all) * (all.length === 1 ? SPREAD : 1);
  return { seconds, low: Math.min(...all, own ?? seconds), high: Math.max(most, own ?? seconds), basis };
}

const NOTHING: Forecast = { seconds: 0, low: 0, high: 0, basis: 'nothing to load' };

function unknownWriting(least: number) {
  return { seconds: least * 2, low: least, high: least * UNKNOWN_WRITING };
}

/** Seconds per record: of the lane itself, or else of whatever was loaded into the target. */
function knownRates({ before, target }: ForecastOf): { readonly rates: readonly number[]; readonly basis: string } {
  const [own, others] = [before, target].map((all) =>
    all.flatMap((timings) => (timings.records >= FEWEST ? (rate(timings) ?? []) : [])),
  );
  if (own !== undefined && own.length > 0) {
    const runs = own.length === 1 ? 'the last run' : `the last ${own.length} runs`;
    return { rates: own, basis: `as fast as ${runs} into this target` };
  }
  return { rates: others ?? [], basis: 'as fast as other lanes were loaded into this target' };
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

/** How long a plan took that loaded everything: from start to end, and of that beside its lanes. Seconds. */
export interface PlanTime {
  readonly seconds: number;
  readonly beside: number;
}

/** From the timings of those of the plan's lanes that read something. */
export function planTime(seconds: number, lanes: Iterable<LaneTimings>): PlanTime {
  const within = [...lanes].reduce((sum, { reading, loading }) => sum + Math.max(reading, loading), 0);
  return { seconds, beside: Math.max(0, seconds - within) };
}

/**
 * Lanes of one level run side by side but share one machine: the longest is the lower bound, their sum the upper. What the
 * plan took lies within the range; null: it has loaded a sample, and says nothing.
 */
export function wholeForecast(lanes: readonly Forecast[], plan: PlanTime | null): Forecast {
  const busy = lanes.filter(({ seconds }) => seconds > 0);
  if (busy.length === 0) return NOTHING;
  const basis = basisOver(busy);
  // The basis of each names the plan's time: then it is that of the whole plan.
  if (plan !== null && busy.every((one) => isUnknown(one))) return { ...unknownWriting(plan.seconds), basis };
  const beside = plan?.beside ?? 0;
  const sum = (of: (forecast: Forecast) => number) => busy.reduce((all, one) => all + of(one), beside);
  const [longest, seconds, most] = [
    Math.max(...busy.map(({ low }) => low)) + beside,
    sum((one) => one.seconds),
    sum((one) => one.high),
  ];
  const low = Math.min(longest, plan?.seconds ?? longest);
  return { seconds: Math.max(seconds, low), low, high: Math.max(most, plan?.seconds ?? most), basis };
}

function isUnknown({ basis }: Forecast): boolean {
  return basis.endsWith('times that');
}

/** How many lanes each basis is of, where there are several. */
function basisOver(lanes: readonly Forecast[]): string {
  const bases = [...new Set(lanes.map(({ basis }) => basis))];
  const [only = ''] = bases;
  if (bases.length === 1) return only;
  const lanesOf = (basis: string) => lanes.filter((one) => one.basis === basis).length;
  return bases.map((basis) => `${lanesOf(basis)} of ${lanes.length} lanes: ${basis}`).join('; ');
}
