/** Holds what the mappings of a route read against what their sources can hold, before anything is read. */
import { isFerryError, UsageError } from '../errors.ts';
import { type AbsentRead, absentReads, namesOf, pathsRead } from '../mapping/facts/absent-reads.ts';
import { MappingError, type MappingIssue } from '../mapping/mapping-error.ts';
import { finding } from '../messages/make.ts';
import type { PlanFinding } from '../model/finding.ts';
import type { LanePlan, RunPlan } from '../model/run.ts';
import { type FieldPath, isWithin, type SourceFields, spellPath } from '../model/source-fields.ts';
import type { Connected } from '../project/connect.ts';
import type { BoundMapping } from '../project/route-mappings.ts';
import { laneName } from './lane-plan.ts';

/** A lane's mapping beside what its source says it has. */
export interface LaneFields {
  readonly lane: string;
  readonly bound: BoundMapping;
  readonly fields: SourceFields;
  /** What the mapping reads of it. */
  readonly declared: readonly FieldPath[];
  readonly absent: readonly AbsentRead[];
}

/** A field that an earlier run read. */
export interface FieldRead {
  readonly lane: string;
  readonly path: FieldPath;
}

/** Fields of a lane that its plan keeps. */
const MOST = 5000;

/**
 * One element for each lane whose source says what it has; asks each source once for an entity. A source that can't be read
 * is left out: reading it tells why.
 */
export async function laneFields(
  connected: Pick<Connected, 'source'>,
  lanes: readonly Pick<LanePlan, 'lane' | 'source' | 'sourceEntity'>[],
  mappings: readonly BoundMapping[],
): Promise<readonly LaneFields[]> {
  const asked = new Map<string, Promise<SourceFields | null>>();
  const found: LaneFields[] = [];
  for (const { lane, source, sourceEntity } of lanes) {
    const bound = mappings.find((one) => laneName(one) === lane);
    if (bound === undefined) continue;
    const name = JSON.stringify([source, sourceEntity]);
    const asking = asked.get(name) ?? ask(connected, source, sourceEntity);
    asked.set(name, asking);
    const fields = await asking;
    if (fields === null) continue;
    const { facts } = bound.mapping;
    const declared = pathsRead(facts.reads, fields.paths).slice(0, MOST);
    found.push({ lane, bound, fields, declared, absent: absentReads(facts, fields) });
  }
  return found;
}

async function ask({ source }: Pick<Connected, 'source'>, name: string, entity: string): Promise<SourceFields | null> {
  try {
    return (await source(name).fields?.(entity)) ?? null;
  } catch (error) {
    if (isFerryError(error)) return null;
    throw error;
  }
}

/**
 * The plan with what each lane's source has of what its mapping reads, and what of it is gone since `before`. Throws
 * UsageError `field-unknown` for what neither the source has nor an earlier run had, with every place that reads it.
 */
export function withFields(plan: RunPlan, all: readonly LaneFields[], before: readonly FieldRead[]): RunPlan {
  const knownOf = (lane: string) => before.filter((one) => one.lane === lane).map(({ path }) => path);
  refuseUnknownFields(all.map((one) => ({ ...one, absent: withoutKnown(one.absent, knownOf(one.lane)) })));
  const byLane = new Map(all.map((one) => [one.lane, one]));
  const declare = (lane: LanePlan): LanePlan => {
    const known = byLane.get(lane.lane);
    if (known === undefined) return lane;
    const gone = goneFrom(known, knownOf(lane.lane));
    return { ...lane, declared: known.declared, ...(gone.length > 0 && { gone }) };
  };
  return { ...plan, levels: plan.levels.map((level) => level.map((group) => group.map(declare))) };
}

/** What a mapping still reads, earlier runs had, and the source has no more. */
function goneFrom({ bound, declared }: LaneFields, known: readonly FieldPath[]): readonly FieldPath[] {
  const there = new Set(declared.map(spellPath));
  return pathsRead(bound.mapping.facts.reads, known).filter((path) => !there.has(spellPath(path)));
}

function withoutKnown(absent: readonly AbsentRead[], known: readonly FieldPath[]): readonly AbsentRead[] {
  const before = new Set(known.map(spellPath));
  return absent.filter(({ names }) => !before.has(spellPath(names)));
}

/** Throws UsageError `field-unknown` when a mapping reads what its source can't have. */
export function refuseUnknownFields(all: readonly LaneFields[]): void {
  const errors = all.flatMap((one) => {
    const issues = fieldIssues(one);
    return issues.length === 0 ? [] : [{ issues, error: new MappingError(issues, one.bound.text) }];
  });
  const [first] = errors.flatMap(({ issues }) => issues);
  if (first === undefined) return;
  throw new UsageError(errors.map(({ error }) => error.message).join('\n\n'), {
    code: 'field-unknown',
    at: `${first.file}:${first.line}:${first.column}`,
    hint: 'correct the mapping: a field that an export may leave out goes under optional:; if the source lost it, export it again',
  });
}

/** The mistakes alone, as those of a mapping file are told. */
export function fieldIssues({ bound, fields, absent }: LaneFields): readonly MappingIssue[] {
  const { source, file, mapping } = bound;
  return absent
    .filter(({ mistake }) => mistake)
    .map(({ line, column, names, near }) => ({
      ...{ file, line, column },
      message: `${mapping.from.entity} of ${source} has no ${spellPath(names)}`,
      hint: near === null ? itHas(fields) : `did you mean ${near}?`,
    }));
}

const SHOWN = 30;

function itHas({ paths }: SourceFields): string {
  const names = [...new Set(paths.flatMap(([top]) => (top === undefined ? [] : [spellPath([top])])))];
  const more = names.length > SHOWN ? `, and ${names.length - SHOWN} more` : '';
  return `it has: ${names.slice(0, SHOWN).join(', ')}${more}`;
}

/**
 * For a check and a plan: what no record holds now although it may. Where another name is near, it is likely a slip, and told
 * by itself.
 */
export function absentFindings(all: readonly LaneFields[], before: readonly FieldRead[]): readonly PlanFinding[] {
  return all.flatMap((one) => {
    const known = before.filter(({ lane }) => lane === one.lane).map(({ path }) => path);
    const absent = withoutKnown(one.absent, known).flatMap((read) => (read.mistake ? [] : [unlessRead(one, read)]));
    return [...absent.flatMap((read) => slip(one, read)), ...optionalAbsent(one, absent)];
  });
}

/** A name that the mapping reads as well was hardly meant. */
function unlessRead({ bound }: LaneFields, read: AbsentRead): AbsentRead {
  const isRead = bound.mapping.facts.reads.some(({ path }) => spellPath(namesOf(path) ?? []) === read.near);
  return isRead ? { ...read, near: null } : read;
}

function slip({ lane, bound }: LaneFields, { names, near, line }: AbsentRead): readonly PlanFinding[] {
  if (near === null) return [];
  const params = { place: `${bound.file}:${line}`, field: spellPath(names), near };
  return [finding({ weight: 'warn', code: 'field-absent', params, lane })];
}

/** The outermost fields alone: what lies in them is missing with them. */
function optionalAbsent({ lane, bound }: LaneFields, absent: readonly AbsentRead[]): readonly PlanFinding[] {
  const far = absent.filter(({ near }) => near === null).map(({ names }) => names);
  const outer = far.filter((path) => !far.some((other) => other.length < path.length && isWithin(path, other)));
  const fields = [...new Set(outer.map(spellPath))];
  if (fields.length === 0) return [];
  const params = { file: bound.file, total: fields.length, fields: fields.slice(0, SHOWN) };
  return [finding({ weight: 'note', code: 'fields-absent', params, lane })];
}
