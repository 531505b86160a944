/** Applies decisions by runs: which landed records they touch, in every route into the target, and the runs over them. */
import type { PeopleLedger } from '../ledger/people/port.ts';
import type { Decisions, LaneRecord } from '../ledger/people/rows.ts';
import type { WantedRecords } from '../ledger/runs/rows.ts';
import { PARENTS } from '../model/entities/relations.ts';
import { systemOf } from '../model/record.ts';
import type { Checked } from '../people/check.ts';
import { newRunId } from '../runs/prepare.ts';
import type { LandedRun } from '../runs/retry.ts';
import { planRetry, type RanLanes, ranLanes } from '../runs/retry-plan.ts';
import type { Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { runLanded, type TargetSession } from './landing-runs.ts';

/** What people decided, checked against what is known at this moment. */
export interface ToApply {
  readonly decisions: Omit<Decisions, 'run'>;
  readonly checked: Checked;
  /** Only show what would be done. */
  readonly plan: boolean;
}

/** Keeps the decisions and follows the runs that apply them. Those that touch no record are only kept; with nothing new, nothing is done. */
export async function applyDecisions(context: Context, session: TargetSession, toApply: ToApply): Promise<ExitCode> {
  const { decisions, checked } = toApply;
  const { output } = context;
  const { merge, apart, claim, split } = decisions;
  const counts = { merged: merge, apart: apart.length, claimed: claim.length, split, already: checked.already };
  const give = (runs: readonly unknown[]) => output.give({ ...counts, warnings: checked.warnings, runs });
  const moves = merge.length + claim.length + split.length > 0;
  if (!moves && apart.length === 0) {
    output.say('Nothing to do.');
    give([]);
    return EXIT.done;
  }
  const runs = moves ? await runsFor(session, decisions) : [];
  if (toApply.plan) {
    output.say(
      runs.length === 0 ? 'No record has to be loaded again.' : 'These lanes would be loaded again from what landed:',
    );
    for (const { wanted, plan } of runs) for (const line of wanted) output.say(`  ${plan.route}  ${shown(line)}`);
    give([]);
    return EXIT.done;
  }
  const run = runs.at(-1)?.plan.run ?? null;
  const decided = () => session.runtime.ledger.decide({ ...decisions, run });
  const { exit, outcomes } = await runLanded(context, session, { runs, decided });
  give(outcomes);
  return exit;
}

function shown({ lane, keys }: WantedRecords): string {
  return `${lane}: ${keys === 'loaded' ? 'all records that were loaded; only what differs is written' : `${keys.length} records`}`;
}

/** One run a route. Lanes that refer to the entity load all their records again, its own lanes the source records behind the decisions. */
async function runsFor(
  { runtime, targetInstance }: TargetSession,
  decisions: Omit<Decisions, 'run'>,
): Promise<readonly LandedRun[]> {
  const { ledger } = runtime;
  const touched = await touchedRecords(ledger, targetInstance, decisions);
  const routes = ranLanes(await ledger.plansOf(targetInstance));
  return routes.flatMap((ran) => {
    const wanted = wantedOf(ran, decisions, touched);
    if (wanted.length === 0) return [];
    const run = newRunId(new Date());
    return [{ plan: planRetry({ ...ran, run, targetInstance, wanted }), pins: [], wanted }];
  });
}

/** Source records behind those merged, split or matched, and behind those they belong to: both are loaded again, with their sources' fields merged anew. */
async function touchedRecords(
  ledger: PeopleLedger,
  targetInstance: string,
  { merge, claim, split, entity }: Omit<Decisions, 'run'>,
): Promise<readonly LaneRecord[]> {
  const merges = await ledger.identityMerges(targetInstance, entity);
  const joined = new Set([...split, ...merge.map(({ to }) => to)]);
  const ends = merges.filter(({ from }) => joined.has(from)).map(({ final }) => final);
  const keys = [...merge.flatMap(({ from, to }) => [from, to]), ...claim.map(({ externalKey }) => externalKey)];
  const shared = (await ledger.knownMasters(targetInstance, entity)).filter(({ aliases }) =>
    aliases.some(({ ownKey }) => split.includes(ownKey)),
  );
  const behind = await ledger.recordsBehind(targetInstance, [
    ...keys,
    ...ends,
    ...split,
    ...shared.map(({ key }) => key),
  ]);
  return [...behind, ...claim.map(({ review }) => review)];
}

function wantedOf(
  { route, lanes }: RanLanes,
  { entity, merge }: Omit<Decisions, 'run'>,
  touched: readonly LaneRecord[],
): readonly WantedRecords[] {
  const merged = new Set(merge.map(({ from }) => systemOf(from)));
  return lanes.flatMap(({ lane, source, entity: loaded }): WantedRecords[] => {
    if (PARENTS[loaded].includes(entity)) return [{ lane, keys: 'loaded' }];
    if (loaded !== entity) return [];
    const own = touched.filter((one) => one.route === route && one.lane === lane);
    const keys = [...new Set(own.map(({ sourceKey }) => sourceKey))];
    // A placeholder has no source record: a lane of its source tombstones it without loading any.
    return keys.length > 0 || merged.has(source) ? [{ lane, keys }] : [];
  });
}
