/** The cursor of a lane between two batches: a page of the source, and how many of its records are landed already. */
import type { Watermark } from '../model/run.ts';
import { sha256 } from '../sha256.ts';

/** Reading goes on by reading the page after `since` again and leaving out those of its records that are landed. */
export interface Cursor {
  /** The source's own watermark. */
  readonly since: Watermark;
  /** Records of the page after `since` that are landed. */
  readonly skip: number;
  /** A short hash of the key of the last of them: tells whether the page is still the same. Cursors of old versions have none. */
  readonly last?: string;
}

/** The cursor before the first record of the page after `since`; null: where the source begins. Pure. */
export function startOfPage(since: Watermark): Cursor {
  return { since, skip: 0 };
}

/** The cursor after one more record of the page. */
export function advance({ since, skip }: Cursor, key: string): Cursor {
  return { since, skip: skip + 1, last: shortHash(key) };
}

/**
 * How many records of a page that is read again are landed. None, when another record is now at the position of the last
 * one: records that left the page have shifted the rest. Then the whole page is landed again, which counts as read again
 * and loses nothing.
 */
export function countLanded(records: readonly { readonly key: string }[], { skip, last }: Cursor): number {
  const there = records[skip - 1];
  return last === undefined || (there !== undefined && shortHash(there.key) === last) ? skip : 0;
}

/** Keys may be of any length and hold any character. */
function shortHash(key: string): string {
  return sha256(key).slice(0, 16);
}

/** As text: the source's own watermark, with the records to skip, and the last of them, before it when a page was cut. */
export function formatCursor({ since, skip, last }: Cursor): Watermark {
  if (since === null && skip === 0) return null;
  const key = last === undefined ? '' : `~${last}`;
  return `${skip}${key}:${since === null ? '-' : '+'}${since ?? ''}`;
}

/** Parses what `formatCursor` made. */
export function parseCursor(text: Watermark): Cursor {
  if (text === null) return startOfPage(null);
  const colon = text.indexOf(':');
  const rest = text.slice(colon + 1);
  const [skip, last] = text.slice(0, colon).split('~');
  return {
    since: rest.startsWith('+') ? rest.slice(1) : null,
    skip: Number(skip),
    ...(last !== undefined && { last }),
  };
}
