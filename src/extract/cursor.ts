/** Where reading stands between two batches: a page of the source, and how many of its records are landed already. */
import type { Watermark } from '../model/run.ts';
import { sha256 } from '../sha256.ts';

/** Reading goes on here by reading the page after `since` again and leaving out what is landed of it. */
export interface Place {
  /** The source's own watermark. */
  readonly since: Watermark;
  /** Records of the page after `since` that are landed. */
  readonly skip: number;
  /** Stands for the key of the last of them: tells whether the page still is the one that was cut. Places of old have none. */
  readonly last?: string;
}

/** The place before the first record of the page after `since`; null: where the source begins. Pure. */
export function atStart(since: Watermark): Place {
  return { since, skip: 0 };
}

/** The place after one more record of the page. */
export function onePast({ since, skip }: Place, key: string): Place {
  return { since, skip: skip + 1, last: mark(key) };
}

/**
 * How many records of a page that is read again are landed. None, when another record stands where the last one stood: what
 * left the page since has moved the rest up. Then all of it is landed again, which counts as read again and loses nothing.
 */
export function landedOf(records: readonly { readonly key: string }[], { skip, last }: Place): number {
  const there = records[skip - 1];
  return last === undefined || (there !== undefined && mark(there.key) === last) ? skip : 0;
}

/** Keys may be of any length and of any letters. */
function mark(key: string): string {
  return sha256(key).slice(0, 16);
}

/** The source's own watermark as it is, with the records to skip, and the last of them, before it when a page was cut. */
export function writePlace({ since, skip, last }: Place): Watermark {
  if (since === null && skip === 0) return null;
  const key = last === undefined ? '' : `~${last}`;
  return `${skip}${key}:${since === null ? '-' : '+'}${since ?? ''}`;
}

/** Reads what `writePlace` wrote. */
export function readPlace(text: Watermark): Place {
  if (text === null) return atStart(null);
  const colon = text.indexOf(':');
  const rest = text.slice(colon + 1);
  const [skip, last] = text.slice(0, colon).split('~');
  return {
    since: rest.startsWith('+') ? rest.slice(1) : null,
    skip: Number(skip),
    ...(last !== undefined && { last }),
  };
}
