/** One record of a plan with everything that is known of it: what the counters of the profile are given. */
import { type Step, splitPath } from '../../mapping/path.ts';
import type { JsonValue } from '../../model/json.ts';
import { isObject } from '../../model/json.ts';
import type { Trace } from '../../model/mapping-facts.ts';
import type { StoredMessage } from '../../model/message.ts';
import type { OutcomeKind, Problem } from '../../model/outcome.ts';
import type { SourceRecord } from '../../model/record.ts';

/** The outcome of a record, as the ledger keeps it. */
export interface Ending extends StoredMessage {
  readonly kind: OutcomeKind;
  readonly code: string | null;
  readonly path: string | null;
  /** As in `EndingRow`. */
  readonly also: readonly Problem[] | null;
  readonly externalKey: string | null;
}

/** The newest version of a record, one per key of a lane, whatever its outcome. */
export interface ProfiledRecord {
  readonly record: SourceRecord;
  /** Of its fields as JSON in UTF-8. */
  readonly bytes: number;
  readonly trace: Trace;
  readonly ending: Ending;
  /** What was fetched for it, each once; empty for a record that isn't loaded. */
  readonly files: readonly RecordFile[];
}

/** A file that a record would have in the target, attached or shown in its texts. */
export interface RecordFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
}

/** Whether the target would hold the record after the run, written or unchanged. */
export function isLoaded({ kind }: Ending): boolean {
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
  const visit = steps.reduceRight<Visit>((next, step) => visitStep(step, next), keep);
  return (from) => {
    const found: JsonValue[] = [];
    visit(from, found);
    return found;
  };
}

/** Follows the rest of a path from here and keeps what lies at its end. Every value of every record comes by: no lists on the way. */
type Visit = (value: JsonValue, found: JsonValue[]) => void;

const keep = eachItem((item, found) => {
  if (item !== null) found.push(item);
});

function visitStep(step: Step, next: Visit): Visit {
  if (step === 'all') return eachItem(next);
  if ('index' in step) {
    const { index } = step;
    return (value, found) => (Array.isArray(value) ? next(value[index] ?? null, found) : undefined);
  }
  const { name } = step;
  return eachItem((item, found) => {
    if (isObject(item) && Object.hasOwn(item, name)) next(item[name] ?? null, found);
  });
}

function eachItem(next: Visit): Visit {
  return (value, found) => {
    if (!Array.isArray(value)) next(value, found);
    else for (const item of value) next(item, found);
  };
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

/** Whether a source field holds anything: `{}`, `[]` and blanks are nothing, and so is what holds only those. */
export function isFilled(value: JsonValue | undefined): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === 'string') return value.trim() !== '';
  if (Array.isArray(value)) return value.some(isFilled);
  return isObject(value) ? Object.values(value).some(isFilled) : true;
}
