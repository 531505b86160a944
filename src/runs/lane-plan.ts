/** What a run needs to know about one lane: where it starts, what narrows it, how it loads. Pure. */

import type { SourceInfo } from '../connectors/port.ts';
import { UsageError } from '../errors.ts';
import type { WatermarkRow } from '../ledger/runs/rows.ts';
import { nearest } from '../mapping/suggest.ts';
import { DEFAULT_DRIFT, type DriftPolicies } from '../model/drift.ts';
import { MASTERS } from '../model/entity.ts';
import type { LanePlan, Mode } from '../model/run.ts';
import { REPORT_VANISHED, type VanishedRule } from '../model/vanished.ts';
import type { Route, Scope } from '../project/configuration.ts';
import type { BoundMapping } from '../project/route-mappings.ts';

/** What a plan needs to know of a source. */
export type SourceTraits = Pick<SourceInfo, 'entities' | 'configured' | 'findings' | 'scoped' | 'follows'>;

/** What the lanes of a run are worked out from. */
export interface LaneRequest {
  readonly mode: Mode;
  readonly route: Route;
  /** What each source says about itself. */
  readonly sources: Readonly<Record<string, SourceTraits>>;
  /** How far each lane of the route has read; of use to a delta alone. */
  readonly watermarks?: readonly WatermarkRow[];
}

/** `source.mapping`: what landing, outcomes, record map and locks know the lane by. */
export function laneName({ source, mapping }: BoundMapping): string {
  return `${source}.${mapping.name}`;
}

interface LaneStart {
  readonly where: Scope | undefined;
  readonly since: string | null;
  /** Why a delta reads the lane whole. */
  readonly note?: string;
}

/** Only a delta starts where a run before ended, and only under the same mapping and scope. Throws UsageError `where-unsupported`. */
export function startOf(request: LaneRequest, bound: BoundMapping): LaneStart {
  const { mode, sources, watermarks = [] } = request;
  const where = scopeOf(request, bound);
  if (mode !== 'delta') return { where, since: null };
  const lane = laneName(bound);
  const whole = (because: string) => ({ where, since: null, note: `${lane} is read whole: ${because}` });
  const { source, mapping } = bound;
  if (sources[source]?.follows?.includes(mapping.from.entity) !== true) {
    return whole(`${source} can't tell what changed in ${mapping.from.entity}`);
  }
  const mark = watermarks.find((each) => each.lane === lane);
  if (mark === undefined) return whole('no run of it has settled yet');
  if (mark.mappingHash !== mapping.hash) return whole(`its mapping changed since run ${mark.run}`);
  if (mark.where !== (where?.query ?? null)) return whole(`its scope (where) changed since run ${mark.run}`);
  return { where, since: mark.continuation };
}

/** Where the lane's scope stands in the configuration; undefined when it has none. */
export function scopeAt(route: Route, lane: Pick<LanePlan, 'lane' | 'entity'>): string | undefined {
  return scopeFor(route, lane)?.at;
}

function scopeFor({ where }: Route, { lane, entity }: Pick<LanePlan, 'lane' | 'entity'>): Scope | undefined {
  return where[lane] ?? where[entity];
}

/** A scope for the lane goes before one for the entity. Throws UsageError `where-unsupported`. */
function scopeOf({ route, sources }: LaneRequest, bound: BoundMapping): Scope | undefined {
  const { source, mapping } = bound;
  const scope = scopeFor(route, { lane: laneName(bound), entity: mapping.to });
  if (scope === undefined || sources[source]?.scoped?.includes(mapping.from.entity) === true) return scope;
  const able = sources[source]?.scoped ?? [];
  const other = able.length === 0 ? `${source} can't narrow anything` : `${source} can narrow: ${able.join(', ')}`;
  throw new UsageError(`${laneName(bound)} can't be narrowed: ${source} reads ${mapping.from.entity} whole`, {
    code: 'where-unsupported',
    at: scope.at,
    hint: `${other}; for one lane alone write its name instead of the entity (where: { SOURCE.MAPPING: … })`,
  });
}

/** A scope or a rule that no lane of the route would heed is a mistake in its name: throws UsageError `where-unknown`, `drift-unknown` or `vanished-unknown`. */
export function refuseUnknownNames({ route }: LaneRequest, mappings: readonly BoundMapping[]): void {
  const known = [...new Set(mappings.flatMap((bound) => [bound.mapping.to, laneName(bound)]))];
  refuseUnknown(route, { code: 'where-unknown', rules: route.where, known });
  refuseUnknown(route, { code: 'vanished-unknown', rules: route.vanished ?? {}, known: [...known, ALL] });
  refuseUnknown(route, { code: 'drift-unknown', rules: route.drift ?? {}, known: [...known, ALL] });
}

interface Named {
  readonly code: string;
  readonly rules: Readonly<Record<string, { readonly at: string }>>;
  readonly known: readonly string[];
}

function refuseUnknown({ name: route }: Route, { code, rules, known }: Named): void {
  const [of, rule] = Object.entries(rules).find(([name]) => !known.includes(name)) ?? [];
  if (of === undefined || rule === undefined) return;
  const near = nearest(of, known);
  const hint = near === null ? `it has: ${known.join(', ')}` : `did you mean ${near}?`;
  throw new UsageError(`route ${route} loads no ${of}`, { code, at: rule.at, hint });
}

/** Stands for every lane of the route. */
const ALL = '*';

/** Kind by kind, a policy for the lane wins over one for its entity, and that over one for all. */
function driftOf({ drift = {} }: Route, bound: BoundMapping): DriftPolicies {
  const [all, entity, lane] = [ALL, bound.mapping.to, laneName(bound)].map((name) => drift[name]?.policies);
  return { ...DEFAULT_DRIFT, ...all, ...entity, ...lane };
}

/** A rule for the lane wins over one for its entity, and that over one for all. */
function vanishedOf({ vanished = {} }: Route, bound: BoundMapping): VanishedRule {
  const rule = vanished[laneName(bound)] ?? vanished[bound.mapping.to] ?? vanished[ALL];
  return rule === undefined ? REPORT_VANISHED : { policy: rule.policy, limit: rule.limit };
}

/** The plan of one lane; `window` is how many of its batches may be in flight if nothing else forbids it. */
export function lanePlan(request: LaneRequest, bound: BoundMapping, window: number): LanePlan {
  const { route, sources } = request;
  const { mapping, source } = bound;
  const { where, since } = startOf(request, bound);
  // A source that follows gives a record again when it changed meanwhile: the readings must load in their order.
  const follows = sources[source]?.follows?.includes(mapping.from.entity) === true;
  return {
    lane: laneName(bound),
    mapping: mapping.name,
    mappingVersion: mapping.version,
    mappingHash: mapping.hash,
    source,
    sourceEntity: mapping.from.entity,
    entity: mapping.to,
    where: where?.query ?? null,
    since,
    batchSize: route.batch,
    window: follows ? 1 : window,
    quarantineLimit: route.quarantineLimit,
    drift: driftOf(route, bound),
    vanished: vanishedOf(route, bound),
    precedence: MASTERS.includes(mapping.to) ? route.from : [],
  };
}
