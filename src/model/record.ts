/** A record as it is read from a source, and as a mapping makes it. */
import type { JsonObject } from './json.ts';
import type { Loss, Problem } from './outcome.ts';
import type { AssetUse, Reference } from './reference.ts';

/** A record as a source gave it. Landed as it is, never changed afterwards. */
export interface SourceRecord {
  /** The source's own id, as text. Unique within one enumeration of (source, entity). */
  readonly key: string;
  /** Orders two versions of the same record, in the form of `record-version.ts`; absent where the source has no such thing. */
  readonly version?: string;
  readonly data: JsonObject;
  /** Set by the source when the record can't be trusted (a ragged row, a duplicate key); it will be quarantined with this. */
  readonly problem?: Problem;
}

/** A key under which this record is known: references find it by these, and masters match by those named in `match`. */
export interface Identity {
  /** `id`, `login`, `email`, `number`, `code`, … */
  readonly kind: string;
  /** Already normalised by the mapping (trimmed, lower-cased where it said so). */
  readonly value: string;
}

/** A value that a table of the mapping didn't list. At most 200 characters of it. */
export interface UnknownValue {
  /** Target field without indices. */
  readonly field: string;
  readonly value: string;
}

/** A record as the mapping made it. */
export interface Mapped {
  readonly kind: 'mapped';
  readonly key: string;
  /** `source:entity:id`. */
  readonly externalKey: string;
  readonly version?: string;
  readonly fields: JsonObject;
  readonly references: readonly Reference[];
  readonly assets: readonly AssetUse[];
  readonly identities: readonly Identity[];
  /** Ordered rules; each is the set of identity kinds that must all agree for two sources' records to be one. Empty: never matched. */
  readonly match: readonly (readonly string[])[];
  readonly losses: readonly Loss[];
  /** Checks that were broken but only warn. */
  readonly warnings: readonly Problem[];
  /** Values that no table of the mapping lists, also where it says what to do then; absent: none. */
  readonly unknown?: readonly UnknownValue[];
  /** Top-level fields of which this reading says nothing: what the target holds of them is left; absent: none. */
  readonly unsaid?: readonly string[];
}

/** A record that could not be mapped. */
export interface Quarantined {
  readonly kind: 'quarantined';
  readonly key: string;
  /** The first reason, in the order of the mapping. */
  readonly problem: Problem;
  /** The further reasons, distinct by code and path, 20 at most; absent: none. Mending the first alone leaves the record quarantined. */
  readonly also?: readonly Problem[];
  /** As in `Mapped`. */
  readonly unknown?: readonly UnknownValue[];
}

/** A record that a rule of the mapping excludes. */
export interface Excluded {
  readonly kind: 'excluded';
  readonly key: string;
  /** The rule as it is written in the mapping file. */
  readonly rule: string;
}

/** Every record read ends in one of these; mapping never throws. */
export type MapResult = Mapped | Quarantined | Excluded;

/** External key of a record: its system's name, entity and id. Ids may contain any character; the first two parts never contain a colon. */
export function externalKey(system: string, entity: string, id: string): string {
  return `${system}:${entity}:${id}`;
}

/** The system that an external key belongs to; `console` for native records. */
export function systemOf(key: string): string {
  return key.slice(0, key.indexOf(':'));
}
