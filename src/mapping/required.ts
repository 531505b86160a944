/** Rules that can leave empty what the console requires, so that a record is set aside for a reason that no rule gives. */
import type { Entity } from '../model/entity.ts';
import type { Compilation } from './compilation.ts';
import type { MappingIssue } from './mapping-error.ts';
import type { MappingFile, WrittenRule } from './shape.ts';
import { requiredNames, targetOf } from './target.ts';

/**
 * A warning for each rule of a required field that a record can leave empty: such a record is set aside as `contract`. None for
 * rules that say what happens then, and for what the key reads, which is asked for first. The file has compiled.
 */
export function openRequired(file: MappingFile, entity: Entity, compilation: Compilation): readonly MappingIssue[] {
  const there = keyPaths(file.key);
  return requiredNames(targetOf(entity)).flatMap((name) => {
    const rule = file.fields[name];
    const opening = rule === undefined ? null : openingOf(rule, there);
    if (opening === null) return [];
    const at = ['fields', name, ...(opening.key === null ? [] : [opening.key])];
    const message = `${name} is required, and ${opening.words}: such a record is set aside as contract`;
    return [{ file: compilation.file, ...compilation.source.place(at, 'key'), message, hint: opening.hint }];
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

type Spec = Exclude<WrittenRule, string>;

/** Null when every record gets a value from the rule or is set aside by it. */
function openingOf(rule: WrittenRule, there: ReadonlySet<unknown>): Opening | null {
  const spec: Spec = typeof rule === 'string' ? { from: rule } : rule;
  if (spec.when !== undefined) return open('when', 'nothing stands in it when its condition is false', ANOTHER);
  if ('const' in spec) return null;
  if (Array.isArray(spec.any)) {
    const closed = spec.any.some((one: WrittenRule) => openingOf(one, there) === null);
    return closed ? null : open('any', 'all of its alternatives can be empty', ANOTHER);
  }
  return unreadOf(spec) ?? (there.has(spec.from ?? spec.by) ? null : emptyOf(spec));
}

function emptyOf({ ref, missing }: Spec): Opening | null {
  const says = missing !== undefined && !isNull(missing);
  if (ref !== undefined) return open('ref', 'nothing stands in it when the source is empty', ANOTHER);
  if (missing === undefined) return open(null, "its rule doesn't say what an empty source means", SAY);
  return says ? null : open('missing', 'nothing stands in it when the source is empty', SAY);
}

function unreadOf({ otherwise, onError, extract }: Spec): Opening | null {
  if (isNull(otherwise))
    return open('otherwise', "nothing stands in it for values that its table doesn't list", QUARANTINE);
  if (isNull(onError)) return open('onError', "nothing stands in it for what can't be read", QUARANTINE);
  return extract === undefined
    ? null
    : open('extract', 'nothing stands in it where the pattern finds nothing', ANOTHER);
}

function open(key: string | null, words: string, hint: string): Opening {
  return { key, words, hint };
}

function isNull(value: unknown): boolean {
  return value === null || value === 'null';
}

const SAY = 'missing: quarantine says it, or missing: with what shall stand there';
const QUARANTINE = 'quarantine says so in the mapping';
const ANOTHER = 'any: with a constant at its end says what shall stand there';
