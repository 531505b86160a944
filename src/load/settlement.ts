/** The settlement of a batch: what every way to write has in common, for each to add what it knows besides. */
import { type LaneDeps, laneRef, laneScope } from '../extract/lane-deps.ts';
import type { Settlement } from '../ledger/batches/rows.ts';
import { NO_OUTCOMES } from '../model/outcome.ts';
import { beforeImages, isWritten, landReceipt, writtenRow } from './bookkeeping.ts';
import type { WriteResult } from './record-progress.ts';

/**
 * Lands the receipt of the results, which must be there before the ledger refers to it, and returns what follows from them
 * alone: no outcomes, no record mapped, nothing deferred. Repeats safely.
 */
export async function settlementOfWrites(
  deps: LaneDeps,
  batch: string,
  results: readonly WriteResult[],
): Promise<Settlement> {
  const receipt = await landReceipt(deps, batch, results);
  return {
    ref: laneRef(deps),
    scope: laneScope(deps),
    mapping: mappingName(deps),
    batch: null,
    summary: { batch, counts: NO_OUTCOMES, ...(receipt && { receipt }) },
    outcomes: [],
    mapped: [],
    written: results.filter(isWritten).map((result) => writtenRow(deps, result)),
    contributions: [],
    beforeImages: beforeImages(results),
    deferred: [],
    patched: [],
    losses: [],
    findings: [],
    reviews: [],
  };
}

/** `name@version#hash`: which mapping a receipt was produced by. */
function mappingName({ mapping }: LaneDeps): string {
  return `${mapping.name}@${mapping.version}#${mapping.hash}`;
}
