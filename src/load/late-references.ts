/** References to records that may still come in the same run: they wait for the second pass, whatever is first in the source. */
import type { LaneDeps } from '../extract/lane-deps.ts';
import type { Entity } from '../model/entity.ts';
import type { Reference } from '../model/reference.ts';

/**
 * Whether a reference that finds nothing is tried again in the second pass: since its rule says so, or since a lane of the
 * run that isn't done before this one loads what it means. A record that is quarantined for it can't be patched later.
 */
export function isDeferred({ run, lane }: Pick<LaneDeps, 'run' | 'lane'>): (reference: Reference) => boolean {
  const own = run.levels.findIndex((level) => level.flat().some((each) => each.lane === lane.lane));
  const later = new Set<Entity>(
    run.levels.slice(Math.max(0, own)).flatMap((level) => level.flat().map(({ entity }) => entity)),
  );
  return ({ missing, entity }) => missing === 'defer' || (missing !== 'quarantine' && later.has(entity));
}
