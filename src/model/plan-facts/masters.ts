/** Section 5 of the report: people, customers and other masters as they would be after the run, and what gets placeholders. */
import type { Entity } from '../entity.ts';
import type { NamedCount, Some } from './bounded-list.ts';

/** The people, customers or other records of one entity, over all the plan's sources, after the run. */
export interface MasterFacts {
  readonly entity: Entity;
  /** Records of the target after the run. */
  readonly records: number;
  /** Records that several sources describe, with how many sources. */
  readonly matched: Some<{ readonly key: string; readonly name: string; readonly sources: readonly string[] }>;
  /** Those that an earlier run made included. */
  readonly placeholders: Some<{ readonly key: string; readonly name: string }>;
  /** Placeholders that the run would make. */
  readonly newPlaceholders: number;
  readonly ambiguous: Some<{ readonly key: string; readonly name: string; readonly candidates: readonly string[] }>;
  readonly deactivated: number;
  readonly duplicates: Some<{ readonly key: string; readonly name: string; readonly lane: string }>;
  /** By field, which source owns its value, in how many records. */
  readonly owners: readonly { readonly field: string; readonly sources: readonly NamedCount[] }[];
}
