/** Where reading by rising id stands: the continuations of every entity but tickets. */
import { z } from 'zod';
import { FatalError } from '../../errors.ts';
import type { Watermark } from '../../model/run.ts';

const place = z.strictObject({
  /** Read up to this id. */
  after: z.int().min(0),
  /** The highest id there was, by a question of its own, before reading began: what counting is held to. */
  upto: z.int().min(0),
});

export type Place = z.output<typeof place>;

/** For `readPlace`, which alone checks it. Two numbers, nothing of a record. */
export function writePlace(at: Place): string {
  return JSON.stringify(at);
}

/** Null for the beginning. Throws FatalError `watermark-unknown` for text that no reader here wrote. */
export function readPlace(text: Watermark): Place | null {
  if (text === null) return null;
  try {
    return place.parse(JSON.parse(text));
  } catch (cause) {
    throw new FatalError('the watermark is not one this source wrote', {
      code: 'watermark-unknown',
      hint: 'start a new full run of the route: `ferry run`',
      cause,
    });
  }
}
