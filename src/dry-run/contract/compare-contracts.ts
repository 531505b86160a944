/** Compares what the live console takes with what this Ferry was built with, field by field that a mapping fills. Pure. */
import { z } from 'zod';
import { finding, type UnweighedFinding } from '../../messages/make.ts';
import { SCHEMAS } from '../../model/entities/index.ts';
import type { Entity } from '../../model/entity.ts';
import type { PlanFinding } from '../../model/finding.ts';
import type { JsonObject, JsonValue } from '../../model/json.ts';
import type { MappingFacts, RuleFact } from '../../model/mapping-facts.ts';
import { listOf, memberOf, objectOf, plainSchema, typesOf } from './schema.ts';

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
 * wants and no rule fills. Each blocks a run. What the console takes more of is nothing to act on and isn't said.
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

interface Pair {
  readonly built: JsonObject;
  readonly live: JsonObject;
}

/** Where a mapping says it: file and line, or the file alone. */
interface Where {
  readonly place: string;
  readonly entity: Entity;
}

/** One way in which the console takes less. */
type Difference = (where: Where) => Extract<UnweighedFinding, { readonly code: `contract-${string}` }>;

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

/** Holders of the field by their type alone, the field with all that is in it. */
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
  return [
    ...enumDifference(pair, field),
    ...limitDifferences(pair, field),
    ...patternDifference(pair, field),
    ...requiredDifference(pair, field),
    ...inside(pair, steps),
  ];
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

function typeDifference({ built: ours, live }: Pair, field: string): readonly Difference[] {
  const takes = typesOf(live);
  const gone = [...typesOf(ours)].filter((type) => !takes.has(type));
  if (gone.length === 0) return [];
  return [(where) => ({ code: 'contract-type', params: { ...where, field, gone, only: [...takes] } })];
}

function enumDifference({ built: ours, live }: Pair, field: string): readonly Difference[] {
  const words = wordsOf(live);
  if (words === null) return [];
  const own = wordsOf(ours);
  if (own === null) {
    return [(where) => ({ code: 'contract-enum', params: { ...where, field, only: words.map(show) } })];
  }
  const gone = own.filter((word) => !words.includes(word)).map(show);
  return gone.length === 0 ? [] : [(where) => ({ code: 'contract-enum', params: { ...where, field, gone } })];
}

function wordsOf(schema: JsonObject): readonly JsonValue[] | null {
  if (schema.const !== undefined) return [schema.const];
  return schema.enum === undefined ? null : listOf(schema.enum);
}

function show(word: JsonValue): string {
  return typeof word === 'string' ? word : JSON.stringify(word);
}

const UPPER = ['maxLength', 'maxItems', 'maxProperties', 'maximum', 'exclusiveMaximum'] as const;
const LOWER = ['minLength', 'minItems', 'minProperties', 'minimum', 'exclusiveMinimum'] as const;

function limitDifferences({ built: ours, live }: Pair, field: string): readonly Difference[] {
  const stricter = (name: string, isStricter: (live: number, ours: number) => boolean, open: number): Difference[] => {
    const [now, was] = [live[name], ours[name] ?? open];
    if (typeof now !== 'number' || typeof was !== 'number' || !isStricter(now, was)) return [];
    const before = Number.isFinite(was) ? was : null;
    return [(where) => ({ code: 'contract-limit', params: { ...where, field, limit: name, now, before } })];
  };
  return [
    ...UPPER.flatMap((name) => stricter(name, (now, was) => now < was, Number.POSITIVE_INFINITY)),
    ...LOWER.flatMap((name) =>
      stricter(
        name,
        (now, was) => now > was,
        name.startsWith('min') && name !== 'minimum' ? 0 : Number.NEGATIVE_INFINITY,
      ),
    ),
  ];
}

/** Of two patterns nobody can tell by themselves which takes less. */
function patternDifference({ built: ours, live }: Pair, field: string): readonly Difference[] {
  if (typeof live.pattern !== 'string' || live.pattern === ours.pattern) return [];
  return [(where) => ({ code: 'contract-pattern', params: { ...where, field } })];
}

/** Whoever fills the whole of it fills what was required before; what is required since may be absent. */
function requiredDifference({ built: ours, live }: Pair, field: string): readonly Difference[] {
  const before = listOf(ours.required);
  const since = listOf(live.required).filter((name) => !before.includes(name));
  return since.map((name) => required(field === '' ? String(name) : `${field}.${String(name)}`));
}

function required(field: string): Difference {
  return (where) => ({ code: 'contract-required', params: { ...where, field } });
}

function noField(field: string): Difference {
  return (where) => ({ code: 'contract-field', params: { ...where, field } });
}

/** What the console requires since, of the record and of each part that rules fill name by name, and that none of them fills. */
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
