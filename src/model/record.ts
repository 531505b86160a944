/** A record as it is read from a source, and as a mapping makes it. */
import type { Entity } from './entity.ts';
import type { JsonObject, PathStep } from './json.ts';
import type { Loss, Problem } from './outcome.ts';

/** A record as a source gave it. Landed as it is, never changed afterwards. */
export interface SourceRecord {
  /** The source's own id, as text. Unique within one enumeration of (source, entity). */
  readonly key: string;
  /** Orders two versions of the same record, compared bytewise (pad numbers); absent where the source has no such thing. */
  readonly version?: string;
  readonly data: JsonObject;
  /** Set by the source when the record can't be trusted (a ragged row, a duplicate key); it will be quarantined with this. */
  readonly problem?: Problem;
}

/** One thing an asset reference in a record points at, to be fetched from the source and re-hosted. */
export interface AssetUse {
  /** What `Source.asset` takes. */
  readonly ref: string;
  readonly name: string;
  readonly mediaType?: string;
  /** Where the mapped record shows it: texts that contain `assetToken(ref)`, or a field that holds a list of hashes. */
  readonly path: readonly PathStep[];
}

/** What to do when a reference can't be resolved. `defer` tries again in the second pass and is then a counted loss. */
export const MISSING = ['null', 'placeholder', 'quarantine', 'defer'] as const;

/** What becomes of a record with a reference that can't be resolved. */
export type MissingReference = (typeof MISSING)[number];

/** A reference that still has to be resolved to an external key of the target. The field at `path` is null until then. */
export interface Reference {
  readonly path: readonly PathStep[];
  readonly entity: Entity;
  /** A source id, an external key, or any identity of the record meant (login, e-mail, number, code). */
  readonly value: string;
  /** Narrows `value` to one kind of identity. */
  readonly via?: string;
  readonly missing: MissingReference;
  /** `token`: the reference is `recordToken(entity, value)` inside the text at `path` instead of the whole field. */
  readonly form: 'field' | 'token';
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
}

/** A record that could not be mapped. */
export interface Quarantined {
  readonly kind: 'quarantined';
  readonly key: string;
  readonly problem: Problem;
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

/** Marks an asset in a text until it is re-hosted. Holds nothing that Markdown would escape or end a link at. */
export function assetToken(ref: string): string {
  return `ferry-asset:${encoded(ref)}`;
}

/** Marks a link to another record in a text until it is resolved. */
export function recordToken(entity: Entity, value: string): string {
  return `ferry-record:${entity}/${encoded(value)}`;
}

/** Percent-encoding that `decodeURIComponent` undoes, brackets and other marks of Markdown included. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
