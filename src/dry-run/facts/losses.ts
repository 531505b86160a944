/** What would be lost, by lane, code and field, and which of it its owner has accepted. */
import type { LossRow } from '../../ledger/records/report-rows.ts';
import { messageOf } from '../../model/message.ts';
import type { PlanLoss } from '../../model/plan-facts/losses.ts';
import type { LanePlan } from '../../model/run.ts';
import type { PlanFactsRequest } from './facts-request.ts';

/** The most frequent first. */
export function lossesOf(
  { mappings }: Pick<PlanFactsRequest, 'mappings'>,
  lanes: readonly LanePlan[],
  rows: readonly LossRow[],
): readonly PlanLoss[] {
  const hashes = new Map(lanes.map(({ lane, mappingHash }) => [lane, mappingHash]));
  return groupedLosses(rows).map((loss) => {
    const accepts = mappings.get(hashes.get(loss.lane) ?? '')?.facts.accepts ?? [];
    const accepted = accepts.find(({ code, field }) => code === loss.code && field === loss.field);
    return { ...loss, accepted: accepted === undefined ? null : { by: accepted.by, because: accepted.because } };
  });
}

/** Losses in items of lists count under one field; the most frequent first, equals by lane, code and field. */
export function groupedLosses(rows: readonly LossRow[]): readonly Omit<PlanLoss, 'accepted'>[] {
  const groups = new Map<string, Omit<PlanLoss, 'accepted'>>();
  for (const { lane, code, path, count, exampleKey, ...words } of rows) {
    const field = path.replace(/\[\d+\]/g, '[]');
    const name = `${lane}\n${code}\n${field}`;
    const known = groups.get(name);
    groups.set(name, {
      lane,
      code,
      field,
      exampleKey,
      ...(known ?? messageOf(words)),
      count: count + (known?.count ?? 0),
    });
  }
  return [...groups].sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1)).map(([, loss]) => loss);
}
