/** Makes a run's plan from a route and its mappings: which lanes there are, in which order, with which settings. Pure. */

import { UsageError } from '../errors.ts';
import type { MappingPin } from '../ledger/runs/rows.ts';
import { nearest } from '../mapping/suggest.ts';
import { PARENTS } from '../model/entities/relations.ts';
import { ENTITIES, type Entity, MASTERS } from '../model/entity.ts';
import type { LanePlan, RunPlan, SourceRemark } from '../model/run.ts';
import type { Route } from '../project/configuration.ts';
import type { BoundMapping } from '../project/route-mappings.ts';
import { type LaneRequest, lanePlan, refuseUnknownNames, startOf } from './lane-plan.ts';
import { leftBehind } from './left-behind.ts';
import { pinsOf } from './pins.ts';

/** What a run's plan is worked out from; sources and target have been asked before. */
export interface PlanRequest extends LaneRequest {
  readonly run: string;
  /** Absolute path of the configuration. */
  readonly config: string;
  readonly targetInstance: string;
  readonly mappings: readonly BoundMapping[];
  /** Sources that other routes of the configuration read as well. */
  readonly shared?: readonly string[];
  /** Only these of the route's entities; empty: all. */
  readonly only: readonly string[];
  /** Of a plan: records to read of each lane that no other one needs whole. */
  readonly sample?: number;
}

/** A run that may start: its plan, and the mappings that it pins. */
export interface Planned {
  readonly plan: RunPlan;
  readonly pins: readonly MappingPin[];
  /** What will not be read, for people to know beforehand. */
  readonly notes: readonly string[];
}

/** Throws UsageError `mapping-source`, `lane-twice`, `entity-unknown`, `route-empty`, `where-unknown`, `drift-unknown` or `where-unsupported`. */
export function planRun(request: PlanRequest): Planned {
  const { mappings, absent, notes } = readable(request);
  const wanted = mappings.filter(({ mapping }) => isWanted(mapping.to, request));
  refuseUnknown(request, mappings);
  if (wanted.length === 0) {
    throw new UsageError(`route ${request.route.name} has no mapping that its sources can feed`, {
      code: 'route-empty',
    });
  }
  const { run, route, mode, targetInstance, config } = request;
  const levels = levelsOf(wanted, (bound, window) => lanePlan(request, bound, window), route);
  refuseTwice(levels.flat(2));
  refuseUnknownNames(request, mappings);
  const left = leftBehind(request, mappings, absent);
  const live: RunPlan = {
    ...{ run, route: route.name, mode, targetInstance, config, levels },
    reads: 'source',
    remarks: [...remarksOf(request), ...left.remarks],
  };
  const plan = mode === 'plan' ? dryPlan(live, request.sample) : live;
  const whole = wanted.flatMap((bound) => startOf(request, bound).note ?? []);
  return { plan, pins: pinsOf(wanted), notes: [...notes, ...left.notes, ...whole] };
}

/**
 * The same lanes over a copy of what is known of the target. Nothing holds them halfway: what would hold a run is what the
 * plan is to find out.
 */
export function dryPlan(plan: RunPlan, sample?: number): RunPlan {
  const lanes = plan.levels.flat(2);
  const needed = new Set(lanes.flatMap(({ entity }) => PARENTS[entity]));
  const dry = (lane: LanePlan): LanePlan => ({
    ...lane,
    since: null,
    quarantineLimit: 1,
    ...(sample !== undefined && !needed.has(lane.entity) && { sample }),
  });
  return {
    ...plan,
    mode: 'plan',
    basis: plan.targetInstance,
    targetInstance: `${plan.targetInstance}/plan/${plan.run}`,
    levels: plan.levels.map((level) => level.map((group) => group.map(dry))),
  };
}

/** Kept with the run: what a source can't see must not look like what isn't there, nor what nobody reads like what is loaded. */
function remarksOf({ route, sources }: PlanRequest): readonly SourceRemark[] {
  return route.from.flatMap((source) => (sources[source]?.findings ?? []).map((message) => ({ source, message })));
}

/** Mappings whose source has what they read. A directory shared by several sources may ask for more than one of them has. */
function readable(request: PlanRequest) {
  const { mappings, sources, route } = request;
  const absent: BoundMapping[] = [];
  const kept = mappings.filter((bound) => {
    const { source, entity } = bound.mapping.from;
    if (sources[bound.source]?.entities.includes(entity)) return true;
    if (source === bound.source) throw missingEntity(bound, sources[bound.source]?.entities ?? []);
    absent.push(bound);
    return false;
  });
  const missed = absent.filter(({ mapping }) => route.mappings.length === 1 && isWanted(mapping.to, request));
  return { mappings: kept, absent, notes: notesOn(missed) };
}

function notesOn(absent: readonly BoundMapping[]): string[] {
  const sources = [...new Set(absent.map(({ source }) => source))];
  return sources.map((source) => {
    const names = absent.filter((bound) => bound.source === source).map(({ mapping }) => mapping.name);
    return `${source} has nothing for these mappings, so they aren't used: ${names.join(', ')}`;
  });
}

function missingEntity({ file, source, mapping }: BoundMapping, known: readonly string[]): UsageError {
  const near = nearest(mapping.from.entity, known);
  const hint = near === null ? `it has: ${known.join(', ')}` : `did you mean ${near}?`;
  return new UsageError(`${file}: source ${source} has no ${mapping.from.entity}`, {
    code: 'mapping-source',
    at: file,
    hint,
  });
}

function isWanted(entity: Entity, { only, route }: PlanRequest): boolean {
  if (only.length > 0) return only.includes(entity);
  return route.entities === null || route.entities.includes(entity);
}

function refuseUnknown({ only, route }: PlanRequest, mappings: readonly BoundMapping[]): void {
  const known = [...new Set(mappings.map(({ mapping }) => mapping.to))];
  const unknown = [...only, ...(route.entities ?? [])].find((entity) => !known.some((each) => each === entity));
  if (unknown === undefined) return;
  const near = nearest(unknown, known);
  const hint = near === null ? `it has: ${known.join(', ')}` : `did you mean ${near}?`;
  throw new UsageError(`route ${route.name} has no ${unknown} to load`, { code: 'entity-unknown', hint });
}

type MakeLane = (bound: BoundMapping, window: number) => LanePlan;

function levelsOf(mappings: readonly BoundMapping[], make: MakeLane, route: Route): LanePlan[][][] {
  const depths = [...new Set(ENTITIES.map(depthOf))].sort((a, b) => a - b);
  return depths
    .map((depth) => ENTITIES.filter((entity) => depthOf(entity) === depth))
    .map((entities) => entities.flatMap((entity) => groupsOf(entity, { mappings, make, route })))
    .filter((level) => level.length > 0);
}

/** How many steps of parents lie before an entity. */
export function depthOf(entity: Entity): number {
  return PARENTS[entity].reduce((deepest, parent) => Math.max(deepest, depthOf(parent) + 1), 0);
}

/**
 * Lanes that go one after another. Masters that are matched follow the order of precedence; other lanes wait only for
 * those of their own source, whose keys can be the same.
 */
function groupsOf(entity: Entity, { mappings, make, route }: Lanes): LanePlan[][] {
  const own = mappings
    .filter(({ mapping }) => mapping.to === entity)
    .sort((a, b) => route.from.indexOf(a.source) - route.from.indexOf(b.source));
  const matched = MASTERS.includes(entity) && own.some(({ mapping }) => mapping.match.length > 0);
  const lanes = own.map((bound) => make(bound, matched ? 1 : route.window));
  if (matched) return [lanes];
  const sources = [...new Set(lanes.map(({ source }) => source))];
  return sources.map((source) => lanes.filter((lane) => lane.source === source));
}

interface Lanes {
  readonly mappings: readonly BoundMapping[];
  readonly make: MakeLane;
  readonly route: Route;
}

function refuseTwice(lanes: readonly LanePlan[]): void {
  const twice = lanes.find(({ lane }, index) => lanes.findIndex((other) => other.lane === lane) !== index);
  if (twice === undefined) return;
  const hint = 'give one of them another name (mapping: …)';
  throw new UsageError(`two mappings named ${twice.mapping} read ${twice.source}`, { code: 'lane-twice', hint });
}
