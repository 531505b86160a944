/** The watermarks of sources that read files: a place within one content, opaque to everybody else. */
import { z } from 'zod';
import { FatalError } from '../errors.ts';

const mark = z.strictObject({
  /** Of the content and the options it was read with. */
  of: z.string(),
  /** Byte, record number, or whatever the source counts in. */
  at: z.number().int().min(0),
  line: z.number().int().min(0),
});

export type Mark = z.output<typeof mark>;

/** For `readMark`, which alone checks it. A hash and two numbers, nothing of a record. */
export function writeMark(place: Mark): string {
  return JSON.stringify(place);
}

/** Throws FatalError `watermark-unknown` for text that no source here wrote. */
export function readMark(text: string): Mark {
  try {
    return mark.parse(JSON.parse(text));
  } catch (cause) {
    throw new FatalError('the watermark is not one this source wrote', {
      code: 'watermark-unknown',
      hint: 'start a new full run of the route: `ferry run`',
      cause,
    });
  }
}
