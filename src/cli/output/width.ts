/** How many terminal columns a text takes: Chinese characters take two, combining marks none. */

const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Extended_Pictographic}/u;
const NONE = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** In columns, near enough to East Asian Width (UAX #11). Pure. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += columns(character);
  return width;
}

function columns(character: string): number {
  if (NONE.test(character)) return 0;
  return WIDE.test(character) || (character.codePointAt(0) ?? 0) >= 0x20000 ? 2 : 1;
}

/** Pads on the right (or, for numbers, on the left) to a width; longer texts stay as they are. */
export function pad(text: string, width: number, side: 'left' | 'right' = 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return side === 'right' ? text + blanks : blanks + text;
}

/** Cuts to a width, with an ellipsis when something was cut. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (widthOf(kept) + columns(character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about.
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

/** Makes hostile text safe for a terminal: control and bidi characters are shown as escapes; line ends and tabs stay. */
export function escapeForTerminal(text: string): string {
  return text.replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
