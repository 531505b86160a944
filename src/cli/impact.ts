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
import { changesOf, impactLines } from './output/impact-lines.ts';
import { exitOfPlan } from './output/plan-lines.ts';
import { makePlan, printUnfinished } from './plan-run.ts';

export interface MappingImpactOptions extends CommonOptions {
  /** A mapping file or directory; today's files of the route when left out. */
  readonly path?: string;
  readonly route?: string;
  readonly lane?: readonly string[];
  /** Carry what changes afterwards. */
  readonly apply?: boolean;
  /** Carry what this plan says instead of planning again. */
  readonly plan?: string;
  readonly withoutPlan?: string;
}

/** What a plan over the landing came to. */
interface Seen {
  readonly plan: RunPlan;
  readonly folder: string;
  readonly facts: Awaited<ReturnType<typeof reportPlan>>['facts'];
  /** The records of which something becomes different. */
  readonly touched: readonly WantedRecords[];
}

/** 3 when something blocks, 4 when records would be newly set aside, else 0. No source is called. */
export async function mappingImpact(context: Context, options: MappingImpactOptions): Promise<ExitCode> {
  const config = await loadConfig(context.config, context.env);
  const route = chooseRoute(config, options.route);
  return atTarget(context, config, async (place) => {
    const ran = await place.runtime.ledger.plansOf(place.targetInstance);
    const choice = { config, route, ran, only: options.lane ?? [] };
    const touched = await touchedLanes(context, {
      ...choice,
      ...(options.path !== undefined && { path: options.path }),
    });
    if (touched.lanes.length === 0) return nothingNew(context);
    const asked: Asked = { place, touched, options, route: route.name, settings: route, config: config.file };
    const seen = options.plan === undefined ? await look(context, asked) : await lookUp(context, asked, options.plan);
    if (typeof seen === 'number') return seen;
    for (const line of impactLines(context, seen)) context.output.say(line);
    if (options.apply === true) return apply(context, asked, seen);
    context.output.give(givenOf(seen));
    return exitOf(seen);
  });
}

interface Asked {
  readonly place: TargetSession;
  readonly touched: TouchedLanes;
  readonly options: MappingImpactOptions;
  readonly route: string;
  readonly settings: Route;
  readonly config: string;
}

function planOf({ place, touched, route, config }: Asked, mode: 'plan' | 'retry', wanted: readonly WantedRecords[]) {
  const { targetInstance, contract } = place;
  const run = newRunId(new Date());
  const plan = planRetry({ run, mode, route, config, targetInstance, lanes: touched.lanes, wanted });
  return { ...plan, contract };
}

/** Plans over all that has landed of the lanes. */
async function look(context: Context, asked: Asked): Promise<Seen | ExitCode> {
  const { place, touched } = asked;
  const wanted = touched.lanes.map(({ lane }): WantedRecords => ({ lane, keys: 'landed' }));
  const { target: info, connected } = place;
  const { quarantineLimit, mappings: dirs } = asked.settings;
  const named = asked.options.path === undefined ? dirs : [];
  const request = { target: connected.target, info, mappings: touched.files, dirs: named, quarantineLimit };
  const plan = { ...planOf(asked, 'plan', wanted), context: await planContext(request) };
  const ending = await makePlan(context, place, { plan, pins: touched.pins, wanted });
  if (ending.kind !== 'reported') return printUnfinished(context, ending);
  const { facts, folder } = ending;
  return { plan, facts, folder, touched: await place.runtime.ledger.impactKeys(plan.run) };
}

/** What a plan made before came to. Throws UsageError `plan-unknown`, `plan-other` when it is of something else. */
async function lookUp(context: Context, asked: Asked, named: string): Promise<Seen> {
  const { place, touched, route } = asked;
  const { ledger, landing } = place.runtime;
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
    ...(plan.basis === place.targetInstance ? [] : ['it was made for another target']),
    ...uncovered({ plan: named, scope: scopeOf(plan) }, today),
    ...(await landedSince(place, row.startedAt)),
  ];
  if (differs.length > 0) {
    const hint = `${context.call} mapping impact makes another`;
    throw new UsageError(`plan ${named} doesn't fit: ${differs.join('; ')}`, { code: 'plan-other', hint });
  }
  const { facts, folder } = await reportPlan({ home: context.home, ledger, landing }, row);
  return { plan, facts, folder, touched: await ledger.impactKeys(named) };
}

/** Runs that loaded something after the plan was made: what it says of those records may be out of date. */
async function landedSince({ runtime, targetInstance }: TargetSession, since: string): Promise<readonly string[]> {
  const runs = await runtime.ledger.listByMode('run', 50);
  const later = runs.filter(({ plan, startedAt }) => plan.targetInstance === targetInstance && startedAt > since);
  return later.map(({ run }) => `run ${run} has loaded records since`);
}

/** Carries exactly the records that change. */
async function apply(context: Context, asked: Asked, seen: Seen): Promise<ExitCode> {
  const { place, touched, options } = asked;
  const { touched: wanted } = seen;
  if (wanted.length === 0) {
    context.output.say('Nothing would change, so there is nothing to carry.');
    context.output.give({ ...givenOf(seen), applied: null });
    return EXIT.done;
  }
  const { ledger } = place.runtime;
  const { withoutPlan, plan: approved } = options;
  const plan = await authorised(context, {
    ...{ ledger, target: place.target, plan: planOf(asked, 'retry', wanted) },
    ...(withoutPlan !== undefined && { withoutPlan }),
    ...(approved !== undefined && { approved }),
  });
  const runs = [{ plan, pins: touched.pins, wanted }];
  const { exit, outcomes } = await runLanded(context, place, { runs, decided: async () => undefined });
  context.output.give({ ...givenOf(seen), applied: outcomes[0] ?? null });
  return exit;
}

function givenOf({ plan, facts, folder }: Seen) {
  const { findings, impact, settled, seconds } = facts;
  const { verdict, reasons } = judgePlan(facts);
  return {
    plan: plan.run,
    ...{ verdict, reasons: shownFindings(reasons) },
    changes: changesOf(facts),
    findings: shownFindings(findings),
    impact,
    report: `${folder}/report.html`,
    ...{ settled, seconds },
  };
}

function exitOf({ facts }: Seen): ExitCode {
  const quarantines = facts.impact.some(({ newlyQuarantined }) => newlyQuarantined.total > 0);
  return exitOfPlan(judgePlan(facts).verdict, quarantines);
}

function nothingNew({ output }: Context): ExitCode {
  output.say('What has landed was carried with these mappings already; --lane LANE looks at a lane all the same.');
  output.give({ plan: null, changes: {} });
  return EXIT.done;
}
