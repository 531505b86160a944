/** Who wrote the comments that were written in this console: people log in by name, and are no person records. */
import type { VersionKept } from '../records.ts';
import { objects, text } from './messages.ts';

/**
 * By key of comment, who made the version in which it first stood, where a person's edit made it and it names no author
 * itself. `versions` are the newest first, as they are listed. Pure.
 */
export function writersHere(versions: readonly VersionKept[]): ReadonlyMap<string, string> {
  const first = new Map<string, string | null>();
  for (const { data, actor, mode } of versions.toReversed()) {
    for (const { externalId, author } of objects(data.comments)) {
      const key = text(externalId);
      if (!first.has(key)) first.set(key, mode === 'edit' && text(author) === '' ? actor : null);
    }
  }
  return new Map([...first].flatMap(([key, writer]) => (writer === null ? [] : [[key, writer] as const])));
}
