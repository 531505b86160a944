/** What would be lost, by lane, code and field, and which of it its owner has accepted. */
import type { LossRow } from '../../ledger/records/report-rows.ts';
import { messageOf } from '../../model/message.ts';
import type { PlanLoss } from '../../model/plan-facts/losses.ts';
import type { LanePlan } from '../../model/run.ts';
import type { PlanFactsRequest } from './facts-request.ts';

/** As the ledger has them: those of most records first. */
export function lossesOf(
  { mappings }: Pick<PlanFactsRequest, 'mappings'>,
  lanes: readonly LanePlan[],
  rows: readonly LossRow[],
): readonly PlanLoss[] {
  const hashes = new Map(lanes.map(({ lane, mappingHash }) => [lane, mappingHash]));
  return rows.map(({ lane, code, path: field, count, records, exampleKey, ...words }) => {
    const accepts = mappings.get(hashes.get(lane) ?? '')?.facts.accepts ?? [];
    const accepted = accepts.find((one) => one.code === code && one.field === field);
    return {
      ...{ lane, code, field, count, records, exampleKey, ...messageOf(words) },
      accepted: accepted === undefined ? null : { by: accepted.by, because: accepted.because },
    };
  });
}
