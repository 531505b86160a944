/** Makes a run's plan from a route and its mappings: which lanes there are, in which order, with which settings. Pure. */
import type { Route } from './config.ts';
import { UsageError } from './errors.ts';
import type { MappingPin } from './ledger/port.ts';
import { nearest } from './mapping/suggest.ts';
import { ENTITIES, type Entity, MASTERS, PARENTS } from './model/entity.ts';
import type { LanePlan, Mode, RunPlan } from './model/run.ts';
import type { BoundMapping } from './route-mappings.ts';

export interface PlanRequest {
  readonly run: string;
  readonly mode: Mode;
  readonly route: Route;
  /** Absolute path of the configuration. */
  readonly config: string;
  readonly targetInstance: string;
  readonly mappings: readonly BoundMapping[];
  /** What each source says it can read. */
  readonly entitiesOf: Readonly<Record<string, readonly string[]>>;
  /** Only these of the route's entities; empty: all. */
  readonly only: readonly string[];
}

export interface Planned {
  readonly plan: RunPlan;
  readonly pins: readonly MappingPin[];
  /** What will not be read, for people to know beforehand. */
  readonly notes: readonly string[];
}

/** Throws UsageError `mapping-source`, `lane-twice`, `entity-unknown` or `route-empty`. */
export function planRun(request: PlanRequest): Planned {
  const { mappings, notes } = readable(request);
  const wanted = mappings.filter(({ mapping }) => isWanted(mapping.to, request));
  refuseUnknown(request, mappings);
  if (wanted.length === 0) {
    throw new UsageError(`route ${request.route.name} has no mapping that its sources can feed`, {
      code: 'route-empty',
    });
  }
  const { run, route, mode, targetInstance, config } = request;
  const levels = levelsOf(wanted, request.route);
  refuseTwice(levels.flat(2));
  const plan = { run, route: route.name, mode, targetInstance, config, levels };
  return { plan, pins: pinsOf(wanted), notes: [...notes, ...unread(request, mappings)] };
}

/** Mappings whose source has what they read. A directory shared by several sources may ask for more than one of them has. */
function readable(request: PlanRequest) {
  const { mappings, entitiesOf, route } = request;
  const absent: BoundMapping[] = [];
  const kept = mappings.filter((bound) => {
    const { source, entity } = bound.mapping.from;
    if (entitiesOf[bound.source]?.includes(entity)) return true;
    if (source === bound.source) throw missingEntity(bound, entitiesOf[bound.source] ?? []);
    if (route.mappings.length === 1 && isWanted(bound.mapping.to, request)) absent.push(bound);
    return false;
  });
  return { mappings: kept, notes: notesOn(absent) };
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

/** What a source has and no mapping reads: left behind, and said so. */
function unread({ route, entitiesOf }: PlanRequest, mappings: readonly BoundMapping[]): string[] {
  return route.from.flatMap((source) => {
    const read = mappings.filter((bound) => bound.source === source).map(({ mapping }) => mapping.from.entity);
    const left = (entitiesOf[source] ?? []).filter((entity) => !read.includes(entity));
    return left.map((entity) => `no mapping reads ${entity} of ${source}; it stays behind`);
  });
}

function levelsOf(mappings: readonly BoundMapping[], route: Route): LanePlan[][][] {
  const depths = [...new Set(ENTITIES.map(depthOf))].sort((a, b) => a - b);
  return depths
    .map((depth) => ENTITIES.filter((entity) => depthOf(entity) === depth))
    .map((entities) => entities.flatMap((entity) => groupsOf(entity, mappings, route)))
    .filter((level) => level.length > 0);
}

/** How many steps of parents lie before an entity. */
function depthOf(entity: Entity): number {
  return PARENTS[entity].reduce((deepest, parent) => Math.max(deepest, depthOf(parent) + 1), 0);
}

/**
 * Lanes that go one after another. Masters that are matched follow the order of precedence; other lanes wait only for
 * those of their own source, whose keys can be the same.
 */
function groupsOf(entity: Entity, mappings: readonly BoundMapping[], route: Route): LanePlan[][] {
  const own = mappings
    .filter(({ mapping }) => mapping.to === entity)
    .sort((a, b) => route.from.indexOf(a.source) - route.from.indexOf(b.source));
  const matched = MASTERS.includes(entity) && own.some(({ mapping }) => mapping.match.length > 0);
  const lanes = own.map((bound) => lanePlan(bound, route, matched ? 1 : route.window));
  if (matched) return [lanes];
  const sources = [...new Set(lanes.map(({ source }) => source))];
  return sources.map((source) => lanes.filter((lane) => lane.source === source));
}

function lanePlan({ mapping, source }: BoundMapping, route: Route, window: number): LanePlan {
  return {
    lane: `${source}.${mapping.name}`,
    mapping: mapping.name,
    mappingVersion: mapping.version,
    mappingHash: mapping.hash,
    source,
    sourceEntity: mapping.from.entity,
    entity: mapping.to,
    where: null,
    since: null,
    batchSize: route.batch,
    window,
    quarantineLimit: route.quarantineLimit,
    precedence: MASTERS.includes(mapping.to) ? route.from : [],
  };
}

function refuseTwice(lanes: readonly LanePlan[]): void {
  const twice = lanes.find(({ lane }, index) => lanes.findIndex((other) => other.lane === lane) !== index);
  if (twice === undefined) return;
  const hint = 'give one of them another name (mapping: …)';
  throw new UsageError(`two mappings named ${twice.mapping} read ${twice.source}`, { code: 'lane-twice', hint });
}

function pinsOf(mappings: readonly BoundMapping[]): MappingPin[] {
  return mappings.map(({ mapping, file, text, tables }) => ({ hash: mapping.hash, file, text, tables }));
}
