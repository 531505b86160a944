/** Everything a run needs to know before it starts: are the systems there, do the mappings fit, which lanes will there be. */
import { randomBytes } from 'node:crypto';
import type { SourceInfo, TargetInfo } from '../connectors/port.ts';
import { planContext } from '../dry-run/plan-context.ts';
import { UsageError } from '../errors.ts';
import type { Ledger } from '../ledger/port.ts';
import type { PlanFinding } from '../model/finding.ts';
import type { LanePlan, Mode, RunPlan } from '../model/run.ts';
import type { Configuration, Route } from '../project/configuration.ts';
import type { Connected } from '../project/connect.ts';
import { type BoundMapping, refuseDrift, routeMappings } from '../project/route-mappings.ts';
import { contractOf, shapesOf } from './approval-binding.ts';
import { laneName, scopeAt } from './lane-plan.ts';
import { type Planned, planRun } from './run-plan.ts';
import { absentFindings, laneFields, withFields } from './source-fields.ts';

/** A run that may start: its systems answered, its mappings fit. */
export interface Prepared extends Planned {
  readonly mappings: readonly BoundMapping[];
  readonly target: TargetInfo;
  readonly sources: Readonly<Record<string, SourceInfo>>;
}

/** What is to be prepared, of systems that are connected. */
export interface PrepareRequest {
  readonly connected: Connected;
  readonly route: Route;
  readonly mode: Mode;
  readonly only: readonly string[];
  /** Of a plan: how many records of a lane. */
  readonly sample?: number;
  readonly now: Date;
  /** Knows where a delta starts, and what earlier runs read. */
  readonly ledger: Pick<Ledger, 'watermarks' | 'fieldsRead'>;
}

/** Throws what the checks of source and target throw, and UsageError for what doesn't fit. Writes nothing anywhere. */
export async function prepareRun(request: PrepareRequest): Promise<Prepared> {
  const { connected, route, mode, only, now, ledger } = request;
  const { config } = connected;
  const mappings = await routeMappings(route, kindsOf(config));
  // A plan tells of drift as a finding; whatever writes refuses it.
  if (mode !== 'plan') refuseDrift(mappings);
  const sources = await checkSources(connected, route.from);
  const target = await connected.target.check();
  const watermarks = mode === 'delta' ? await ledger.watermarks(target.instance, route.name) : [];
  const run = newRunId(now);
  const planned = planRun({
    run,
    mode,
    route,
    config: config.file,
    targetInstance: target.instance,
    mappings,
    sources,
    watermarks,
    shared: otherSources(config, route),
    only,
    ...(request.sample !== undefined && { sample: request.sample }),
  });
  refuseFaults(planned.plan, sources);
  for (const lane of planned.plan.levels.flat(2)) await tryScope(connected, route, lane);
  const fields = await laneFields(connected, planned.plan.levels.flat(2), mappings);
  const before = await ledger.fieldsRead(target.instance, route.name);
  const declared = withFields(planned.plan, fields, before);
  const pinned = mode === 'plan' || target.production ? await bound(connected, declared, sources) : declared;
  const absent = absentFindings(fields, before);
  const plan = mode === 'plan' ? await withPlanContext(request, pinned, { target, mappings, absent }) : pinned;
  return { ...planned, plan, mappings, target, sources };
}

/** The plan with what an approval of it is bound to, or of another one is held against. */
async function bound(connected: Connected, plan: RunPlan, sources: PrepareSources): Promise<RunPlan> {
  return { ...plan, sources: await shapesOf(connected, sources), contract: await contractOf(connected) };
}

/** What was found out before a plan begins. */
interface Known {
  readonly target: TargetInfo;
  readonly mappings: readonly BoundMapping[];
  readonly absent: readonly PlanFinding[];
}

/** The plan with its context: what its report shows besides what it finds out. */
async function withPlanContext(
  { connected, route }: PrepareRequest,
  plan: RunPlan,
  { target: info, mappings, absent }: Known,
): Promise<RunPlan> {
  const lanes = new Set(plan.levels.flat(2).map(({ lane }) => lane));
  const own = mappings.map((bound) => ({ ...bound, lane: laneName(bound) })).filter(({ lane }) => lanes.has(lane));
  const { quarantineLimit, mappings: dirs } = route;
  const context = await planContext({ target: connected.target, info, mappings: own, dirs, quarantineLimit });
  return { ...plan, context: { ...context, findings: [...context.findings, ...absent] } };
}

type PrepareSources = Readonly<Record<string, SourceInfo>>;

/** What can't be read is refused before anything is kept, instead of by a run that fails. */
function refuseFaults(plan: RunPlan, sources: Readonly<Record<string, SourceInfo>>): void {
  for (const { lane, source, sourceEntity } of plan.levels.flat(2)) {
    const fault = sources[source]?.faults?.[sourceEntity];
    if (fault === undefined) continue;
    const { code, hint, at, message } = fault;
    const detail = { code, cause: fault, ...(hint !== undefined && { hint }), ...(at !== undefined && { at }) };
    throw new UsageError(`${lane}: ${message}`, detail);
  }
}

/** Asks the source whether it understands the lane's scope. Throws what it throws, with the scope's position in the configuration. */
export async function tryScope(connected: Connected, route: Route, lane: LanePlan): Promise<void> {
  if (lane.where === null) return;
  try {
    await connected.source(lane.source).checkWhere?.(lane.sourceEntity, lane.where);
  } catch (error) {
    const at = scopeAt(route, lane);
    if (!(error instanceof UsageError) || at === undefined) throw error;
    const { code, hint, message } = error;
    throw new UsageError(`${lane.lane}: ${message}`, { code, at, cause: error, ...(hint !== undefined && { hint }) });
  }
}

/** The sources that other routes read. */
export function otherSources({ routes }: Configuration, { name }: Route): readonly string[] {
  return Object.values(routes).flatMap((route) => (route.name === name ? [] : route.from));
}

/** Each source's kind of connector. */
export function kindsOf({ sources }: Configuration): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(sources).map(([name, { kind }]) => [name, String(kind)]));
}

/** What each source says about itself, by name; asked side by side. Throws what the first one that fails throws. */
export async function checkSources(
  connected: Connected,
  names: readonly string[],
): Promise<Record<string, SourceInfo>> {
  const infos = await Promise.all(names.map(async (name) => [name, await connected.source(name).check()] as const));
  return Object.fromEntries(infos);
}

/** Sorts by time, is short enough to type, and fits workflow ids and file names: `20261122-175152-7f3a`. */
export function newRunId(now: Date): string {
  const [day = '', time = ''] = now.toISOString().replace(/[-:]/g, '').split('T');
  return `${day}-${time.slice(0, 6)}-${randomBytes(2).toString('hex')}`;
}
