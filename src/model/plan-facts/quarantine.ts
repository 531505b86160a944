/** Section 8 of the report: why records would be quarantined. */
import type { JsonObject } from '../json.ts';
import type { Message } from '../message.ts';

/**
 * A reason to quarantine records. A list's items count under one path (`comments[].body`). The sentence is that of the first
 * example. A record with several reasons counts under each, so the counts of reasons may sum to more than the records.
 */
export interface QuarantineGroup extends Message {
  readonly lane: string;
  readonly path: string;
  /** Records that have it. */
  readonly count: number;
  /** Records that have no other reason that is known: mending this one frees them. */
  readonly only: number;
  /** Records that are free once this and all reasons of the lane before it are mended, and not before. Sums over reasons. */
  readonly frees: number;
  /** Up to three, raw and mapped side by side; `values`: what the source holds where the field is made. Contents of records. */
  readonly examples: readonly {
    readonly key: string;
    readonly raw: JsonObject;
    readonly mapped: JsonObject;
    readonly values: readonly { readonly field: string; readonly value: string }[];
    readonly params?: Message['params'];
    readonly message?: Message['message'];
  }[];
}
