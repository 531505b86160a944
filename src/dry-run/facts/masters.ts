/** Masters as they would be after the run: matched, placeholders, ambiguous, duplicate, and which source owns which field. */
import { ENTITIES, type Entity, MASTERS } from '../../model/entity.ts';
import type { MasterFacts } from '../../model/plan-facts/masters.ts';
import type { QuarantineGroup } from '../../model/plan-facts/quarantine.ts';
import type { LanePlan } from '../../model/run.ts';
import { byCodeUnit } from '../profile/bounded-names.ts';
import type { PlanFactsRequest } from './facts-request.ts';

/** Duplicates listed by key. */
const MOST_DUPLICATES = 50;

/**
 * One for every master entity that a lane of the plan loads, and for every entity that the run would make placeholders of.
 * `quarantined`: how many records each reason quarantines.
 */
export async function mastersOf(
  { row, ledger }: PlanFactsRequest,
  lanes: readonly LanePlan[],
  quarantined: readonly Pick<QuarantineGroup, 'lane' | 'code' | 'count'>[],
): Promise<readonly MasterFacts[]> {
  const { plan, run } = row;
  const placeholders = new Map((await ledger.placeholdersMade(run)).map(({ entity, count }) => [entity, count]));
  const isLoaded = (entity: Entity) => MASTERS.includes(entity) && lanes.some((lane) => lane.entity === entity);
  const entities = ENTITIES.filter((entity) => isLoaded(entity) || placeholders.has(entity));
  const made: MasterFacts[] = [];
  for (const entity of entities) {
    const own = lanes.filter((lane) => lane.entity === entity);
    const precedence = own[0]?.precedence ?? [];
    const rows = await ledger.masterRows({ targetInstance: plan.targetInstance, entity, precedence });
    const refused = await Promise.all(
      own.map(({ lane }) => ledger.quarantineList({ run, lane, code: 'identity-duplicate', limit: 1_000 })),
    );
    const named = refused.flat().map(({ key, lane }) => ({ key, lane, name: key }));
    const shown = named.sort((a, b) => byCodeUnit(a.key, b.key)).slice(0, MOST_DUPLICATES);
    const duplicates = { total: duplicatesOf(own, quarantined), shown };
    const newPlaceholders = placeholders.get(entity) ?? 0;
    made.push({ entity, ...rows, newPlaceholders, duplicates, owners: byField(rows.owners) });
  }
  return made;
}

function duplicatesOf(
  own: readonly LanePlan[],
  quarantined: readonly Pick<QuarantineGroup, 'lane' | 'code' | 'count'>[],
): number {
  const groups = quarantined.filter(
    ({ lane, code }) => code === 'identity-duplicate' && own.some((one) => one.lane === lane),
  );
  return groups.reduce((sum, { count }) => sum + count, 0);
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
