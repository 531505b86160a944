/** Masters as they would be after the run: matched, placeholders, ambiguous, duplicate, and which source owns which field. */
import { MASTERS } from '../../model/entity.ts';
import type { MasterFacts } from '../../model/plan-facts/masters.ts';
import type { LanePlan } from '../../model/run.ts';
import { some } from '../profile/bounded-count.ts';
import type { PlanFactsRequest } from './facts-request.ts';

/** Duplicates listed by key. */
const MOST_DUPLICATES = 50;

/** One for every master entity that a lane of the plan loads. */
export async function mastersOf(
  { row, ledger }: PlanFactsRequest,
  lanes: readonly LanePlan[],
): Promise<readonly MasterFacts[]> {
  const { plan, run } = row;
  const entities = MASTERS.filter((entity) => lanes.some((lane) => lane.entity === entity));
  const made: MasterFacts[] = [];
  for (const entity of entities) {
    const own = lanes.filter((lane) => lane.entity === entity);
    const precedence = own[0]?.precedence ?? [];
    const rows = await ledger.masterRows({ targetInstance: plan.targetInstance, entity, precedence });
    const listed = await Promise.all(
      own.map(({ lane }) => ledger.quarantineList({ run, lane, code: 'identity-duplicate', limit: 1_000 })),
    );
    const duplicates = listed.flat().map(({ key, lane }) => ({ key, lane, name: key }));
    made.push({ entity, ...rows, duplicates: some(duplicates, MOST_DUPLICATES), owners: byField(rows.owners) });
  }
  return made;
}

function byField(
  owners: readonly { readonly field: string; readonly source: string; readonly count: number }[],
): MasterFacts['owners'] {
  const fields = [...new Set(owners.map(({ field }) => field))];
  return fields.map((field) => ({
    field,
    sources: owners.filter((one) => one.field === field).map(({ source, count }) => ({ name: source, count })),
  }));
}
