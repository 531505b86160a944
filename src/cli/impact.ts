/** ferry mapping impact: what a change of mappings would do to what is loaded, and the run that does it. */

import { planContext } from '../dry-run/plan-context.ts';
import { verifiedFacts } from '../dry-run/plan-json.ts';
import { reportPlan } from '../dry-run/report-folder.ts';
import { UsageError } from '../errors.ts';
import type { WantedRecords } from '../ledger/runs/rows.ts';
import { shownFindings } from '../messages/shown-findings.ts';
import { judgePlan } from '../model/plan-judgement.ts';
import type { RunPlan } from '../model/run.ts';
import { chooseRoute, loadConfig, type Route } from '../project/configuration.ts';
import { scopeOf, uncovered } from '../runs/approval.ts';
import { newRunId } from '../runs/prepare.ts';
import { planRetry } from '../runs/retry-plan.ts';
import { namedPlan } from '../runs/which-run.ts';
import { authorised } from './authorised.ts';
import type { CommonOptions, Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { type TouchedLanes, touchedLanes } from './impact-lanes.ts';
import { atTarget, runLanded, type TargetSession } from './landing-runs.ts';
import { changesOf, impactLines, shownImpact } from './output/impact-lines.ts';
import { exitOfPlan } from './output/plan-lines.ts';
import { type ShowValue, type ValueOptions, valuesShown, withValues } from './output/shown-values.ts';
import { makePlan, printUnfinished } from './plan-run.ts';

export interface MappingImpactOptions extends CommonOptions, ValueOptions {
  /** A mapping file or directory; today's files of the route when left out. */
  readonly path?: string;
  readonly route?: string;
  readonly lane?: readonly string[];
  /** Load the records that change, afterwards. */
  readonly apply?: boolean;
  /** Load what this plan says instead of planning again. */
  readonly plan?: string;
  readonly withoutPlan?: string;
}

/** What a plan over the landing came to. */
interface Impact {
  readonly plan: RunPlan;
  readonly folder: string;
  readonly facts: Awaited<ReturnType<typeof reportPlan>>['facts'];
  /** The records of which something becomes different. */
  readonly touched: readonly WantedRecords[];
}

/** 3 when something blocks, 4 when records would be newly quarantined, else 0. No source is called. */
export async function mappingImpact(context: Context, options: MappingImpactOptions): Promise<ExitCode> {
  const config = await loadConfig(context.config, context.env);
  const route = chooseRoute(config, options.route);
  return atTarget(context, config, async (session) => {
    const ran = await session.runtime.ledger.plansOf(session.targetInstance);
    const choice = { config, route, ran, only: options.lane ?? [] };
    const touched = await touchedLanes(context, {
      ...choice,
      ...(options.path !== undefined && { path: options.path }),
    });
    if (touched.lanes.length === 0) return noMappingChanged(context);
    const asked: Asked = { session, touched, options, route: route.name, settings: route, config: config.file };
    const impact =
      options.plan === undefined ? await planImpact(context, asked) : await plannedBefore(context, asked, options.plan);
    if (typeof impact === 'number') return impact;
    const show = valuesShown(options);
    for (const line of impactLines(context, impact, show)) context.output.say(line);
    if (options.apply === true) return apply(context, asked, impact);
    context.output.give(givenOf(impact, show));
    return exitOf(impact);
  });
}

interface Asked {
  readonly session: TargetSession;
  readonly touched: TouchedLanes;
  readonly options: MappingImpactOptions;
  readonly route: string;
  readonly settings: Route;
  readonly config: string;
}

function planOf({ session, touched, route, config }: Asked, mode: 'plan' | 'retry', wanted: readonly WantedRecords[]) {
  const { targetInstance, contract } = session;
  const run = newRunId(new Date());
  const plan = planRetry({ run, mode, route, config, targetInstance, lanes: touched.lanes, wanted });
  return { ...plan, contract };
}

/** Plans over all that has landed of the lanes. */
async function planImpact(context: Context, asked: Asked): Promise<Impact | ExitCode> {
  const { session, touched } = asked;
  const wanted = touched.lanes.map(({ lane }): WantedRecords => ({ lane, keys: 'landed' }));
  const { target: info, connected } = session;
  const { quarantineLimit, mappings: dirs } = asked.settings;
  const named = asked.options.path === undefined ? dirs : [];
  const request = { target: connected.target, info, mappings: touched.files, dirs: named, quarantineLimit };
  const plan = { ...planOf(asked, 'plan', wanted), context: await planContext(request) };
  const ending = await makePlan(context, session, { plan, pins: touched.pins, wanted });
  if (ending.kind !== 'reported') return printUnfinished(context, ending);
  const { facts, folder } = ending;
  return { plan, facts, folder, touched: await session.runtime.ledger.impactKeys(plan.run) };
}

/** The impact by a plan that was made before. Throws UsageError `plan-unknown`, `plan-other` when it is of something else. */
async function plannedBefore(context: Context, asked: Asked, named: string): Promise<Impact> {
  const { session, touched, route } = asked;
  const { ledger, landing } = session.runtime;
  const row = await namedPlan(ledger, named);
  await verifiedFacts({ ...context, ledger }, row);
  const today = planOf(
    asked,
    'retry',
    touched.lanes.map(({ lane }) => ({ lane, keys: [] })),
  );
  const { plan } = row;
  const differs = [
    ...(plan.reads === 'landing' && plan.route === route ? [] : [`it is no plan of what has landed of ${route}`]),
    ...(plan.basis === session.targetInstance ? [] : ['it was made for another target']),
    ...uncovered({ plan: named, scope: scopeOf(plan) }, today),
    ...(await landedSince(session, row.startedAt)),
  ];
  if (differs.length > 0) {
    const hint = 'ferry mapping impact makes another';
    throw new UsageError(`plan ${named} doesn't fit: ${differs.join('; ')}`, { code: 'plan-other', hint });
  }
  const { facts, folder } = await reportPlan(
    { home: context.home, ledger, landing, asTyped: context.output.asTyped },
    row,
  );
  return { plan, facts, folder, touched: await ledger.impactKeys(named) };
}

/** Runs that loaded something after the plan was made: its facts on those records may be out of date. */
async function landedSince({ runtime, targetInstance }: TargetSession, since: string): Promise<readonly string[]> {
  const runs = await runtime.ledger.listByMode('run', 50);
  const later = runs.filter(({ plan, startedAt }) => plan.targetInstance === targetInstance && startedAt > since);
  return later.map(({ run }) => `run ${run} has loaded records since`);
}

/** Starts a run over exactly the records that change. */
async function apply(context: Context, asked: Asked, impact: Impact): Promise<ExitCode> {
  const { session, touched, options } = asked;
  const { touched: wanted } = impact;
  if (wanted.length === 0) {
    context.output.say('Nothing would change, so there is nothing to load.');
    context.output.give({ ...givenOf(impact, valuesShown(options)), applied: null });
    return EXIT.done;
  }
  const { ledger } = session.runtime;
  const { withoutPlan, plan: approved } = options;
  const plan = await authorised(context, {
    ...{ ledger, target: session.target, plan: planOf(asked, 'retry', wanted) },
    ...(withoutPlan !== undefined && { withoutPlan }),
    ...(approved !== undefined && { approved }),
  });
  const runs = [{ plan, pins: touched.pins, wanted }];
  const { exit, outcomes } = await runLanded(context, session, { runs, decided: async () => undefined });
  context.output.give({ ...givenOf(impact, valuesShown(options)), applied: outcomes[0] ?? null });
  return exit;
}

function givenOf({ plan, facts, folder }: Impact, show: ShowValue) {
  const { findings, impact, settled, seconds } = facts;
  const { verdict, reasons } = judgePlan(facts);
  return {
    plan: plan.run,
    ...{ verdict, reasons: withValues(shownFindings(reasons), show) },
    changes: changesOf(facts),
    findings: withValues(shownFindings(findings), show),
    impact: impact.map((one) => shownImpact(one, show)),
    report: `${folder}/report.html`,
    ...{ settled, seconds },
  };
}

function exitOf({ facts }: Impact): ExitCode {
  const quarantines = facts.impact.some(({ newlyQuarantined }) => newlyQuarantined.total > 0);
  return exitOfPlan(judgePlan(facts).verdict, quarantines);
}

function noMappingChanged({ output }: Context): ExitCode {
  output.say('What has landed was loaded with these mappings already; --lane LANE plans a lane all the same.');
  output.give({ plan: null, changes: {} });
  return EXIT.done;
}
