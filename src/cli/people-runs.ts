/** From decisions to runs: which landed records they touch, in every route into the target, and the runs over them. */

import type { Decisions, LaneRecord } from '../ledger/people/rows.ts';
import type { Ledger } from '../ledger/port.ts';
import type { WantedRecords } from '../ledger/runs/rows.ts';
import { PARENTS } from '../model/entity.ts';
import { systemOf } from '../model/record.ts';
import type { Checked } from '../people/check.ts';
import { newRunId } from '../runs/prepare.ts';
import type { LandedRun } from '../runs/retry.ts';
import { planRetry, type RanLanes, ranLanes } from '../runs/retry-plan.ts';
import type { Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { runLanded, type TargetSession } from './landing-runs.ts';

/** What people decided, checked against what is known at this moment. */
export interface ToCarry {
  readonly decisions: Omit<Decisions, 'run'>;
  readonly checked: Checked;
  /** Only say what would be done. */
  readonly plan: boolean;
}

/** Keeps the decisions and follows their runs; with nothing to carry they are kept alone, with nothing new nothing is done. */
export async function carryDecisions(context: Context, place: TargetSession, toCarry: ToCarry): Promise<ExitCode> {
  const { decisions, checked } = toCarry;
  const { output } = context;
  const { merge, apart, claim, split } = decisions;
  const said = { merged: merge, apart: apart.length, claimed: claim.length, split, already: checked.already };
  const give = (runs: readonly unknown[]) => output.give({ ...said, warnings: checked.warnings, runs });
  const moves = merge.length + claim.length + split.length > 0;
  if (!moves && apart.length === 0) {
    output.say('Nothing to do.');
    give([]);
    return EXIT.done;
  }
  const runs = moves ? await runsFor(place, decisions) : [];
  if (toCarry.plan) {
    output.say(
      runs.length === 0 ? 'No record has to be carried.' : 'These lanes would be carried again from what landed:',
    );
    for (const { wanted, plan } of runs) for (const line of wanted) output.say(`  ${plan.route}  ${shown(line)}`);
    give([]);
    return EXIT.done;
  }
  const run = runs.at(-1)?.plan.run ?? null;
  const decided = () => place.runtime.ledger.decide({ ...decisions, run });
  const { exit, outcomes } = await runLanded(context, place, { runs, decided });
  give(outcomes);
  return exit;
}

function shown({ lane, keys }: WantedRecords): string {
  return `${lane}: ${keys === 'loaded' ? 'all that crossed; only what differs is written' : `${keys.length} records`}`;
}

/** One run a route: lanes that refer to the entity carry all that crossed, its own lanes what is behind the records decided. */
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

/** Those that are others now, and those they are: a record that gains another one's source or loses it is merged anew. */
async function touchedRecords(
  ledger: Ledger,
  targetInstance: string,
  { merge, claim, split, entity }: Omit<Decisions, 'run'>,
): Promise<readonly LaneRecord[]> {
  const standing = await ledger.identityMerges(targetInstance, entity);
  const ways = new Set([...split, ...merge.map(({ to }) => to)]);
  const ends = standing.filter(({ from }) => ways.has(from)).map(({ final }) => final);
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
  const ending = new Set(merge.map(({ from }) => systemOf(from)));
  return lanes.flatMap(({ lane, source, entity: carried }): WantedRecords[] => {
    if (PARENTS[carried].includes(entity)) return [{ lane, keys: 'loaded' }];
    if (carried !== entity) return [];
    const own = touched.filter((one) => one.route === route && one.lane === lane);
    const keys = [...new Set(own.map(({ sourceKey }) => sourceKey))];
    // A placeholder has no source record: a lane of its source ends it without carrying any.
    return keys.length > 0 || ending.has(source) ? [{ lane, keys }] : [];
  });
}
