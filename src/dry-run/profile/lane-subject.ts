/** What the profile of a lane knows before the first record. */
import type { Entity } from '../../model/entity.ts';
import type { MappingFacts } from '../../model/mapping-facts.ts';

/** The lane, its source and target entity, and the facts of its mapping. */
export interface LaneSubject {
  readonly lane: string;
  readonly source: string;
  readonly entity: Entity;
  readonly mapping: MappingFacts;
}
