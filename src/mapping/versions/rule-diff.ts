/** The difference between two rules in words. */
import { canonicalJson } from '../../model/canonical.ts';
import { isObject, type JsonObject, type JsonValue, type PathStep } from '../../model/json.ts';

/** One sentence for each part that is another: keys of a rule, and of a map each value that it lists. */
export function diffRules(before: JsonValue, after: JsonValue): readonly string[] {
  if (!isObject(before) || !isObject(after)) {
    if (before === null) return [show(after)];
    return after === null ? [`was ${show(before)}`] : [`was ${show(before)}, is ${show(after)}`];
  }
  return namesOf(before, after).flatMap((name) => {
    const [old, now] = [before[name], after[name]];
    if (same(old, now)) return [];
    if (name === 'map' && isObject(old) && isObject(now)) return diffMap(old, now);
    if (old === undefined) return [`${name}: ${show(now)} is new`];
    return now === undefined ? [`${name}: ${show(old)} is gone`] : [`${name} was ${show(old)}, is ${show(now)}`];
  });
}

/** Ways of writing the same made one: a path is `{ from }`, `by` alone is `from`, an operation that is false isn't there. */
export function plainRule(rule: JsonValue): JsonValue {
  if (typeof rule === 'string') return { from: rule };
  if (Array.isArray(rule)) return rule.map((item: JsonValue) => (isObject(item) ? plainRule(item) : item));
  if (!isObject(rule)) return rule;
  const kept = Object.entries(rule).filter(([name, value]) => value !== false || LITERAL.includes(name));
  const { any, by, ...rest }: JsonObject = Object.fromEntries(kept);
  const alternatives = Array.isArray(any) ? { any: any.map(plainRule) } : {};
  const source = by === undefined ? {} : { [rest.ref !== undefined && rest.from === undefined ? 'from' : 'by']: by };
  return { ...rest, ...source, ...alternatives };
}

/** Keys whose false is a value. */
const LITERAL = ['const', 'missing'];

/** An object of rules, empty when there is none. */
export function rulesOf(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function diffMap(old: JsonObject, now: JsonObject): readonly string[] {
  return namesOf(old, now).flatMap((value) => {
    const quoted = JSON.stringify(value);
    if (same(old[value], now[value])) return [];
    if (old[value] === undefined) return [`the map lists ${quoted} now, as ${show(now[value])}`];
    if (now[value] === undefined) return [`the map lists ${quoted} no more; it was ${show(old[value])}`];
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

/** Whether something stands at the path. */
export function holds(value: JsonValue, at: readonly PathStep[]): boolean {
  let inner: unknown = value;
  for (const step of at) {
    const holder: unknown = inner;
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, step)) return false;
    inner = Object.entries(holder).find(([name]) => name === String(step))?.[1];
  }
  return true;
}
