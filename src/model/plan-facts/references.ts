/** Section 6 of the report: dangling references, cycles, duplicates. */
import type { Entity } from '../entity.ts';
import type { Some } from './bounded-list.ts';

/** References to records that don't exist, references in a cycle, and records that exist twice. */
export interface ReferenceFacts {
  readonly dangling: Some<{
    readonly lane: string;
    readonly field: string;
    readonly entity: Entity | null;
    readonly records: number;
    readonly exampleKey: string;
  }>;
  /** External keys that lead back to themselves, among records that would be written; over all lanes. `records`: in any circle. */
  readonly cycles: Some<{ readonly field: string; readonly keys: readonly string[] }> & { readonly records: number };
  /** Records that differ in nothing but their keys, by group. `records`: in any group. */
  readonly duplicates: Some<{ readonly entity: Entity; readonly keys: readonly string[] }> & {
    readonly records: number;
  };
}
