/** Rules that can leave empty what the target requires, so that a record is quarantined for a reason that no rule gives. */
import type { Compilation } from '../compilation.ts';
import type { MappingIssue } from '../mapping-error.ts';
import type { Operation } from '../operations/operation.ts';
import { activeIn, ownMissing, type RuleSpec, sourceKeyOf } from '../operations/operations.ts';
import type { MappingFile, WrittenRule } from '../shape.ts';
import { requiredNames } from '../target/slots.ts';

/**
 * A warning for each rule of a required field that a record can leave empty: such a record is quarantined as `contract`. None for
 * rules that say what happens then, and for what the key reads, which is asked for first. The file has compiled.
 */
export function openRequired(file: MappingFile, compilation: Compilation): readonly MappingIssue[] {
  const filled = keyPaths(file.key);
  return requiredNames(compilation.target.fields).flatMap((name) => {
    const rule = file.fields[name];
    const opening = rule === undefined ? null : openingOf(rule, filled);
    if (opening === null) return [];
    const at = ['fields', name, ...(opening.key === null ? [] : [opening.key])];
    const message = `${name} is required, and ${opening.words}: such a record is quarantined as contract`;
    return [{ file: compilation.file, ...compilation.source.position(at, 'key'), message, hint: opening.hint }];
  });
}

/** Paths that hold something in every record that has a key. */
function keyPaths(key: WrittenRule): ReadonlySet<unknown> {
  if (typeof key === 'string') return new Set([key]);
  return new Set(key.missing === undefined ? [key.from].flat() : []);
}

/** What leaves a rule empty: the key that decides it (null: one that isn't there), and what to write instead. */
interface Opening {
  readonly key: string | null;
  readonly words: string;
  readonly hint: string;
}

/** Null when every record gets a value from the rule or is quarantined by it. */
function openingOf(rule: WrittenRule, filled: ReadonlySet<unknown>): Opening | null {
  const spec: RuleSpec = typeof rule === 'string' ? { from: rule } : rule;
  if (spec.when !== undefined) return open('when', 'is empty when its condition is false', ANOTHER);
  if ('const' in spec) return null;
  if (Array.isArray(spec.any)) {
    const closed = spec.any.some((one: WrittenRule) => openingOf(one, filled) === null);
    return closed ? null : open('any', 'all of its alternatives can be empty', ANOTHER);
  }
  const active = activeIn(spec);
  const source = spec.from ?? spec[sourceKeyOf(active) ?? 'from'];
  return unreadOf(spec, active) ?? (filled.has(source) ? null : emptyOf(spec, active));
}

/** What an empty source leads to. */
function emptyOf({ missing }: RuleSpec, active: readonly Operation[]): Opening | null {
  const own = ownMissing(active);
  if (own !== null) return open(own.name, 'is empty when the source is empty', ANOTHER);
  if (missing === undefined) return open(null, "its rule doesn't say what an empty source means", SAY);
  return isNull(missing) ? open('missing', 'is empty when the source is empty', SAY) : null;
}

/** What leads to an empty field although the source isn't empty. */
function unreadOf({ otherwise, onError }: RuleSpec, active: readonly Operation[]): Opening | null {
  if (isNull(otherwise)) return open('otherwise', "is empty for values that its table doesn't list", QUARANTINE);
  if (isNull(onError)) return open('onError', "is empty for what can't be read", QUARANTINE);
  const emptying = active.find(({ leavesEmpty }) => leavesEmpty !== undefined);
  return emptying === undefined ? null : open(emptying.name, `is empty ${emptying.leavesEmpty}`, ANOTHER);
}

function open(key: string | null, words: string, hint: string): Opening {
  return { key, words, hint };
}

function isNull(value: unknown): boolean {
  return value === null || value === 'null';
}

const SAY = 'missing: quarantine says it, or missing: with the value to use instead';
const QUARANTINE = 'quarantine says so in the mapping';
const ANOTHER = 'any: with a constant at its end says which value to use instead';
