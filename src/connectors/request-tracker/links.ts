/** Links of a ticket, an article or an asset, both directions, from what RT lists beside the record. */
import type { JsonObject } from '../../model/json.ts';
import type { RtLink } from './shape.ts';
import { objectsOf, textOf } from './values.ts';

const KINDS = ['depends-on', 'depended-on-by', 'refers-to', 'referred-to-by', 'parent', 'child'] as const;
const LOCAL = ['ticket', 'article', 'asset'] as const;

/**
 * Sorted, because RT's order changes from one answer to the next. A link to an object of RT that was shredded has no
 * address any more, and is left out.
 */
export function linksOf(answer: JsonObject): readonly RtLink[] {
  const links = objectsOf(answer._hyperlinks).flatMap((entry) => {
    const kind = KINDS.find((known) => known === entry.ref);
    return kind === undefined ? [] : linkOf(kind, entry);
  });
  const unique = new Map(links.map((link) => [JSON.stringify([link.kind, link.to, link.id, link.url]), link]));
  return [...unique].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, link]) => link);
}

function linkOf(kind: RtLink['kind'], entry: JsonObject): readonly RtLink[] {
  const to = LOCAL.find((type) => type === entry.type);
  const [id, url] = [textOf(entry.id), textOf(entry._url)];
  if (to !== undefined && id !== null) return [{ kind, to, id, url: null }];
  return url === null ? [] : [{ kind, to: 'external', id: null, url }];
}
