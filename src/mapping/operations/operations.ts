/** Every operation of the mapping language, in the order they run. A new one: its definition beside this list, its entry here, its row in the tests. */
import { attachments, tokens } from './assets.ts';
import { lookup, map, matrix } from './choose.ts';
import { date, day } from './date.ts';
import { max, unique } from './limit.ts';
import { first, join, split } from './list.ts';
import type { Operation } from './operation.ts';
import { extract, replace } from './pattern.ts';
import { ref } from './ref.ts';
import { assets, html, markdown, text } from './rich-text.ts';
import { boolean, integer, number } from './scalar.ts';
import { lower, squeeze, trim, upper } from './text.ts';

/** The order is the language's: it holds whatever the order of the keys in a file. */
export const OPERATIONS: readonly Operation[] = [
  trim,
  lower,
  upper,
  squeeze,
  replace,
  extract,
  split,
  join,
  first,
  map,
  matrix,
  lookup,
  ref,
  date,
  day,
  number,
  integer,
  boolean,
  html,
  markdown,
  assets,
  attachments,
  tokens,
  text,
  max,
  unique,
];

/** Keys that may stand for `from` in a rule with the operation that declares them. */
export const SOURCE_KEYS: ReadonlySet<string> = new Set(OPERATIONS.flatMap(({ source }) => source ?? []));

/** A rule as an object of keys. */
export type RuleSpec = Readonly<Record<string, unknown>>;

/** The operations that a rule switches on, in the order they run. An operation that is false isn't there. */
export function activeIn(rule: RuleSpec): readonly Operation[] {
  return OPERATIONS.filter(({ name }) => name in rule && rule[name] !== false);
}

/** The key that may stand for `from` beside these operations; null when none of them has one. */
export function sourceKeyOf(active: readonly Operation[]): string | null {
  return active.find(({ source }) => source !== undefined)?.source ?? null;
}

/** Whether one of these operations says itself what an empty source means, instead of the rule's own `missing`. */
export function ownMissing(active: readonly Operation[]): Operation | null {
  return active.find(({ keys }) => keys.includes('missing')) ?? null;
}
