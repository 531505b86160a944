/** Disarms what looks like one of our tokens in texts that people wrote: only the connector may say which file or record is meant. */

const TOKEN = /ferry-(asset|record):/g;
/** A zero-width space before the colon: invisible, and the text no longer is a token. */
const BREAK = '\u200b';

/** The text as people see it, without anything in it that could be taken for a token. Repeats safely. */
export function withoutTokens(text: string): string {
  return text.replace(TOKEN, `ferry-$1${BREAK}:`);
}

/**
 * The same for HTML, also where letters are written as character references. It works on the text and not on elements,
 * because parsers disagree about what is an element: what is text to one is an image to another.
 */
export function withoutTokensInHtml(html: string): string {
  return html.replace(WRITTEN, (_, asset: string | undefined) =>
    withoutTokens(asset === undefined ? 'ferry-record:' : 'ferry-asset:'),
  );
}

const WRITTEN = new RegExp(`${written('ferry-')}(?:(${written('asset')})|${written('record')})${written(':')}`, 'g');

/** Each letter as itself or by its number; of all these only the colon has a name. */
function written(word: string): string {
  return [...word]
    .map((letter) => {
      const code = letter.charCodeAt(0);
      const [small, large] = [code.toString(16), code.toString(16).toUpperCase()];
      const numbers = `&#0*${code}(?:;|(?![0-9]))|&#[xX]0*(?:${small}|${large})(?:;|(?![0-9a-fA-F]))`;
      return `(?:${letter}|${numbers}${letter === ':' ? '|&colon;' : ''})`;
    })
    .join('');
}
