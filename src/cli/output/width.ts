/** Text on a terminal: padded to columns, and made harmless. */
import stringWidth from 'string-width';

/** Pads on the right (or, for numbers, on the left) to a width in columns; colours take none, longer texts stay as they are. */
export function pad(text: string, width: number, side: 'left' | 'right' = 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return side === 'right' ? text + blanks : blanks + text;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about.
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

/** Makes hostile text safe for a terminal: control and bidi characters are shown as escapes; line ends and tabs stay. */
export function escapeForTerminal(text: string): string {
  return text.replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
