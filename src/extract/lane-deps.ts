/** What the steps of a lane are given: its source and target, the mapping, the ledger and the landing. */
import type { Source, Target } from '../connectors/port.ts';
import type { Landing } from '../landing/port.ts';
import type { BatchesLedger } from '../ledger/batches/port.ts';
import type { PeopleLedger } from '../ledger/people/port.ts';
import type { RecordsLedger } from '../ledger/records/port.ts';
import type { LaneScope } from '../ledger/records/rows.ts';
import type { RunsLedger } from '../ledger/runs/port.ts';
import type { JsonObject } from '../model/json.ts';
import type { MappingFacts } from '../model/mapping-facts.ts';
import type { MapResult, SourceRecord } from '../model/record.ts';
import type { LanePlan, LaneRef, RunPlan } from '../model/run.ts';
import type { FieldPath } from '../model/source-fields.ts';

/** The part of a compiled mapping that loading needs. `map` never throws. */
export interface LaneMapping {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  map(record: SourceRecord, system: string): MapResult;
  /** Which source fields it names, and what its tables are fed by. */
  readonly facts?: Pick<MappingFacts, 'uses' | 'ignores' | 'rules'>;
  /** Which top-level fields of the target hang on a path of the record, and on nothing that a record mentions. */
  readonly fed?: {
    fedBy(path: FieldPath): readonly string[];
    unmentioned(data: JsonObject): readonly string[];
  };
}

/** What the steps of a lane ask of the ledger. */
export type LaneLedger = BatchesLedger &
  RecordsLedger &
  Pick<RunsLedger, 'knownRecords'> &
  Pick<PeopleLedger, 'mergedContributions' | 'liveDuplicates'>;

/** Opened for one step of one lane; steps close nothing of it. The target of a plan writes nothing. */
export interface LaneDeps {
  readonly run: RunPlan;
  readonly lane: LanePlan;
  readonly source: Source;
  readonly target: Target;
  readonly mapping: LaneMapping;
  readonly ledger: LaneLedger;
  readonly landing: Landing;
  readonly now: () => Date;
  /** Called between steps; may throw to stop the step where it stands. */
  readonly heartbeat: () => void;
}

/** Names the lane within its run. Pure. */
export function laneRef(deps: LaneDeps): LaneRef {
  return { run: deps.run.run, lane: deps.lane.lane };
}

/** Names the lane across runs, at the target instance that the run writes to; a plan's is its own copy of the record map. Pure. */
export function laneScope(deps: LaneDeps): LaneScope {
  const { lane, run } = deps;
  return {
    targetInstance: run.targetInstance,
    route: run.route,
    lane: lane.lane,
    source: lane.source,
    entity: lane.entity,
  };
}
