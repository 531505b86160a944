/** The cursor of sources that read files: a position within one content, opaque to everybody else. */
import { z } from 'zod';
import { parseCursorText } from './cursor-text.ts';

const cursor = z.strictObject({
  /** Hash of the content and of the options it was read with. */
  of: z.string(),
  /** Byte, record number, or whatever the source counts in. */
  at: z.number().int().min(0),
  line: z.number().int().min(0),
});

export type FileCursor = z.output<typeof cursor>;

/** As text for `parseFileCursor`, which alone checks it. A hash and two numbers, nothing of a record. */
export function formatFileCursor(position: FileCursor): string {
  return JSON.stringify(position);
}

/** Throws FatalError `watermark-unknown` for text that no source here wrote. */
export function parseFileCursor(text: string): FileCursor {
  return parseCursorText(cursor, text);
}
