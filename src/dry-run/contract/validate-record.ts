/** Holds single records to what the live console takes, in the words the console itself would answer with. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Target } from '../../connectors/port.ts';
import { problem } from '../../messages/make.ts';
import type { Entity } from '../../model/entity.ts';
import { type JsonObject, type JsonValue, type PathStep, pointerSteps, showPath } from '../../model/json.ts';
import type { Problem } from '../../model/outcome.ts';
import type { Contract } from './compare-contracts.ts';
import { refusalOf } from './refusal.ts';
import { memberOf, objectOf, plainSchema } from './schema.ts';

/** The first problem of the fields, undefined when they can be held. `partial`: the record exists, only what is sent counts. */
export type ValidateRecord = (entity: Entity, data: JsonObject, extent: 'whole' | 'partial') => Problem | undefined;

/** Compiles each schema when it is first asked for. An entity that the contract doesn't know has no problems here. */
export function contractValidator(contract: Contract): ValidateRecord {
  // Formats come with patterns of their own.
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, logger: false });
  const compiled = new Map<string, { readonly schema: JsonObject; readonly check: ValidateFunction }>();
  return (entity, data, extent) => {
    const live = contract[entity];
    if (live === undefined) return undefined;
    const name = `${entity} ${extent}`;
    const schema = compiled.get(name)?.schema ?? forExtent(plainSchema(live), extent);
    const check = compiled.get(name)?.check ?? ajv.compile(schema);
    compiled.set(name, { schema, check });
    return check(data) ? undefined : firstProblem(schema, data, check.errors ?? []);
  };
}

/** Asks the target for its contract. One that has none to show refuses nothing here. */
export async function liveValidator({ contract }: Pick<Target, 'contract'>): Promise<ValidateRecord> {
  return contractValidator((await contract?.()) ?? {});
}

function forExtent(schema: JsonObject, extent: 'whole' | 'partial'): JsonObject {
  const { required: _, ...partial } = schema;
  return extent === 'whole' ? schema : partial;
}

interface Placed {
  readonly path: readonly PathStep[];
  readonly rank: readonly number[];
  readonly error: ErrorObject;
}

/** The console looks at fields in the order of its schema, and at names it doesn't know last. */
function firstProblem(schema: JsonObject, data: JsonObject, errors: readonly ErrorObject[]): Problem {
  const placed = errors.map((error): Placed => {
    const path = pathOf(data, error);
    return { path, rank: rankOf(schema, path), error };
  });
  const [first] = placed.sort((a, b) => compareRanks(a.rank, b.rank));
  if (first === undefined) return problem({ code: 'contract', path: '', params: { why: 'refused' } });
  return refusalOf(first.error, showPath(first.path));
}

/** A JSON pointer says nothing of what is an index: the value does. */
function pathOf(data: JsonObject, { instancePath, keyword, params }: ErrorObject): readonly PathStep[] {
  let held: JsonValue | undefined = data;
  const path: PathStep[] = [];
  for (const name of pointerSteps(instancePath)) {
    const inList = Array.isArray(held);
    path.push(inList ? Number(name) : name);
    held = inList ? listMember(held, Number(name)) : objectOf(held)[name];
  }
  const named = keyword === 'required' ? params.missingProperty : params.additionalProperty;
  return typeof named === 'string' ? [...path, named] : path;
}

function listMember(list: JsonValue | undefined, index: number): JsonValue | undefined {
  return Array.isArray(list) ? list[index] : undefined;
}

function rankOf(schema: JsonObject, path: readonly PathStep[]): readonly number[] {
  let at: JsonObject = schema;
  return path.map((step) => {
    if (typeof step === 'number') {
      at = objectOf(at.items);
      return step;
    }
    const place = Object.keys(objectOf(at.properties)).indexOf(step);
    at = memberOf(at, step) ?? {};
    return place < 0 ? Number.MAX_SAFE_INTEGER : place;
  });
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((rank, depth) => rank !== b[depth]);
  return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1);
}
