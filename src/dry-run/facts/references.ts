/** References that lead nowhere or in circles, and records that differ in nothing but their keys. */
import type { LossRow } from '../../ledger/records/report-rows.ts';
import type { ReferenceFacts } from '../../model/plan-facts/references.ts';
import type { LanePlan } from '../../model/run.ts';
import { some } from '../profile/bounded-count.ts';
import type { PlanFactsRequest } from './facts-request.ts';

const MOST_DANGLING = 100;
/** Losses of references whose record is missing: when the record was mapped, or after everything was loaded. */
const DANGLING: readonly string[] = ['reference-missing', 'reference-dangling'];

/** `cycles`: over all lanes, since records of one entity may come from several. */
export async function referencesOf(
  request: PlanFactsRequest,
  rows: readonly LossRow[],
  cycles: ReferenceFacts['cycles'],
): Promise<ReferenceFacts> {
  const { row, ledger } = request;
  const lanes = new Map(row.plan.levels.flat(2).map((lane) => [lane.lane, lane]));
  const equal = await ledger.equalRecords(row.run);
  const groups = equal.shown.flatMap(({ lane, keys }) => {
    const entity = lanes.get(lane)?.entity;
    return entity === undefined ? [] : [{ entity, keys }];
  });
  return {
    dangling: some(danglingOf(request, lanes, rows), MOST_DANGLING),
    cycles,
    duplicates: { total: equal.total, records: equal.records, shown: groups },
  };
}

/** By lane, field and whether it was told when the record was mapped or after all were loaded; those of most records first. A field that holds a text with links in it refers to no one entity. */
function danglingOf(
  { mappings }: PlanFactsRequest,
  lanes: ReadonlyMap<string, LanePlan>,
  rows: readonly LossRow[],
): ReferenceFacts['dangling']['shown'] {
  const dangling = rows.filter(({ code }) => DANGLING.includes(code));
  return dangling.map(({ lane, path: field, records, exampleKey }) => {
    const rules = mappings.get(lanes.get(lane)?.mappingHash ?? '')?.facts.rules ?? [];
    const entity = rules.find(({ target, reference }) => target === field && reference !== null)?.reference?.entity;
    return { lane, field, entity: entity ?? null, records, exampleKey };
  });
}
