/** ferry check: configuration, mappings, their examples, and whether every system, database and Temporal answer. Starts no server, writes nothing. */

import type { SourceInfo } from '../connectors/port.ts';
import { contractFindings } from '../dry-run/contract/compare-contracts.ts';
import { openHome } from '../embedded/home.ts';
import { isFerryError } from '../errors.ts';
import { runExamples } from '../mapping/examples/examples.ts';
import { hintOf, sentenceOf } from '../messages/sentence.ts';
import type { RunPlan, SourceRemark } from '../model/run.ts';
import { type Configuration, chooseRoute, loadConfig, type Route } from '../project/configuration.ts';
import { type Connected, connect } from '../project/connect.ts';
import { type BoundMapping, routeMappings } from '../project/route-mappings.ts';
import { laneName } from '../runs/lane-plan.ts';
import { checkSources, kindsOf, otherSources, tryScope } from '../runs/prepare.ts';
import { planRun } from '../runs/run-plan.ts';
import { absentFindings, fieldIssues, type LaneFields, laneFields } from '../runs/source-fields.ts';
import { missingServices } from './check-services.ts';
import type { CommonOptions, Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { number } from './output/table.ts';

export interface CheckOptions extends CommonOptions {
  readonly route?: string;
}

type Weight = 'block' | 'unreachable' | 'warn' | 'note';

const SHOWN: Readonly<Record<Weight, string>> = { block: 'STOP', unreachable: 'STOP', warn: 'warn', note: 'note' };

interface CheckFinding {
  readonly route: string;
  /** `block` stops a run, `unreachable` would, `warn` stays with it as a remark, `note` is for people to know. */
  readonly weight: Weight;
  readonly message: string;
  readonly hint?: string;
}

/** Exits 2 for what can't be read, 3 for what would stop a run, 6 when a system doesn't answer. */
export async function check(context: Context, options: CheckOptions): Promise<ExitCode> {
  const { env, output } = context;
  const config = await loadConfig(context.config, env);
  const routes = options.route === undefined ? Object.values(config.routes) : [chooseRoute(config, options.route)];
  await openHome(context.home);
  const missing = await missingServices(context);
  const findings = missing.map((one): CheckFinding => ({ route: 'every route', weight: 'unreachable', ...one }));
  for (const route of routes) findings.push(...(await checkRoute(context, config, route)));
  for (const { route, weight, message, hint } of findings) {
    output.say(`${SHOWN[weight]}  ${route}: ${message}`);
    if (hint !== undefined) output.say(`      → ${output.asTyped(hint)}`);
  }
  const exit = exitOf(findings);
  if (exit === EXIT.done)
    output.say(`${context.config} ${verdict(findings)}: ${routes.map(({ name }) => name).join(', ')}`);
  output.give({ ok: exit === EXIT.done, findings });
  return exit;
}

/** Fine is what leaves nothing to look at. */
function verdict(findings: readonly CheckFinding[]): string {
  const doubts = findings.filter(({ weight }) => weight === 'warn').length;
  if (doubts === 0) return 'is fine';
  return `has nothing that stops a run, and ${doubts === 1 ? 'a warning' : `${doubts} warnings`} to look at`;
}

async function checkRoute(context: Context, config: Configuration, route: Route): Promise<CheckFinding[]> {
  const note = (message: string): CheckFinding => ({ route: route.name, weight: 'note', message });
  try {
    const mappings = await routeMappings(route, kindsOf(config));
    const { connected, sources } = await checkSystems(context, config, route);
    const { plan, notes } = planRun({
      run: 'check',
      mode: 'full',
      route,
      config: config.file,
      targetInstance: 'check',
      mappings,
      sources,
      shared: otherSources(config, route),
      only: [],
    });
    const counts = await countLanes(context, connected, { plan, route, sources });
    const fields = await laneFields(connected, plan.levels.flat(2), mappings);
    const contract = config.target === null ? [] : await contractMoved(connected, route, mappings);
    const said = saidBySources({ plan, route, sources });
    const wrong = [...failedExamples(route, mappings), ...fieldsMissing(route, fields), ...contract, ...counts];
    return [...wrong, ...said, ...notes.map(note)];
  } catch (error) {
    return [findingOf(route.name, error)];
  }
}

/** What stays with the run as a remark, and what is good to know. A fault of a lane stops a run, and is said as that. */
function saidBySources({ plan, route, sources }: Planned): CheckFinding[] {
  const stops = plan.levels.flat(2).map(({ source, sourceEntity }) => sources[source]?.faults?.[sourceEntity]?.message);
  const warnings = (plan.remarks ?? []).filter(({ message }) => !stops.includes(message));
  const notes = Object.entries(sources).flatMap(([source, info]) =>
    (info.notes ?? []).map((message) => ({ source, message })),
  );
  const said =
    (weight: Weight) =>
    ({ source, message }: SourceRemark): CheckFinding => ({
      route: route.name,
      weight,
      message: `${source}: ${message}`,
    });
  return [...warnings.map(said('warn')), ...notes.map(said('note'))];
}

/** Connects to the sources, and to the target unless it is the one that Ferry brings along. */
async function checkSystems({ home, env }: Context, config: Configuration, route: Route) {
  const nowhere = { kind: 'console' as const, url: 'http://127.0.0.1:1', token: 'env:PATH' };
  const connected = await connect(config, { home, env, embedded: nowhere });
  const sources = await checkSources(connected, route.from);
  if (config.target !== null) await connected.target.check();
  return { connected, sources };
}

interface Planned {
  readonly plan: RunPlan;
  readonly route: Route;
  readonly sources: Readonly<Record<string, SourceInfo>>;
}

/** Counting what each lane would read tries the way in which a run is held to its source. */
async function countLanes(
  { output }: Context,
  connected: Connected,
  { plan, route, sources }: Planned,
): Promise<CheckFinding[]> {
  const findings: CheckFinding[] = [];
  for (const lane of plan.levels.flat(2)) {
    const fault = sources[lane.source]?.faults?.[lane.sourceEntity];
    try {
      // A run that needs it isn't started; counting it would only hide that.
      if (fault !== undefined) throw fault;
      await tryScope(connected, route, lane);
      const of = { where: lane.where, until: null };
      const { count, how } = await connected.source(lane.source).count(lane.sourceEntity, of);
      output.say(`      ${lane.lane}: ${count === null ? 'not countable' : number(count)} (${output.asTyped(how)})`);
    } catch (error) {
      findings.push(findingOf(plan.route, error));
    }
  }
  return findings;
}

/** What the mappings fill and the live target takes no more. */
async function contractMoved(
  { target }: Connected,
  route: Route,
  mappings: readonly BoundMapping[],
): Promise<CheckFinding[]> {
  const live = await target.contract?.();
  if (live === undefined) return [];
  const used = mappings.map((bound) => ({ ...bound.mapping.facts, file: bound.file, lane: laneName(bound) }));
  return contractFindings(live, used).map((finding) => {
    const hint = hintOf(finding);
    const message = sentenceOf('finding', finding);
    return { route: route.name, weight: 'block', message, ...(hint !== null && { hint }) };
  });
}

/** What the mappings read and the sources don't have. */
function fieldsMissing({ name: route }: Route, all: readonly LaneFields[]): CheckFinding[] {
  const mistakes = all.flatMap(fieldIssues).map(
    ({ file, line, column, message, hint }): CheckFinding => ({
      ...{ route, weight: 'block', message: `${file}:${line}:${column} ${message}` },
      ...(hint !== undefined && { hint }),
    }),
  );
  const absent = absentFindings(all, []).map(
    (finding): CheckFinding => ({ route, weight: 'note', message: sentenceOf('finding', finding) }),
  );
  return [...mistakes, ...absent];
}

function failedExamples(route: Route, mappings: readonly BoundMapping[]): CheckFinding[] {
  return mappings.flatMap(({ mapping, file }) =>
    runExamples(mapping).map(({ example, differences }) => ({
      route: route.name,
      weight: 'block' as const,
      message: `${file}: example “${example}”: ${differences.join('; ')}`,
    })),
  );
}

function findingOf(route: string, error: unknown): CheckFinding {
  if (!isFerryError(error)) throw error;
  const weight = error.name === 'TransientError' || error.code === 'auth-refused' ? 'unreachable' : 'block';
  const { at, message } = error;
  return {
    route,
    weight,
    message: at === undefined || message.includes(at) ? message : `${at}: ${message}`,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
}

function exitOf(findings: readonly CheckFinding[]): ExitCode {
  if (findings.some(({ weight }) => weight === 'unreachable')) return EXIT.unreachable;
  return findings.some(({ weight }) => weight === 'block') ? EXIT.blocked : EXIT.done;
}
