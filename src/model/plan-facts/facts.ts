/** The facts of a plan as a whole; each of its lists is described in the file of its section. */
import type { PlanFinding } from '../finding.ts';
import type { Settled } from '../settlement.ts';
import type { FieldCoverage, LaneCoverage } from './coverage.ts';
import type { DriftFact } from './drift.ts';
import type { ImpactFacts } from './impact.ts';
import type { Inventory } from './inventory.ts';
import type { Forecast, PlanLane } from './lanes.ts';
import type { PlanLoss } from './losses.ts';
import type { MasterFacts } from './masters.ts';
import type { QuarantineGroup } from './quarantine.ts';
import type { ReferenceFacts } from './references.ts';
import type { Sample } from './samples.ts';
import type { ObservedTable } from './values.ts';

/** Of plan.json; raised when the meaning of its fields changes. */
export const FACTS_FORMAT = 3;

/**
 * Everything a dry run found out, as `plan.json` holds it and the report shows it. Lists are bounded: they say how many there
 * are in all and hold the first few; every single record is in the CSV files beside the report. Samples and examples hold
 * contents of records.
 */
export interface PlanFacts {
  /** The version of this shape. */
  readonly format: typeof FACTS_FORMAT;
  readonly run: string;
  readonly route: string;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  readonly reads: 'source' | 'landing';
  readonly target: {
    readonly kind: string;
    readonly version: string | null;
    readonly instance: string;
    readonly production: boolean;
  };
  readonly settled: Settled;
  readonly seconds: number;
  readonly findings: readonly PlanFinding[];
  readonly lanes: readonly PlanLane[];
  readonly forecast: Forecast;
  readonly remarks: readonly { readonly source: string; readonly message: string }[];
  readonly inventory: readonly Inventory[];
  readonly coverage: readonly LaneCoverage[];
  readonly fields: readonly FieldCoverage[];
  readonly tables: readonly ObservedTable[];
  readonly masters: readonly MasterFacts[];
  readonly references: ReferenceFacts;
  readonly losses: readonly PlanLoss[];
  readonly quarantined: readonly QuarantineGroup[];
  readonly excluded: readonly {
    readonly lane: string;
    readonly rule: string;
    readonly count: number;
    readonly exampleKey: string;
  }[];
  readonly samples: readonly Sample[];
  readonly drift: readonly DriftFact[];
  /** Where a source holds more than is remembered, so that single new things can't be told; `field` null: fields themselves. */
  readonly driftUnjudged: readonly { readonly lane: string; readonly field: string | null }[];
  /** Lanes that an earlier run has read whole: what is new is told of these alone. */
  readonly driftLanes: readonly string[];
  readonly impact: readonly ImpactFacts[];
}
