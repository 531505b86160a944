/** Which fields of the target are fed by which part of a source record. Pure. */
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { MappingFacts, RuleFact } from '../../model/mapping-facts.ts';
import { areRelated, type FieldPath } from '../../model/source-fields.ts';
import { type Step, splitPath } from '../path.ts';
import { namesOf } from './absent-reads.ts';

/** Both answer with top-level fields of the target, each once. */
export interface FedFields {
  /** Fields with a rule that reads something at, in or around the path. */
  fedBy(path: FieldPath): readonly string[];
  /** Fields with a rule that reads nothing which the record mentions: its names are absent, which isn't the same as null. */
  unmentioned(data: JsonObject): readonly string[];
}

/** Prepared once for a mapping. */
export function openFedFields({ rules }: Pick<MappingFacts, 'rules'>): FedFields {
  const reading = rules.filter(({ from }) => from.length > 0);
  const sources = reading.map((rule) => ({
    field: topOf(rule),
    paths: rule.from.map((path) => listSteps(rule, path)),
  }));
  return {
    fedBy: (path) => once(reading.filter((rule) => readsAt(rule, path)).map(topOf)),
    unmentioned: (data) =>
      once(sources.filter(({ paths }) => !paths.some((steps) => mentions(data, steps))).map(({ field }) => field)),
  };
}

function readsAt({ from, when }: RuleFact, path: FieldPath): boolean {
  // Of a condition only the text is known: a rule that may hang on the path counts as fed by it.
  if (when?.includes(path.at(-1) ?? '') === true) return true;
  return from.some((text) => areRelated(namesOf(text) ?? [], path));
}

/** Of a list only whether it is there: its items need not mention everything. */
function listSteps({ target }: RuleFact, path: string): readonly Step[] {
  const steps = splitPath(path) ?? [];
  const list = target.includes('[]') ? steps.indexOf('all') : -1;
  return list < 0 ? steps : steps.slice(0, list);
}

function mentions(value: JsonValue, [step, ...rest]: readonly Step[]): boolean {
  if (step === undefined) return true;
  if (typeof step === 'object' && 'name' in step) {
    return isObject(value) && Object.hasOwn(value, step.name) && mentions(value[step.name] ?? null, rest);
  }
  if (!isList(value)) return true;
  const items = step === 'all' ? value : value.slice(step.index, step.index + 1);
  return items.length === 0 || items.some((item) => mentions(item, rest));
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function topOf({ target }: RuleFact): string {
  return target.replace(/[.[].*$/s, '');
}

function once(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
