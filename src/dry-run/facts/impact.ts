/** What changed mappings do to what is loaded, with a few records before and after. */

import type { LaneImpact } from '../../ledger/plans/profile-rows.ts';
import type { Ledger } from '../../ledger/port.ts';
import { sentenceOf } from '../../messages/sentence.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ImpactFacts } from '../../model/plan-facts/impact.ts';
import type { LanePlan } from '../../model/run.ts';
import { cut } from '../profile/bounded-count.ts';
import { shown } from '../profile/profiled-record.ts';

const MOST_TEXT = 500;

/** One lane of a plan over the landing; `from` null: no run has loaded the lane. */
export interface ImpactRequest {
  readonly run: string;
  readonly lane: LanePlan;
  readonly found: LaneImpact;
  readonly from: ImpactFacts['from'];
  /** What would be written of the records that samples are made of. */
  readonly planned: ReadonlyMap<string, JsonObject>;
}

/** Before: as the target holds the record now, people's edits included. After: as it would be written. */
export async function impactFacts(ledger: Pick<Ledger, 'imagesBefore'>, request: ImpactRequest): Promise<ImpactFacts> {
  const { run, lane, found, from, planned } = request;
  const { changedKeys, newlyExcluded, ...counts } = found;
  const excluded = newlyExcluded.shown.map((one) => ({ key: one.key, rule: sentenceOf('problem', one) }));
  const byRule = { total: newlyExcluded.total, shown: excluded };
  const before = await ledger.imagesBefore(run, changedKeys);
  const samples = changedKeys.flatMap((key) => {
    const after = planned.get(key);
    if (after === undefined) return [];
    const held = before.get(key) ?? {};
    const fields = Object.entries(after).map(([field, value]) => ({
      field,
      before: cut(shown(held[field]), MOST_TEXT),
      after: cut(shown(value), MOST_TEXT),
    }));
    return [{ key, fields }];
  });
  return {
    lane: lane.lane,
    from,
    to: { version: lane.mappingVersion, hash: lane.mappingHash },
    ...counts,
    newlyExcluded: byRule,
    samples,
  };
}
