/** Holds a lane to its equation: what the source counts = what was read = what became of it, with nothing left waiting. */
import type { FindingRow, LaneTotals } from '../ledger/port.ts';
import { OUTCOMES, type OutcomeCounts } from '../model/outcome.ts';
import type { LaneSettlement, Settled, Tally } from '../model/run.ts';
import { type LaneDeps, laneRef, laneScope } from './deps.ts';
import { editedFields } from './edited-fields.ts';

/** Counts anew each time it is called, from the source and the ledger; keeps how the lane stands, and people's edits as findings. */
export async function settleLane(deps: LaneDeps): Promise<LaneSettlement> {
  await findEdits(deps);
  const totals = await deps.ledger.laneTotals(laneRef(deps));
  const tally = await tallyOf(deps);
  const { enumerated, outcomes, placeholders, deferredLeft } = totals;
  const differences = differencesOf(tally, totals);
  const settlement: LaneSettlement = {
    lane: deps.lane.lane,
    entity: deps.lane.entity,
    tally,
    enumerated,
    outcomes,
    placeholders,
    deferredLeft,
    settled: verdict(tally, differences),
    differences,
  };
  await deps.ledger.recordSettlement(laneRef(deps), settlement);
  return settlement;
}

/** Only a whole reading can be held to the source's count. */
async function tallyOf({ run, source, lane }: LaneDeps): Promise<Tally> {
  if (run.mode === 'full' || run.mode === 'plan') return source.tally(lane.sourceEntity);
  return { count: null, how: `a ${run.mode} run reads only a part of the source` };
}

/** What doesn't add up, in sentences for the report. */
function differencesOf(tally: Tally, totals: LaneTotals): string[] {
  const { enumerated, outcomes, deferredLeft, unloadedBatches, readDone, refusedPatches } = totals;
  const ended = sum(outcomes);
  return [
    ...when(!readDone, 'the source was not read to its end'),
    ...when(unloadedBatches > 0, `${unloadedBatches} landed batches were not loaded`),
    ...when(
      tally.count !== null && tally.count !== enumerated,
      `the source counts ${tally.count}, ${enumerated} were read`,
    ),
    ...when(enumerated !== ended, `${enumerated} were read, ${ended} ended in an outcome`),
    ...when(deferredLeft > 0, `${deferredLeft} deferred references are left`),
    ...when(refusedPatches > 0, `the target refused the deferred references of ${refusedPatches} records`),
  ];
}

function when(holds: boolean, difference: string): string[] {
  return holds ? [difference] : [];
}

function sum(counts: OutcomeCounts): number {
  return OUTCOMES.reduce((total, kind) => total + counts[kind], 0);
}

/** A count that isn't available never makes a lane green. */
function verdict(tally: Tally, differences: readonly string[]): Settled {
  if (differences.length > 0) return false;
  return tally.count === null ? 'unproven' : true;
}

/** What people edited in the target since we wrote it: kept, and reported once per run and record. */
async function findEdits(deps: LaneDeps): Promise<void> {
  const { target, lane, ledger } = deps;
  if (target.edited === undefined) return;
  for await (const keys of target.edited(lane.entity, lane.source)) {
    deps.heartbeat();
    const ours = await ledger.laneKeys(laneScope(deps), keys);
    if (ours.length === 0) continue;
    const found = await editedFields(deps, ours);
    const findings = found.map(
      ({ key, fields }): FindingRow => ({ lane: lane.lane, code: 'edited-in-console', key, fields }),
    );
    await ledger.recordFindings(laneRef(deps), findings);
  }
}
