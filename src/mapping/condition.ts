/** CEL conditions: compiled once, total, with missing names as null and patterns in linear time. */
import { Environment } from '@marcbachmann/cel-js';
import type { JsonValue } from '../model/json.ts';
import { type ConditionMistake, mistakeIn, typeMistake } from './condition-mistake.ts';
import { print } from './condition-print.ts';
import type { ConditionRead, Root } from './condition-reads.ts';
import { built, likened, looped, matches, memberOf, startWork } from './condition-work.ts';
import { topOf } from './path.ts';

/** A condition that can be asked any number of times. Asking changes nothing. */
export interface Condition {
  /** Names it reads besides `record` and `item`. */
  readonly names: readonly string[];
  /** Fields it reads of `record`, also those in brackets: `record['any name']`. */
  readonly recordFields: readonly string[];
  /** Everything it reads, down to the deepest member that it names. */
  readonly reads: readonly ConditionRead[];
  /** Null: it couldn't be evaluated, for example because it compares text with nothing. Never throws. */
  readonly holds: (lookup: (name: string) => JsonValue) => boolean | null;
}

/** A condition that is sound, or why it is none. */
export type CompiledCondition = { readonly condition: Condition } | ConditionMistake;

const LIMITS = { maxAstNodes: 2000, maxDepth: 60, maxListElements: 500, maxMapEntries: 100, maxCallArguments: 16 };

/** What authors may write. */
const written = new Environment({ unlistedVariablesAreDyn: true, limits: LIMITS });
/** What runs: the library's own member access fails on what isn't there, and its own `matches` backtracks. */
const running = new Environment({ unlistedVariablesAreDyn: true })
  .registerFunction('ferryMember(dyn, dyn): dyn', memberOf)
  .registerFunction('ferryMatches(dyn, dyn): bool', matches)
  .registerFunction('ferryLikened(dyn, list): dyn', likened)
  .registerFunction('ferryLooped(dyn): dyn', looped)
  .registerFunction('ferryBuilt(dyn): dyn', built);

/** Compiles a condition, or returns what is wrong with it. Of `roots` the first is the one whose fields also go by their bare names. */
export function compileCondition(text: string, roots: readonly Root[] = ['record']): CompiledCondition {
  try {
    const parsed = written.parse(text);
    const reads: ConditionRead[] = [];
    const printed = print(parsed.ast, { reads, bound: new Map(), roots });
    const types = reads.flatMap(({ of, steps }) => (of === 'names' ? (topOf(steps) ?? []) : []));
    const type = types.find((name) => written.hasVariable(name));
    if (type !== undefined && !/\btype\s*\(/.test(text)) return typeMistake(type, roots);
    const checked = parsed.check();
    if (!checked.valid) return mistakeIn(text, checked.error, roots);
    if (checked.type !== 'bool' && checked.type !== 'dyn')
      return { mistake: `yields ${checked.type}, not true or false` };
    return { condition: conditionOf(printed, reads, roots) };
  } catch (error) {
    return mistakeIn(text, error, roots);
  }
}

function conditionOf(printed: string, reads: readonly ConditionRead[], roots: readonly Root[]): Condition {
  const fields = reads.filter(({ of, steps }) => of !== 'names' || !written.hasVariable(topOf(steps) ?? ''));
  const top = (of: ConditionRead['of']) => [
    ...new Set(fields.filter((read) => read.of === of).flatMap(({ steps }) => topOf(steps) ?? [])),
  ];
  const names = top('names');
  const holds = evaluator(running.parse(printed), [...names, ...roots]);
  return { names, recordFields: top('record'), reads: fields, holds };
}

/** Total: an error of evaluation, or a result that is no boolean, is null. */
function evaluator(program: (context: Record<string, JsonValue>) => unknown, names: readonly string[]) {
  return (lookup: (name: string) => JsonValue): boolean | null => {
    const context: Record<string, JsonValue> = Object.create(null);
    for (const name of names) context[name] = lookup(name);
    startWork();
    try {
      const result = program(context);
      return typeof result === 'boolean' ? result : null;
    } catch {
      return null;
    }
  };
}
