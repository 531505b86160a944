/**
 * External keys of placeholders: `source:entity:VALUE`, or `source:entity:KIND=VALUE` where the reference names a kind of
 * identity. Without a kind it is the key that the real record will have, so that it replaces the placeholder when it comes.
 */
import { externalKey } from './record.ts';
import type { Reference } from './reference.ts';

/** What a reference says of the record it means. */
export type PlaceholderOf = Pick<Reference, 'entity' | 'value' | 'via'>;

/** What an external key of a placeholder was made from; `via` is null where the reference named no kind of identity. */
export interface PlaceholderName {
  readonly source: string;
  readonly entity: string;
  readonly value: string;
  readonly via: string | null;
}

/** Kinds of identity are small letters, digits and dashes, as the mapping's schema has them; no placeholder has an empty value. */
const KIND = /^([a-z0-9][a-z0-9-]*)=(?=.)/s;

/** The key under which a placeholder for this reference is written. `id` is no identity of its own: it is the record's key. */
export function encodePlaceholderKey(source: string, { entity, value, via }: PlaceholderOf): string {
  return externalKey(source, entity, via === undefined || via === 'id' ? value : `${via}=${value}`);
}

/**
 * What `encodePlaceholderKey` was given, for people to read. A value that itself begins with a word and an equals sign
 * can't be told from a kind of identity, and is taken for one.
 */
export function decodePlaceholderKey(key: string): PlaceholderName {
  const [source = '', entity = '', ...rest] = key.split(':');
  const id = rest.join(':');
  const via = KIND.exec(id)?.[1] ?? null;
  return { source, entity, value: via === null ? id : id.slice(via.length + 1), via };
}
