/** Maps the records of a batch while detecting schema drift at their source, and applies the route's drift policies. */
import { StuckError } from '../../errors.ts';
import { type LaneDeps, type LaneMapping, laneScope } from '../../extract/lane-deps.ts';
import type { SeenRow } from '../../ledger/records/drift-rows.ts';
import type { RecordsLedger } from '../../ledger/records/port.ts';
import { problem } from '../../messages/make.ts';
import { DRIFT_KINDS, type DriftPolicies, type DriftPolicy, EVOLVE } from '../../model/drift.ts';
import type { Mapped, MapResult, Quarantined, SourceRecord, UnknownValue } from '../../model/record.ts';
import type { RunPlan } from '../../model/run.ts';
import { type DriftWatch, type Novelty, openWatch } from './detect.ts';
import { clearField, discarded, withoutNames, withoutSource } from './discard.ts';

/** A mapping that applies the lane's drift policies, and what it found so far. */
export interface DriftGuard {
  map(record: SourceRecord): MapResult;
  /** New things whose policy is to freeze, which hold the lane; empty: nothing does. */
  frozen(): readonly Novelty[];
  seen(): readonly SeenRow[];
}

/** How a record ends depends on the record and on what earlier runs saw, never on other records of this run. */
export async function guardDrift(deps: LaneDeps): Promise<DriftGuard> {
  const { mapping, lane, ledger, run } = deps;
  const before = await ledger.seenBefore(laneScope(deps), run.run);
  const watch = openWatch({ before, policies: policiesOf(lane.drift, run), expected: expectedBy(mapping) });
  const frozen = new Map<string, Novelty>();
  return {
    map: (record) => {
      if (record.problem !== undefined) return mapping.map(record, lane.source);
      const { result, found } = mapWatched(deps, watch, record);
      for (const one of found) {
        if (one.policy === 'freeze') frozen.set(`${one.kind}\0${one.field}\0${one.what}`, one);
      }
      return result;
    },
    frozen: () => [...frozen.values()],
    seen: () => watch.seen(),
  };
}

/** A plan is never held: what would hold a run is a finding there. */
function policiesOf(policies: DriftPolicies = EVOLVE, { mode }: RunPlan): DriftPolicies {
  if (mode !== 'plan') return policies;
  const planned = (policy: DriftPolicy) => (policy === 'freeze' ? 'evolve' : policy);
  return { field: planned(policies.field), type: planned(policies.type), value: planned(policies.value) };
}

function expectedBy({ facts }: LaneMapping): ReadonlySet<string> {
  const ignored = (facts?.ignores ?? []).map(({ field }) => field.replace(/[.[].*$/s, ''));
  return new Set([...(facts?.uses ?? []), ...ignored]);
}

interface Watched {
  readonly result: MapResult;
  readonly found: readonly Novelty[];
}

function mapWatched(deps: LaneDeps, watch: DriftWatch, record: SourceRecord): Watched {
  const fresh = watch.addFields(record.data);
  const left = fresh.filter(({ policy }) => policy === 'discard');
  const given = left.length === 0 ? record : { ...record, data: withoutNames(record.data, left) };
  const result = deps.mapping.map(given, deps.lane.source);
  // A record that a rule excludes stays excluded, whatever else is new about it.
  if (result.kind === 'excluded') return { result, found: [] };
  if (fresh.length === 0 && result.unknown === undefined) return { result, found: NOTHING };
  const values = watch.addValues(result.unknown ?? []);
  const found = [...fresh, ...values];
  return { result: decide(found, () => withoutValues(deps, { given, result, values }), result), found };
}

const NOTHING: readonly Novelty[] = [];

/** The strictest policy decides. A lane that freezes writes nothing of the batch, so its records may end as they like. */
function decide(found: readonly Novelty[], discard: () => MapResult, result: Mapped | Quarantined): MapResult {
  const { key } = result;
  const quarantining = found.find(({ policy }) => policy === 'quarantine');
  if (quarantining !== undefined) return { kind: 'quarantined', key, problem: problemOf(quarantining) };
  const excluding = found.find(({ policy }) => policy === 'discard-record');
  if (excluding !== undefined) return { kind: 'excluded', key, rule: `new ${nameOf(excluding)} at the source (drift)` };
  const left = found.filter(({ policy }) => policy === 'discard');
  if (left.length === 0) return result;
  const cleared = discard();
  return cleared.kind === 'mapped' ? { ...cleared, losses: [...cleared.losses, ...left.map(discarded)] } : cleared;
}

/** Values are contents: only their field is named. */
function nameOf({ kind, field, what }: Novelty): string {
  if (kind === 'value') return `value of ${field}`;
  return kind === 'field' ? `field ${field}` : `type of ${field} (${what})`;
}

function problemOf({ kind, field, what }: Novelty) {
  if (kind === 'type') return problem({ code: 'drift-type', path: field, params: { field, type: what } });
  return problem({ code: `drift-${kind}`, path: field, params: { field } });
}

interface Discarding {
  readonly given: SourceRecord;
  readonly result: Mapped | Quarantined;
  readonly values: readonly Novelty[];
}

/** The table's field becomes null. Where its table quarantined the record for it, the record is mapped as if the source held nothing there. */
function withoutValues({ mapping, lane }: LaneDeps, { given, result, values }: Discarding): MapResult {
  const left = values.filter(({ policy }) => policy === 'discard');
  let current: MapResult = result;
  let { data } = given;
  for (const { field } of left) {
    if (current.kind !== 'quarantined' || !isAbout(current, field)) continue;
    data = withoutSource(data, mapping.facts, field);
    current = mapping.map({ ...given, data }, lane.source);
  }
  if (current.kind !== 'mapped') return current;
  return { ...current, fields: left.reduce((fields, { field }) => clearField(fields, field), current.fields) };
}

function isAbout({ problem }: Quarantined, field: UnknownValue['field']): boolean {
  return problem.path.replace(/\[\d+\]/g, '[]') === field;
}

/**
 * Throws StuckError `source-drifted` when the guard found something that the route freezes for, after recording it for
 * `takeFrozen`. To be called before anything of the batch is written.
 */
export async function holdWhenFrozen(deps: LaneDeps, guard: DriftGuard): Promise<void> {
  const things = guard.frozen();
  if (things.length === 0) return;
  const { run, lane, ledger } = deps;
  await ledger.recordDrift(
    laneScope(deps),
    run.run,
    things.map(({ kind, field, what }) => ({ kind, field, what })),
  );
  const names = [...new Set(things.map(nameOf))].sort();
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  throw new StuckError(`${lane.lane} holds what no earlier run saw: new ${names.slice(0, SHOWN).join(', ')}${more}`, {
    code: 'source-drifted',
    hint: `ferry status ${run.run} lists it; to take it as part of the source and go on: ferry resume ${run.run}`,
  });
}

const SHOWN = 5;

/** Accepts what held a frozen lane of the run, when a person resumes it: from then on it counts as known. Repeats safely. */
export async function takeFrozen(
  ledger: Pick<RecordsLedger, 'acceptDrift'>,
  plan: RunPlan,
  name: string,
): Promise<void> {
  const lane = plan.levels.flat(2).find((each) => each.lane === name);
  if (lane === undefined) return;
  const policies = lane.drift ?? EVOLVE;
  const kinds = DRIFT_KINDS.filter((kind) => policies[kind] === 'freeze');
  const { source, entity } = lane;
  const scope = { targetInstance: plan.targetInstance, route: plan.route, lane: name, source, entity };
  await ledger.acceptDrift(scope, plan.run, kinds);
}
