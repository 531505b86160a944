/** One record of a plan with everything that is known of it: what accumulators are fed with. */
import { type Step, splitPath } from '../mapping/path.ts';
import type { JsonValue } from '../model/json.ts';
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
  /** Of its fields as JSON in UTF-8. */
  readonly bytes: number;
  readonly trace: Trace;
  readonly ending: Ending;
  /** What was fetched for it, each once; of a record that crosses. */
  readonly files: readonly RecordFile[];
}

/** A file that a record would have in the target, attached or shown in its texts. */
export interface RecordFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
}

/** Whether the target would hold the record after the run. */
export function crosses({ kind }: Ending): boolean {
  return kind === 'created' || kind === 'updated' || kind === 'unchanged';
}

/** Reads the values that a path leads to. */
export type Walk = (from: JsonValue) => readonly JsonValue[];

/**
 * Reads what lies at a path of the mapping language (`a.b`, `a[0]`, `a[].b`, `['any. name']`), through every list on the way,
 * whether the path says `[]` or not; nulls left out, a list at its end as its items. Pure; what is no path leads nowhere.
 */
export function walkTo(path: string): Walk {
  const steps = splitPath(path) ?? [{ name: path }];
  return (from) =>
    steps
      .reduce<readonly JsonValue[]>((values, step) => values.flatMap((value) => taken(value, step)), [from])
      .flatMap(itemsOf)
      .filter((value) => value !== null);
}

function taken(value: JsonValue, step: Step): readonly JsonValue[] {
  if (step === 'all') return itemsOf(value);
  if ('index' in step) return Array.isArray(value) ? [value[step.index] ?? null] : [];
  return itemsOf(value).flatMap((item) => members(item, step.name));
}

function itemsOf(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? value : [value];
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

/** The top-level field that a path as seen from the record reads; null for the record as a whole. */
export function topField(path: string): string | null {
  const [first] = splitPath(path) ?? [];
  return typeof first === 'object' && 'name' in first ? first.name : null;
}

/** Whether a source field holds anything. */
export function isFilled(value: JsonValue | undefined): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === 'string') return value.trim() !== '';
  return Array.isArray(value) ? value.some(isFilled) : true;
}
