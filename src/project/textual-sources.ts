/** Which sources hold nothing but texts, by the names that mappings may have for them. */
import { SOURCES } from '../connectors/registry.ts';

/** Kinds of connectors, and sources of such a kind: `kinds` is the kind of each source by its name, as far as they are known. */
export function textualSources(kinds: Readonly<Record<string, string>>): ReadonlySet<string> {
  const isTextual = (kind: string) => Object.hasOwn(SOURCES, kind) && SOURCES[kind]?.textual === true;
  const ofKind = Object.keys(SOURCES).filter((kind) => isTextual(kind) && !Object.hasOwn(kinds, kind));
  const named = Object.entries(kinds).flatMap(([name, kind]) => (isTextual(kind) ? [name] : []));
  return new Set([...ofKind, ...named]);
}
