/** Compares what the live console takes with what this Ferry was built with, field by field that a mapping fills. Pure. */
import { z } from 'zod';
import { finding } from '../../messages/make.ts';
import { SCHEMAS } from '../../model/entities/index.ts';
import type { Entity } from '../../model/entity.ts';
import type { PlanFinding } from '../../model/finding.ts';
import type { JsonObject } from '../../model/json.ts';
import type { MappingFacts, RuleFact } from '../../model/mapping-facts.ts';
import { listOf, memberOf, objectOf, plainSchema } from './schema.ts';
import { type Difference, noField, ownDifferences, type Pair, required, typeDifference } from './schema-differences.ts';

/** What a target says it takes, as `Target.contract` gives it. */
export type Contract = Readonly<Partial<Record<Entity, JsonObject>>>;

/**
 * What of a mapping is held against the contract: the fields it fills and where it says so. `lane` null: no lane yet.
 */
export interface ContractMapping extends Pick<MappingFacts, 'entity' | 'file'> {
  readonly lane: string | null;
  readonly rules: readonly Pick<RuleFact, 'target' | 'line'>[];
}

/**
 * What stands between these mappings and the console as it is now: fields it doesn't have or takes less of, and fields it
 * wants and no rule fills. Each blocks a run. What the console takes more of needs no action and is no finding.
 */
export function contractFindings(live: Contract, mappings: readonly ContractMapping[]): readonly PlanFinding[] {
  return mappings.flatMap((mapping) => {
    const schema = live[mapping.entity];
    if (schema !== undefined) {
      return differencesOf(mapping, { built: builtSchema(mapping.entity), live: plainSchema(schema) });
    }
    const { entity, lane, file } = mapping;
    return [finding({ weight: 'block', code: 'contract-entity', params: { file, entity }, lane })];
  });
}

/** What this Ferry takes for the console's contract. */
export function builtContract(entity: Entity): JsonObject {
  const schema: JsonObject = z.record(z.string(), z.json()).parse(z.toJSONSchema(SCHEMAS[entity], { io: 'input' }));
  return schema;
}

const built = new Map<Entity, JsonObject>();

function builtSchema(entity: Entity): JsonObject {
  const known = built.get(entity) ?? plainSchema(builtContract(entity));
  built.set(entity, known);
  return known;
}

function differencesOf(mapping: ContractMapping, pair: Pair): readonly PlanFinding[] {
  const { entity, file, lane, rules } = mapping;
  const all = [
    ...rules.flatMap(({ target, line }) =>
      along(pair, stepsOf(target)).map((difference) => difference({ entity, place: `${file}:${line}` })),
    ),
    ...unfilled(
      pair,
      rules.map(({ target }) => stepsOf(target)),
    ).map((difference) => difference({ entity, place: file })),
  ];
  const distinct = new Map(all.map((one) => [JSON.stringify(one), one]));
  return [...distinct.values()].map((one) => finding({ weight: 'block', lane, ...one }));
}

/** `comments[].author` as `comments`, `[]`, `author`. */
function stepsOf(target: string): readonly string[] {
  return target.split('.').flatMap((part) => [part.replaceAll('[]', ''), ...(part.match(/\[\]/g) ?? [])]);
}

function named(steps: readonly string[]): string {
  return steps.join('.').replaceAll('.[]', '[]');
}

/** Compares what contains the field by type alone, and the field with everything inside it. */
function along(pair: Pair, steps: readonly string[]): readonly Difference[] {
  let at = pair;
  for (const [depth, step] of steps.entries()) {
    const here = steps.slice(0, depth + 1);
    const next = stepInto(at, step);
    if (next === 'unknown') return [];
    if (next === 'missing') return [noField(named(here))];
    if (depth < steps.length - 1) {
      const narrower = typeDifference(next, named(here));
      if (narrower.length > 0) return narrower;
    }
    at = next;
  }
  return compare(at, steps);
}

/** `unknown`: this Ferry doesn't know it either. */
function stepInto({ built: ours, live }: Pair, step: string): Pair | 'missing' | 'unknown' {
  if (step === '[]') return { built: objectOf(ours.items), live: objectOf(live.items) };
  const expected = memberOf(ours, step);
  const there = memberOf(live, step);
  if (there === undefined) return 'missing';
  return expected === undefined ? 'unknown' : { built: expected, live: there };
}

function compare(pair: Pair, steps: readonly string[]): readonly Difference[] {
  const field = named(steps);
  const types = typeDifference(pair, field);
  if (types.length > 0) return types;
  return [...ownDifferences(pair, field), ...inside(pair, steps)];
}

function inside({ built: ours, live }: Pair, steps: readonly string[]): readonly Difference[] {
  const names = Object.keys(objectOf(ours.properties));
  const parts = [...names, ...(ours.items === undefined || live.items === undefined ? [] : ['[]'])];
  return parts.flatMap((name) => {
    const next = stepInto({ built: ours, live }, name);
    const here = [...steps, name];
    if (next === 'unknown') return [];
    return next === 'missing' ? [noField(named(here))] : compare(next, here);
  });
}

/** Fields that the console has come to require and no rule fills: of the record, and of each part whose members rules fill one by one. */
function unfilled(
  pair: Pair,
  filled: readonly (readonly string[])[],
  at: readonly string[] = [],
): readonly Difference[] {
  // A part filled as a whole is compared as a whole.
  if (filled.length === 0 || filled.some(({ length }) => length === 0)) return [];
  const names = [...new Set(filled.flatMap(([first]) => first ?? []))];
  const absent = listOf(pair.live.required).filter((name) => !listOf(pair.built.required).includes(name));
  const found = absent
    .filter((name) => !names.includes(String(name)))
    .map((name) => required(named([...at, String(name)])));
  const deeper = names.flatMap((name) => {
    const next = stepInto(pair, name);
    if (next === 'missing' || next === 'unknown') return [];
    const rest = filled.flatMap(([first, ...more]) => (first === name ? [more] : []));
    return unfilled(next, rest, [...at, name]);
  });
  return [...found, ...deeper];
}
