/** Compares two schemas of the same field: what the live console takes less of than this Ferry was built with. Pure. */
import type { UnweighedFinding } from '../../messages/make.ts';
import type { Entity } from '../../model/entity.ts';
import type { JsonObject, JsonValue } from '../../model/json.ts';
import { listOf, typesOf } from './schema.ts';

/** One field's schema as this Ferry was built with it, and as the live console gives it. */
export interface Pair {
  readonly built: JsonObject;
  readonly live: JsonObject;
}

/** Where a mapping says it: file and line, or the file alone. */
export interface Where {
  readonly place: string;
  readonly entity: Entity;
}

/** One way in which the console takes less; where a mapping meets it is filled in later. */
export type Difference = (where: Where) => Extract<UnweighedFinding, { readonly code: `contract-${string}` }>;

/** Types that the live console no longer takes. */
export function typeDifference({ built: ours, live }: Pair, field: string): readonly Difference[] {
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

/** A field that the console requires, and that no rule fills. */
export function required(field: string): Difference {
  return (where) => ({ code: 'contract-required', params: { ...where, field } });
}

/** A field that the console does not have. */
export function noField(field: string): Difference {
  return (where) => ({ code: 'contract-field', params: { ...where, field } });
}

/** All differences of the field itself but its type; fields inside it are not compared. */
export function ownDifferences(pair: Pair, field: string): readonly Difference[] {
  return [
    ...enumDifference(pair, field),
    ...limitDifferences(pair, field),
    ...patternDifference(pair, field),
    ...requiredDifference(pair, field),
  ];
}
