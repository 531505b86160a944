/** What stands before the header: lines to skip, and the `sep=` line by which Excel is told the delimiter. */

/** Where the header begins in a text, and what the lines before it say. */
export interface Head {
  /** As written, with the line ends. */
  readonly text: string;
  /** Line of the header, from 1. */
  readonly line: number;
  /** Of a `sep=` line. */
  readonly delimiter: string | null;
}

/** A text in two: its head, and the pieces after it. */
export interface Opened {
  readonly head: Head;
  readonly rest: AsyncIterable<string>;
}

const LINE = /\r\n|\r|\n/g;
const SEP = /^"?sep=(.)"?[ \t]*$/i;
/** A `sep=` line is shorter; a header may be long, and isn't waited for. */
const MOST_SEP = 16;

/** Cuts the head off. Reads no further than it has to; the pieces may be cut anywhere. Throws what the pieces throw. */
export async function openHead(pieces: AsyncIterable<string>, skip: number): Promise<Opened> {
  const iterator = pieces[Symbol.asyncIterator]();
  let begun = '';
  for (;;) {
    const { value, done } = await iterator.next();
    begun += done === true ? '' : value;
    const head = headOf(begun, skip, done === true);
    if (head !== null) return { head, rest: after(begun.slice(head.text.length), iterator) };
  }
}

/** Null when it takes more of the text to know. */
function headOf(text: string, skip: number, whole: boolean): Head | null {
  const skipped = lineEnds(text, skip, whole);
  if (skipped === null) return null;
  const { end, lines } = skipped;
  const next = lineEnds(text.slice(end), 1, whole);
  if (next === null && text.length - end < MOST_SEP) return null;
  const first = text.slice(end, end + (next?.end ?? MOST_SEP));
  const delimiter = next === null ? null : (SEP.exec(first.replace(/[\r\n]+$/, ''))?.[1] ?? null);
  if (delimiter === null) return { text: text.slice(0, end), line: 1 + lines, delimiter };
  return { text: text.slice(0, end) + first, line: 2 + lines, delimiter };
}

/** Where `count` lines end; fewer when the whole text has fewer. Null when it takes more text. */
function lineEnds(
  text: string,
  count: number,
  whole: boolean,
): { readonly end: number; readonly lines: number } | null {
  let end = 0;
  let lines = 0;
  if (count === 0) return { end, lines };
  for (const found of text.matchAll(LINE)) {
    // A CR at the end of a piece may be half of CRLF.
    if (!whole && found[0] === '\r' && found.index + 1 === text.length) return null;
    end = found.index + found[0].length;
    lines += 1;
    if (lines === count) return { end, lines };
  }
  return whole ? { end: text.length, lines } : null;
}

async function* after(begun: string, iterator: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    yield begun;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}
