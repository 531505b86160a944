/** One record of a plan with everything that is known of it: what accumulators are fed with. */
import type { JsonObject, JsonValue } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import type { Trace } from '../model/mapping-facts.ts';
import type { OutcomeKind } from '../model/outcome.ts';
import type { SourceRecord } from '../model/record.ts';

/** What became of a record, as the ledger keeps it. */
export interface Ending {
  readonly kind: OutcomeKind;
  readonly code: string | null;
  readonly path: string | null;
  readonly message: string | null;
  readonly externalKey: string | null;
}

export interface LookedAt {
  readonly record: SourceRecord;
  /** Of its line in the landing. */
  readonly bytes: number;
  readonly trace: Trace;
  readonly ending: Ending;
}

/** The values at a dotted path without indices (`comments[].author`), through every list on the way; nulls left out. */
export function valuesAt(fields: JsonValue, path: string): readonly JsonValue[] {
  let values: readonly JsonValue[] = [fields];
  for (const step of path.replaceAll('[]', '').split('.')) {
    values = values
      .flatMap((value) => members(value, step))
      .flatMap((value) => (Array.isArray(value) ? value : [value]));
  }
  return values.filter((value) => value !== null);
}

function members(value: JsonValue, name: string): readonly JsonValue[] {
  if (!isObject(value) || !Object.hasOwn(value, name)) return [];
  return [value[name] ?? null];
}

/** As a person would write it: texts as they are, everything else as JSON. */
export function shown(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The first step of a source path: the top-level field it reads; null for the record as a whole. */
export function topField(path: string): string | null {
  const [, plain, single, double] =
    /^(?:record\.)?(?:([^.[\]'"]+)|\['((?:[^']|'')*)'\]|\["((?:[^"]|"")*)"\])/.exec(path) ?? [];
  return plain ?? single?.replaceAll("''", "'") ?? double?.replaceAll('""', '"') ?? null;
}

/** Whether a source field holds anything. */
export function isFilled(value: JsonValue | undefined): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === 'string') return value.trim() !== '';
  return Array.isArray(value) ? value.some(isFilled) : true;
}

/** Whether there is anything in an object at all. */
export function isEmpty(value: JsonObject): boolean {
  return Object.keys(value).length === 0;
}
