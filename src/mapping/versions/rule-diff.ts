/** The difference between two rules in words. */
import { z } from 'zod';
import { canonicalJson } from '../../model/canonical.ts';
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { activeIn, OPERATIONS, SOURCE_KEYS, sourceKeyOf } from '../operations/operations.ts';

/** Keys of operations that hold an object of values, such as `map`: compared value by value. */
const MAPS = OPERATIONS.filter(({ name, shape }) => shape[name] instanceof z.ZodRecord).map(({ name }) => name);

/** One sentence for each part that differs: keys of a rule, and of a map each value that it lists. */
export function diffRules(before: JsonValue, after: JsonValue): readonly string[] {
  if (!isObject(before) || !isObject(after)) {
    if (before === null) return [show(after)];
    return after === null ? [`was ${show(before)}`] : [`was ${show(before)}, is ${show(after)}`];
  }
  return namesOf(before, after).flatMap((name) => {
    const [old, now] = [before[name], after[name]];
    if (same(old, now)) return [];
    if (MAPS.includes(name) && isObject(old) && isObject(now)) return diffMap(name, old, now);
    if (old === undefined) return [`${name}: ${show(now)} is new`];
    return now === undefined ? [`${name}: ${show(old)} is gone`] : [`${name} was ${show(old)}, is ${show(now)}`];
  });
}

/**
 * The one form of rules that mean the same: a path is `{ from }`, a key that stands for `from` (`by` of a reference) is `from`,
 * and an operation that is false isn't there.
 */
export function plainRule(rule: JsonValue): JsonValue {
  if (typeof rule === 'string') return { from: rule };
  if (Array.isArray(rule)) return rule.map((item: JsonValue) => (isObject(item) ? plainRule(item) : item));
  if (!isObject(rule)) return rule;
  const kept = Object.entries(rule).filter(([name, value]) => value !== false || LITERAL.includes(name));
  const { any, ...rest }: JsonObject = Object.fromEntries(kept.filter(([name]) => !SOURCE_KEYS.has(name)));
  const alternatives = Array.isArray(any) ? { any: any.map(plainRule) } : {};
  const alias = rest.from === undefined ? sourceKeyOf(activeIn(rest)) : null;
  const sources = kept.flatMap(([name, value]): [string, JsonValue][] =>
    SOURCE_KEYS.has(name) ? [[name === alias ? 'from' : name, value]] : [],
  );
  return { ...rest, ...Object.fromEntries(sources), ...alternatives };
}

/** Keys whose false is a value. */
const LITERAL = ['const', 'missing'];

/** An object of rules, empty when there is none. */
export function rulesOf(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** One sentence for each value that a map lists anew, no more, or with another result. */
function diffMap(name: string, old: JsonObject, now: JsonObject): readonly string[] {
  return namesOf(old, now).flatMap((value) => {
    const quoted = JSON.stringify(value);
    if (same(old[value], now[value])) return [];
    if (old[value] === undefined) return [`the ${name} lists ${quoted} now, as ${show(now[value])}`];
    if (now[value] === undefined) return [`the ${name} lists ${quoted} no more; it was ${show(old[value])}`];
    return [`${quoted} was ${show(old[value])}, is ${show(now[value])}`];
  });
}

function same(old: JsonValue | undefined, now: JsonValue | undefined): boolean {
  if (old === undefined || now === undefined) return old === now;
  return canonicalJson(old) === canonicalJson(now);
}

/** The names of both, those of the old first. */
export function namesOf(old: JsonObject, now: JsonObject): readonly string[] {
  return [...new Set([...Object.keys(old), ...Object.keys(now)])];
}

/** A value as it stands in a sentence: cut after 160 characters. */
export function show(value: JsonValue | undefined): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return text.length <= 160 ? text : `${text.slice(0, 160)}…`;
}
