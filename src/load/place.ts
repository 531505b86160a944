/** Where reading stands between two batches: a page of the source, and how many of its records are landed already. */
import type { Watermark } from '../model/run.ts';

export interface Place {
  /** The source's own watermark. */
  readonly since: Watermark;
  /** Records of the page after `since` that are landed. */
  readonly skip: number;
}

export function atStart(since: Watermark): Place {
  return { since, skip: 0 };
}

/** The source's own watermark as it is, with the records to skip before it when a page was cut. */
export function writePlace({ since, skip }: Place): Watermark {
  if (since === null && skip === 0) return null;
  return `${skip}:${since === null ? '-' : '+'}${since ?? ''}`;
}

/** Reads what `writePlace` wrote. */
export function readPlace(text: Watermark): Place {
  if (text === null) return atStart(null);
  const colon = text.indexOf(':');
  const rest = text.slice(colon + 1);
  return { since: rest.startsWith('+') ? rest.slice(1) : null, skip: Number(text.slice(0, colon)) };
}
