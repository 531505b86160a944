/** Checks the equation of a lane: the source count = the records known = the sum of their outcomes, with nothing left deferred. */

import { parseCursor } from '../extract/cursor.ts';
import { type LaneDeps, laneRef, laneScope } from '../extract/lane-deps.ts';
import type { LaneTotals } from '../ledger/batches/rows.ts';
import type { FindingRow } from '../ledger/records/report-rows.ts';
import type { LaneMark } from '../ledger/runs/rows.ts';
import { askedTables } from '../model/drift-tables.ts';
import { FINDING } from '../model/finding-codes.ts';
import { OUTCOMES, type OutcomeCounts } from '../model/outcome.ts';
import type { Mode } from '../model/run.ts';
import type { LaneSettlement, Settled, SourceCount } from '../model/settlement.ts';
import { editedFields } from './edited-fields.ts';
import { findOverLane } from './lane-findings.ts';
import { findUnexplained } from './unexplained-answers.ts';

/** Counts anew each time it is called, from the source and the ledger; records the settlement, and people's edits as findings. */
export async function settleLane(deps: LaneDeps): Promise<LaneSettlement> {
  await findEdits(deps);
  const totals = await deps.ledger.laneTotals(laneRef(deps));
  const distinct = totals.enumerated - totals.repeated;
  const known = isDelta(deps) ? await deps.ledger.knownRecords(laneScope(deps), deps.run.run) : distinct;
  const sourceCount = await sourceCountOf(deps, totals);
  const differences = [
    ...differencesOf(totals),
    ...countsDiffer(deps, { sourceCount, known }),
    ...(await findUnexplained(deps)),
  ];
  const { enumerated, outcomes, placeholders, deferredLeft } = totals;
  const counted: LaneSettlement = {
    lane: deps.lane.lane,
    entity: deps.lane.entity,
    sourceCount,
    enumerated,
    distinct,
    known,
    outcomes,
    placeholders,
    deferredLeft,
    settled: verdict({ sourceCount, known, differences }),
    differences,
  };
  const settlement = held(counted, await findOverLane(deps, counted));
  await recordSource(deps, settlement);
  await deps.ledger.recordSettlement(laneRef(deps), settlement, markOf(deps, totals, settlement));
  return settlement;
}

function held(counted: LaneSettlement, differences: readonly string[]): LaneSettlement {
  return differences.length === 0 ? counted : { ...counted, settled: false, differences };
}

/** What later runs compare their source with. Only a whole reading shows what a source holds; an empty one shows nothing. */
async function recordSource(deps: LaneDeps, { settled, enumerated }: LaneSettlement): Promise<void> {
  const { run, mapping, ledger } = deps;
  if (!LOADS_ALL.includes(run.mode) || isDelta(deps) || settled === false || enumerated === 0) return;
  await ledger.recordTables(laneScope(deps), run.run, askedTables(mapping.facts?.rules ?? []));
  if (run.mode === 'full') await ledger.recordBaseline(laneScope(deps), run.run);
}

/** A delta reads lanes whole of which it can't tell what changed. */
const LOADS_ALL: readonly Mode[] = ['full', 'delta'];

/** Whether the lane goes on from where an earlier run ended, instead of reading everything. */
function isDelta({ lane }: LaneDeps): boolean {
  return lane.since !== null;
}

/** Counts as of the watermark at which reading ended: what was added afterwards isn't missing. */
function sourceCountOf({ source, lane }: LaneDeps, { continuation }: LaneTotals): Promise<SourceCount> {
  return source.count(lane.sourceEntity, { where: lane.where, until: endOf(continuation) });
}

/** The source's own watermark at the end; null when reading stopped within a page, for which the source has none. */
function endOf(continuation: LaneTotals['continuation']): string | null {
  const { since, skip } = parseCursor(continuation);
  return skip === 0 ? since : null;
}

/**
 * The lane's new watermark; null: it stays where it is. The lane's own equation decides, not the run's: where it doesn't add
 * up, what is missing must be read again. Only runs that read the source itself move it.
 */
function markOf(deps: LaneDeps, totals: LaneTotals, { settled }: LaneSettlement): LaneMark | null {
  const { run, lane } = deps;
  const continuation = endOf(totals.continuation);
  if (settled === false || continuation === null || (run.mode !== 'full' && run.mode !== 'delta')) return null;
  return { continuation, mappingHash: lane.mappingHash, where: lane.where, whole: !isDelta(deps) };
}

/** What doesn't add up within the run, in sentences for the report. */
function differencesOf(totals: LaneTotals): string[] {
  const { enumerated, outcomes, deferredLeft, unloadedBatches, readDone, refusedPatches } = totals;
  const ended = sum(outcomes);
  return [
    ...when(!readDone, 'the source was not read to its end'),
    ...when(unloadedBatches > 0, `${unloadedBatches} landed batches were not loaded`),
    ...when(enumerated !== ended, `${enumerated} were read, ${ended} ended in an outcome`),
    ...when(deferredLeft > 0, `${deferredLeft} deferred references are left`),
    ...when(refusedPatches > 0, `the target refused the deferred references of ${refusedPatches} records`),
  ];
}

interface Counted {
  readonly sourceCount: SourceCount;
  readonly known: number | null;
}

/** Compares the source count with ours. After a delta a difference can't be traced to single records. */
function countsDiffer(deps: LaneDeps, { sourceCount: { count }, known }: Counted): string[] {
  if (count === null || known === null || count === known) return [];
  if (!isDelta(deps)) return [`the source counts ${count}, ${known} were read`];
  const what = count < known ? 'some left the source or the scope' : 'some were not read';
  return [`the source counts ${count}, ${known} are known since the last full run: ${what}; a full run settles it`];
}

function when(holds: boolean, difference: string): string[] {
  return holds ? [difference] : [];
}

function sum(counts: OutcomeCounts): number {
  return OUTCOMES.reduce((total, kind) => total + counts[kind], 0);
}

/** A count that isn't available never settles a lane. */
function verdict({ sourceCount, known, differences }: Counted & Pick<LaneSettlement, 'differences'>): Settled {
  if (differences.length > 0) return false;
  return sourceCount.count === null || known === null ? 'unproven' : true;
}

/** Finds what people edited in the target since we wrote it: kept, and reported once per run and record. */
async function findEdits(deps: LaneDeps): Promise<void> {
  const { target, lane, ledger } = deps;
  if (target.edited === undefined) return;
  for await (const keys of target.edited(lane.entity, lane.source)) {
    deps.heartbeat();
    const ours = await ledger.laneKeys(laneScope(deps), keys);
    if (ours.length === 0) continue;
    const found = await editedFields(deps, ours);
    const findings = found.map(
      ({ key, fields }): FindingRow => ({ lane: lane.lane, code: FINDING.editedInConsole, key, fields }),
    );
    await ledger.recordFindings(laneRef(deps), findings);
  }
}
