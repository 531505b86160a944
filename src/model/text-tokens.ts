/** Tokens that mark assets and links in texts until they are re-hosted and resolved. */
import type { Entity } from './entity.ts';

/** Marks an asset in a text until it is re-hosted. Holds nothing that Markdown would escape or end a link at. */
export function assetToken(ref: string): string {
  return `ferry-asset:${encoded(ref)}`;
}

/** Marks a link to another record in a text until it is resolved. */
export function recordToken(entity: Entity, value: string): string {
  return `ferry-record:${entity}/${encoded(value)}`;
}

/** Percent-encoding that `decodeURIComponent` undoes, brackets and other marks of Markdown included. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
