/** The cursor of reading by rising id: the continuations of every entity but tickets. */
import { z } from 'zod';
import type { Watermark } from '../../model/run.ts';
import { parseCursorText } from '../cursor-text.ts';

const cursor = z.strictObject({
  /** Read up to this id. */
  after: z.int().min(0),
  /** The highest id before reading began, by a query of its own: what the source count goes up to. */
  upto: z.int().min(0),
});

export type IdCursor = z.output<typeof cursor>;

/** As text for `parseIdCursor`, which alone checks it. Two numbers, nothing of a record. */
export function formatIdCursor(at: IdCursor): string {
  return JSON.stringify(at);
}

/** Null for the beginning. Throws FatalError `watermark-unknown` for text that no reader here wrote. */
export function parseIdCursor(text: Watermark): IdCursor | null {
  if (text === null) return null;
  return parseCursorText(cursor, text);
}
