/** What a source has and no mapping of the route reads: said beforehand, since it stays behind. Pure. */
import { nearest } from '../mapping/suggest.ts';
import type { SourceRemark } from '../model/run.ts';
import type { BoundMapping } from '../project/route-mappings.ts';
import type { LaneRequest } from './lane-plan.ts';

/** What was left behind, for whom it is to be said. */
export interface LeftBehind {
  /** Of what the user named in the configuration: somebody meant it to be loaded. */
  readonly remarks: readonly SourceRemark[];
  /** Of what the source has besides, and of sources that other routes read, too. */
  readonly notes: readonly string[];
}

/** `mappings` are those that the route can read, `absent` those whose source entity isn't there. */
export function leftBehind(
  { route, sources, shared = [] }: LaneRequest & { readonly shared?: readonly string[] },
  mappings: readonly BoundMapping[],
  absent: readonly BoundMapping[],
): LeftBehind {
  const remarks: SourceRemark[] = [];
  const notes: string[] = [];
  for (const source of route.from) {
    const read = mappings.filter((bound) => bound.source === source).map(({ mapping }) => mapping.from.entity);
    const { entities = [], configured = [] } = sources[source] ?? {};
    for (const entity of entities.filter((each) => !read.includes(each))) {
      const named = configured.includes(entity) && !shared.includes(source);
      const message = `no mapping reads ${entity} of ${source}; it stays behind${meant(entity, source, absent)}`;
      if (named) remarks.push({ source, message });
      else notes.push(message);
    }
  }
  return { remarks, notes };
}

/** A mapping that reads something of nearly that name was meant for it. */
function meant(entity: string, source: string, absent: readonly BoundMapping[]): string {
  const own = absent.filter((bound) => bound.source === source);
  const near = nearest(
    entity,
    own.map(({ mapping }) => mapping.from.entity),
  );
  const mapping = own.find((bound) => bound.mapping.from.entity === near)?.mapping.name;
  return near === null || mapping === undefined ? '' : ` (mapping ${mapping} reads ${near}: is that what was meant?)`;
}
