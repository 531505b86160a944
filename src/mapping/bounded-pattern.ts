/** Patterns of authors and of records, in bounded time and memory: RE2, of a size that any text up to a size can afford. */
import { RE2JS } from 're2js';

const LONGEST = 2000;
const MOST_INSTRUCTIONS = 4000;
/** Instructions times characters: RE2 is linear in both, so this bounds what one text costs to about a second. */
const MOST_STEPS = 20_000_000;

/** Compiles a pattern. Throws with what is wrong with it, also when it is sound but larger than any pattern needs to be. */
export function compileBounded(pattern: string): RE2JS {
  if (pattern.length > LONGEST) throw new RangeError(`longer than ${LONGEST} characters`);
  const compiled = RE2JS.compile(pattern);
  if (compiled.programSize() > MOST_INSTRUCTIONS) throw new RangeError('its repetitions make it too large');
  return compiled;
}

/** Whether looking for the pattern in this text stays within what one record may cost. */
export function affordable(pattern: RE2JS, text: string): boolean {
  return pattern.programSize() * text.length <= MOST_STEPS;
}
