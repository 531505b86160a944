/** Maps the records of a batch while detecting schema drift at their source, and applies the route's drift policies. */
import { StuckError } from '../../errors.ts';
import { type LaneDeps, type LaneMapping, laneScope } from '../../extract/lane-deps.ts';
import type { SeenRow } from '../../ledger/records/drift-rows.ts';
import type { RecordsLedger } from '../../ledger/records/port.ts';
import { problem } from '../../messages/make.ts';
import { DEFAULT_DRIFT, DRIFT_KINDS, type DriftPolicies, type DriftPolicy } from '../../model/drift.ts';
import { askedTables, comparableValues } from '../../model/drift-tables.ts';
import { furtherProblems } from '../../model/further-problems.ts';
import type { Problem } from '../../model/outcome.ts';
import type { Mapped, MapResult, Quarantined, SourceRecord, UnknownValue } from '../../model/record.ts';
import type { RunPlan } from '../../model/run.ts';
import { spellPath } from '../../model/source-fields.ts';
import { type DriftWatch, type Novelty, openWatch } from './detect.ts';
import { clearField, discarded, withoutNames, withoutSource } from './discard.ts';
import { type GoneWatch, openGoneWatch } from './gone.ts';
import { withoutGone, withUnsaid } from './unsaid.ts';

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
  const comparable = comparableValues(
    askedTables(mapping.facts?.rules ?? []),
    await ledger.tablesBefore(laneScope(deps)),
  );
  const policies = policiesOf(lane.drift, run);
  const watch = openWatch({ before, comparable, policies, expected: expectedBy(mapping) });
  const gone = openGoneWatch({ before, policy: policies.gone, lane });
  const frozen = new Map<string, Novelty>();
  return {
    map: (record) => {
      if (record.problem !== undefined) return mapping.map(record, lane.source);
      const { result, found } = mapWatched(deps, { watch, gone }, record);
      for (const one of found) {
        if (one.policy === 'freeze') frozen.set(`${one.kind}\0${one.field}\0${one.what}`, one);
      }
      return result;
    },
    frozen: () => [...frozen.values()],
    seen: () => [...watch.seen(), ...gone.seen()],
  };
}

/** A plan is never held: what would hold a run is a finding there. */
function policiesOf(policies: DriftPolicies = DEFAULT_DRIFT, { mode }: RunPlan): DriftPolicies {
  if (mode !== 'plan') return policies;
  const planned = (policy: DriftPolicy) => (policy === 'freeze' ? 'evolve' : policy);
  return {
    field: planned(policies.field),
    type: planned(policies.type),
    value: planned(policies.value),
    gone: planned(policies.gone),
  };
}

function expectedBy({ facts }: LaneMapping): ReadonlySet<string> {
  const ignored = (facts?.ignores ?? []).flatMap(({ field, names }) => [field, ...names.slice(0, 1)]);
  return new Set([...(facts?.uses ?? []), ...ignored]);
}

interface Watched {
  readonly result: MapResult;
  readonly found: readonly Novelty[];
}

interface Watches {
  readonly watch: DriftWatch;
  readonly gone: GoneWatch;
}

function mapWatched(deps: LaneDeps, { watch, gone }: Watches, record: SourceRecord): Watched {
  const fresh = watch.addFields(record.data);
  const left = fresh.filter(({ policy }) => policy === 'discard');
  const given = left.length === 0 ? record : { ...record, data: withoutNames(record.data, left) };
  const result = withUnsaid(deps, given.data, deps.mapping.map(given, deps.lane.source));
  // A record that a rule excludes stays excluded, whatever else is new about it.
  if (result.kind === 'excluded') return { result, found: [] };
  gone.add();
  if (gone.gone.length + fresh.length === 0 && result.unknown === undefined) return { result, found: NOTHING };
  const values = watch.addValues(result.unknown ?? []);
  const found = [...gone.gone, ...fresh, ...values];
  const discard = () => withoutGone(deps, gone.gone, withoutValues(deps, { given, result, values }));
  return { result: decide(found, discard, result), found };
}

const NOTHING: readonly Novelty[] = [];

/** The strictest policy decides. A lane that freezes writes nothing of the batch, so its records may end as they like. */
function decide(found: readonly Novelty[], discard: () => MapResult, result: Mapped | Quarantined): MapResult {
  const { key } = result;
  const [first, ...others] = found.filter(({ policy }) => policy === 'quarantine').map(problemOf);
  if (first !== undefined)
    return { kind: 'quarantined', key, ...furtherProblems(first, [...others, ...ownOf(result, found)]) };
  const excluding = found.find(({ policy }) => policy === 'discard-record');
  if (excluding !== undefined) return { kind: 'excluded', key, rule: `new ${nameOf(excluding)} at the source (drift)` };
  const left = found.filter(({ policy }) => policy === 'discard');
  if (left.length === 0) return result;
  const cleared = discard();
  if (cleared.kind !== 'mapped') return cleared;
  // What is left in the target since its source is gone is counted where it is known whether the target has it.
  const lost = left.filter(({ kind }) => kind !== 'gone').map(discarded);
  return { ...cleared, losses: [...cleared.losses, ...lost] };
}

/** What the mapping itself has against the record, less that a table doesn't list what is told as new already. */
function ownOf(result: Mapped | Quarantined, found: readonly Novelty[]): readonly Problem[] {
  if (result.kind === 'mapped') return [];
  const isTold = ({ code, path }: Problem) =>
    code === 'value-unknown' && found.some(({ kind, field }) => kind === 'value' && field === withoutIndices(path));
  return [result.problem, ...(result.also ?? [])].filter((one) => !isTold(one));
}

function withoutIndices(path: string): string {
  return path.replace(/\[\d+\]/g, '[]');
}

/** Values are contents: only their field is named. */
function nameOf({ kind, field, what }: Novelty): string {
  if (kind === 'value') return `value of ${field}`;
  if (kind === 'gone') return `field ${spellPath(JSON.parse(field))} that is gone`;
  return kind === 'field' ? `field ${field}` : `type of ${field} (${what})`;
}

function problemOf({ kind, field, what }: Novelty) {
  if (kind === 'type') return problem({ code: 'drift-type', path: field, params: { field, type: what } });
  const shown = kind === 'gone' ? spellPath(JSON.parse(field)) : field;
  return problem({ code: `drift-${kind}`, path: shown, params: { field: shown } });
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
  return withoutIndices(problem.path) === field;
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
  const names = [...new Set(things.map((one) => (one.kind === 'gone' ? nameOf(one) : `new ${nameOf(one)}`)))].sort();
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  const what = things.every(({ kind }) => kind === 'gone')
    ? 'lacks what earlier runs read'
    : 'holds what no earlier run saw, or lacks what they read';
  throw new StuckError(`${lane.lane} ${what}: ${names.slice(0, SHOWN).join(', ')}${more}`, {
    code: 'source-drifted',
    hint: `ferry status ${run.run} lists it; to take the source as it is now and go on: ferry resume ${run.run}`,
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
  const policies = lane.drift ?? DEFAULT_DRIFT;
  const kinds = DRIFT_KINDS.filter((kind) => policies[kind] === 'freeze');
  const { source, entity } = lane;
  const scope = { targetInstance: plan.targetInstance, route: plan.route, lane: name, source, entity };
  await ledger.acceptDrift(scope, plan.run, kinds);
}
