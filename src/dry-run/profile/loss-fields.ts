/** Finds the source fields that a loss is about: those that the rule of its target field reads. */
import type { JsonObject } from '../../model/json.ts';
import type { RuleFact } from '../../model/mapping-facts.ts';
import type { Loss } from '../../model/outcome.ts';
import { isFilled, topField } from './profiled-record.ts';

/** Top-level source fields of one record of which something was lost, or that were replaced by a default. */
export interface Touched {
  readonly lossy: ReadonlySet<string>;
  readonly defaulted: ReadonlySet<string>;
}

const NONE: Touched = { lossy: new Set(), defaulted: new Set() };

/**
 * Of a rule that reads several fields, a loss is about those that are filled; a default for none of them is about the first.
 * Pure but for a cache of the rules.
 */
export function fieldsOfLosses(rules: readonly RuleFact[]): (losses: readonly Loss[], data: JsonObject) => Touched {
  const remembered = new Map<string, readonly string[]>();
  const sources = (path: string) => {
    const target = path.replace(/\[\d+\]/g, '[]');
    const known = remembered.get(target) ?? fieldsOf(rules, target);
    remembered.set(target, known);
    return known;
  };
  return (losses, data) => {
    if (losses.length === 0) return NONE;
    const touched = { lossy: new Set<string>(), defaulted: new Set<string>() };
    for (const { code, path } of losses) {
      const about = code === 'defaulted' ? touched.defaulted : touched.lossy;
      for (const field of concerned(sources(path), data)) about.add(field);
    }
    return touched;
  };
}

function concerned(fields: readonly string[], data: JsonObject): readonly string[] {
  const filled = fields.filter((field) => Object.hasOwn(data, field) && isFilled(data[field]));
  return filled.length > 0 ? filled : fields.slice(0, 1);
}

/** A loss may lie below what a rule fills. */
function fieldsOf(rules: readonly RuleFact[], path: string): readonly string[] {
  const own = rules.filter(
    ({ target }) => path === target || path.startsWith(`${target}.`) || path.startsWith(`${target}[]`),
  );
  return [...new Set(own.flatMap(({ from }) => from.flatMap((source) => topField(source) ?? [])))];
}
