/** Finds the run a command is about. */
import { UsageError } from '../errors.ts';
import type { RunsLedger } from '../ledger/runs/port.ts';
import type { RunRow } from '../ledger/runs/rows.ts';
import { nearest } from '../mapping/suggest.ts';

type FindRuns = Pick<RunsLedger, 'getRun' | 'listRuns' | 'listByMode'>;

/** Runs looked through when none is named. */
const RECENT = 200;

/** The run named. Throws UsageError `run-unknown`. */
export async function namedRun(ledger: FindRuns, run: string): Promise<RunRow> {
  const found = await ledger.getRun(run);
  if (found !== undefined) return found;
  const runs = await ledger.listRuns(RECENT);
  const near = nearest(
    run,
    runs.map((row) => row.run),
  );
  const hint = near === null ? 'ferry status lists the runs' : `did you mean ${near}?`;
  throw new UsageError(`there is no run ${run}`, { code: 'run-unknown', hint });
}

/** The run or plan named, or the newest run that hasn't ended. Throws UsageError `run-unknown`. */
export async function runUnderWay(ledger: FindRuns, run: string | undefined): Promise<RunRow> {
  if (run !== undefined) return namedRun(ledger, run);
  const newest = (await ledger.listByMode('run', RECENT)).find(({ finishedAt }) => finishedAt === null);
  if (newest !== undefined) return newest;
  throw new UsageError('no run is under way', { code: 'run-unknown', hint: 'ferry run starts one' });
}

/** The run or plan named, or the newest run of all. Throws UsageError `run-unknown`. */
export async function newestRun(ledger: FindRuns, run: string | undefined): Promise<RunRow> {
  if (run !== undefined) return namedRun(ledger, run);
  const [newest] = await ledger.listByMode('run', 1);
  if (newest !== undefined) return newest;
  throw new UsageError('there has been no run yet', { code: 'run-unknown', hint: 'ferry run starts one' });
}

/** The plan named, or the newest. Throws UsageError `plan-unknown`. */
export async function namedPlan(ledger: FindRuns, plan: string | undefined): Promise<RunRow> {
  const hint = 'ferry plan makes one';
  if (plan === undefined) {
    const [newest] = await ledger.listByMode('plan', 1);
    if (newest !== undefined) return newest;
    throw new UsageError('there has been no plan yet', { code: 'plan-unknown', hint });
  }
  const found = await ledger.getRun(plan);
  if (found?.plan.mode === 'plan') return found;
  const plans = await ledger.listByMode('plan', RECENT);
  const near = nearest(
    plan,
    plans.map((row) => row.run),
  );
  throw new UsageError(`there is no plan ${plan}`, {
    code: 'plan-unknown',
    hint: near === null ? hint : `did you mean ${near}?`,
  });
}
