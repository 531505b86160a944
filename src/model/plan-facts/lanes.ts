/** Section 1 of the report: lane by lane what there was to read, what would become of it, and how long a run would take. */
import type { Entity } from '../entity.ts';
import type { OutcomeCounts } from '../outcome.ts';
import type { Settled, SourceCount } from '../settlement.ts';

/** One lane: what there was to read, what would become of it, and how long a run would take. */
export interface PlanLane {
  readonly lane: string;
  readonly entity: Entity;
  readonly source: string;
  readonly sourceEntity: string;
  readonly mapping: { readonly name: string; readonly version: string; readonly hash: string; readonly file: string };
  /** Whether the version is locked, and unchanged since. */
  readonly lock: 'locked' | 'unlocked' | 'drifted';
  readonly where: string | null;
  /** The size of the sample, when only one was loaded; null: everything. */
  readonly sample: number | null;
  readonly sourceCount: SourceCount;
  readonly enumerated: number;
  readonly distinct: number;
  readonly outcomes: OutcomeCounts;
  readonly settled: Settled;
  readonly differences: readonly string[];
  readonly forecast: Forecast;
}

/** Seconds that a run would take, and how that is known. */
export interface Forecast {
  readonly seconds: number;
  readonly low: number;
  readonly high: number;
  /** Where the figures come from, in words. */
  readonly basis: string;
}
