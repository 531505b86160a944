/** A lane as the profile knows it before it looks at a record. */
import type { Entity } from '../../model/entity.ts';
import type { MappingFacts } from '../../model/mapping-facts.ts';

export interface LaneSubject {
  readonly lane: string;
  readonly source: string;
  readonly entity: Entity;
  readonly mapping: MappingFacts;
}
