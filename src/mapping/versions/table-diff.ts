/** What changed in the tables that two texts of a mapping look values up in. */
import { isObject, type JsonObject, type JsonValue, type PathStep } from '../../model/json.ts';
import type { TableKeys } from '../operations/operation.ts';
import { OPERATIONS } from '../operations/operations.ts';
import { asJson, readSourceText } from '../source-text.ts';
import { readTable } from '../tables.ts';
import type { MappingText, Side } from './change.ts';
import { show } from './rule-diff.ts';

/** Rows listed one by one; of more only their number. */
const MOST_ROWS = 20;

/** A lookup of a mapping and where it first stands. */
interface Lookup {
  readonly lookup: string;
  readonly by: string;
  readonly take: string;
  readonly at: readonly PathStep[];
}

/** What is compared of a file. It needn't compile. */
type TableSide = Pick<Side, 'value' | 'tables'>;

/** The rows of one table that give something else for one lookup. */
export interface TableChange {
  readonly before: Lookup;
  readonly after: Lookup;
  /** A sentence for all of them, and then one for each of the first twenty. */
  readonly words: readonly string[];
}

/**
 * The lookups that both sides have and whose tables hold other values. What a mapping looks up no more, or anew, is a change
 * of its rule; a table that only one side has at hand, or that can't be read, is left out.
 */
export function tableChanges(before: TableSide, after: TableSide): readonly TableChange[] {
  const now = new Map(lookupsIn(after.value).map((lookup) => [nameOf(lookup), lookup]));
  return lookupsIn(before.value).flatMap((old) => {
    const same = now.get(nameOf(old));
    const [was, is] = [rowsOf(old, before), rowsOf(old, after)];
    if (same === undefined || was === null || is === null) return [];
    const words = rowWords(was, is);
    return words.length === 0 ? [] : [{ before: old, after: same, words }];
  });
}

/** The tables that a mapping names, as it names them; none when it is no mapping. */
export function tablesNamed({ file, text }: MappingText): readonly string[] {
  const value = asJson(readSourceText(file, text).value);
  return isObject(value) ? [...new Set(lookupsIn(value).map(({ lookup }) => lookup))] : [];
}

/** Every lookup of a mapping file, each once. */
function lookupsIn(file: JsonObject): readonly Lookup[] {
  const found = ['key', 'identities', 'fields', 'each'].flatMap((part) => within(file[part] ?? null, [part]));
  return [...new Map(found.toReversed().map((lookup) => [nameOf(lookup), lookup])).values()].toReversed();
}

/** Lookups anywhere within a part of the file: alternatives of `any` too. */
function within(value: JsonValue, at: readonly PathStep[]): readonly Lookup[] {
  if (Array.isArray(value)) return value.flatMap((item: JsonValue, index) => within(item, [...at, index]));
  if (!isObject(value)) return [];
  const found = TABLE_KEYS.flatMap((keys) => lookupBy(keys, value, at));
  if (found.length > 0) return found;
  return Object.entries(value).flatMap(([name, inner]) => within(inner, [...at, name]));
}

const TABLE_KEYS = OPERATIONS.flatMap(({ tableKeys }) => tableKeys ?? []);

function lookupBy(keys: TableKeys, rule: JsonObject, at: readonly PathStep[]): readonly Lookup[] {
  const [lookup, by, take] = [rule[keys.table], rule[keys.by], rule[keys.take]];
  if (typeof lookup !== 'string' || typeof by !== 'string' || typeof take !== 'string') return [];
  return [{ lookup, by, take, at }];
}

function nameOf({ lookup, by, take }: Lookup): string {
  return JSON.stringify([lookup, by, take]);
}

type Rows = ReadonlyMap<string, string>;

function rowsOf(lookup: Lookup, { tables }: TableSide): Rows | null {
  return readTable(lookup, { tables, tableNames: [], report: () => undefined });
}

/** The sentences for the rows that differ; none when no row does. */
function rowWords(was: Rows, is: Rows): readonly string[] {
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter((key) => was.get(key) !== is.get(key));
  if (changed.length === 0) return [];
  const added = changed.filter((key) => !was.has(key)).length;
  const removed = changed.filter((key) => !is.has(key)).length;
  const left = changed.length - MOST_ROWS;
  return [
    `rows: ${added} added, ${removed} removed, ${changed.length - added - removed} changed`,
    ...changed.slice(0, MOST_ROWS).map((key) => rowWord(key, was.get(key), is.get(key))),
    ...(left > 0 ? [`… ${left} more`] : []),
  ];
}

function rowWord(key: string, was: string | undefined, is: string | undefined): string {
  const quoted = show(JSON.stringify(key));
  if (was === undefined) return `${quoted} is listed now, as ${show(is)}`;
  return is === undefined
    ? `${quoted} is listed no more; it was ${show(was)}`
    : `${quoted} was ${show(was)}, is ${show(is)}`;
}
