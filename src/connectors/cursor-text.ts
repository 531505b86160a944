/** Reads back the text of a cursor: watermarks come from the ledger, and another source or version may have written them. */
import type { z } from 'zod';
import { FatalError } from '../errors.ts';

/** The cursor that the text holds. Throws FatalError `watermark-unknown` for text of another shape. */
export function parseCursorText<Shape extends z.ZodType>(shape: Shape, text: string): z.output<Shape> {
  try {
    return shape.parse(JSON.parse(text));
  } catch (cause) {
    throw new FatalError('the watermark is not one this source wrote', {
      code: 'watermark-unknown',
      hint: 'start a new full run of the route: `ferry run`',
      cause,
    });
  }
}
