/** ferry plan list: all plans with their verdicts, who approved them, and whether that still counts. */

import { verifiedFacts } from '../dry-run/plan-json.ts';
import { isFerryError } from '../errors.ts';
import type { ApprovalRow } from '../ledger/plans/rows.ts';
import type { RunRow } from '../ledger/runs/rows.ts';
import { judgePlan } from '../model/plan-judgement.ts';
import type { RunPlan } from '../model/run.ts';
import { type Configuration, loadConfig } from '../project/configuration.ts';
import { type BoundMapping, routeMappings } from '../project/route-mappings.ts';
import { uncovered } from '../runs/approval.ts';
import { kindsOf } from '../runs/prepare.ts';
import type { CommonOptions, Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { table } from './output/table.ts';
import { escapeForTerminal } from './output/width.ts';
import { openRuntime, type Runtime } from './runtime.ts';

export interface PlanListOptions extends CommonOptions {
  readonly route?: string;
}

/** Plans shown. */
const RECENT = 20;

interface Listed {
  readonly plan: string;
  readonly route: string;
  readonly reads: RunPlan['reads'];
  readonly madeAt: string;
  /** `blocked`, `accept`, `ready`; of plans without a report the run's state, or why there is none. */
  readonly verdict: string;
  readonly approvals: readonly { readonly by: string; readonly at: string; readonly despite: readonly string[] }[];
  /** Why an approval no longer counts, by today's mapping files alone: only a run asks sources and target. */
  readonly changed: readonly string[];
}

/** Newest first. No source and no target is asked. */
export async function planList(context: Context, { route }: PlanListOptions): Promise<ExitCode> {
  const { home, env, output } = context;
  const runtime = await openRuntime({ home, env, note: output.note });
  try {
    const rows = await runtime.ledger.listByMode('plan', RECENT, route);
    const today = await todaysMappings(context);
    const listed: Listed[] = [];
    for (const row of rows) listed.push(await listedOf(context, { runtime, today }, row));
    if (listed.length === 0) output.say(output.asTyped('There is no plan yet: ferry plan'));
    else for (const line of linesOf(listed)) output.say(line);
    output.give({ plans: listed });
    return EXIT.done;
  } finally {
    await runtime.close();
  }
}

type Today = ReadonlyMap<string, readonly BoundMapping[]>;

/** By route. Mistakes in the configuration or in mappings are noted; the plans are listed all the same. */
async function todaysMappings({ config: file, env, output }: Context): Promise<Today> {
  const today = new Map<string, readonly BoundMapping[]>();
  const note = (error: unknown) => {
    if (!isFerryError(error)) throw error;
    output.note(`whether approvals still cover today's mappings is unknown: ${error.message}`);
  };
  const config: Configuration | undefined = await loadConfig(file, env).catch((error: unknown) => {
    note(error);
    return undefined;
  });
  for (const [name, route] of Object.entries(config?.routes ?? {})) {
    if (config === undefined) continue;
    await routeMappings(route, kindsOf(config)).then((mappings) => today.set(name, mappings), note);
  }
  return today;
}

interface Known {
  readonly runtime: Runtime;
  readonly today: Today;
}

async function listedOf(context: Context, { runtime, today }: Known, row: RunRow): Promise<Listed> {
  const { run, plan, startedAt } = row;
  const all = await runtime.ledger.approvals({ basis: plan.basis ?? plan.targetInstance, route: plan.route });
  const own = all.filter((approval) => approval.plan === run);
  const verdict = await verdictWord(context, runtime, row);
  const approvals = own.map(({ by, at, despite }) => ({ by, at, despite }));
  const changed = changedSince(own[0], plan, today.get(plan.route));
  return { plan: run, route: plan.route, reads: plan.reads, madeAt: startedAt, verdict, approvals, changed };
}

async function verdictWord(context: Context, runtime: Runtime, row: RunRow): Promise<string> {
  try {
    return judgePlan(await verifiedFacts({ ...context, ledger: runtime.ledger }, row)).verdict;
  } catch (error) {
    if (!isFerryError(error)) throw error;
    return error.code === 'plan-unfinished' ? row.state : error.code;
  }
}

function changedSince(
  approval: ApprovalRow | undefined,
  plan: RunPlan,
  mappings: readonly BoundMapping[] | undefined,
): readonly string[] {
  if (approval === undefined || mappings === undefined) return [];
  const bound = new Map(mappings.map((one) => [`${one.source}.${one.mapping.name}`, one.mapping]));
  const now = (lane: RunPlan['levels'][number][number][number]) => {
    const mapping = bound.get(lane.lane);
    if (mapping === undefined) return lane;
    return { ...lane, mappingVersion: mapping.version, mappingHash: mapping.hash };
  };
  const levels = plan.levels.map((level) => level.map((group) => group.map(now)));
  return uncovered(approval, { ...plan, reads: 'landing', contract: null, levels });
}

function linesOf(listed: readonly Listed[]): string[] {
  const rows = listed.map(({ plan, route, madeAt, verdict, approvals, changed }) => {
    const by = approvals.map((one) => escapeForTerminal(one.by)).join(', ');
    return [plan, route, madeAt, verdict, by === '' ? '-' : by, changed.length === 0 ? '' : 'no longer: see below'];
  });
  const why = listed.flatMap(({ changed }) => changed.map((line) => `  ${line}`));
  const head = ['plan', 'route', 'made', 'verdict', 'approved by', ''];
  return [...table(head, rows), ...(why.length === 0 ? [] : ['', 'Approvals that no longer count:', ...why])];
}
