/** A template tag that escapes whatever goes into it, and the escaping of texts by sources and people. */
import { escapeText, type Html, htmlTag } from '../model/html.ts';

export type { Content, Html } from '../model/html.ts';

/**
 * Escapes every value for element content and quoted attributes, what can't be seen by its code. null, undefined and false
 * show nothing.
 */
export const html = htmlTag((text) => escapeText(text.replace(UNSEEN, codeOf)));

/**
 * Text of a source or of a person, escaped: cut to `max` characters, its direction isolated from the text around it, and with
 * invisible characters and those that reorder others shown by their code. Chinese is marked as such.
 */
export function escaped(text: string, max = 300): Html {
  const lang = HAN.test(text) && !KANA_OR_HANGUL.test(text) ? html` lang="zh"` : '';
  return html`<bdi${lang}>${{ html: markUnseen(cut(text, max)) }}</bdi>`;
}

/** The first `max` characters, with an ellipsis when something was cut; never half a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const kept = text.slice(0, max - 1);
  return `${/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

/** How many bytes markup takes in the file. */
export function bytesOf(content: Html): number {
  return ENCODER.encode(content.html).length;
}

const ENCODER = new TextEncoder();
const HAN = /\p{Script=Han}/u;
const KANA_OR_HANGUL = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Controls but tab and line feed, marks of direction, spaces of no width, halves of characters. Joiners stay: scripts need them. */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about.
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]|\p{Surrogate}/gu;

function markUnseen(text: string): string {
  return escapeText(text).replace(UNSEEN, (sign) => `<span class="unseen">${codeOf(sign)}</span>`);
}

function codeOf(sign: string): string {
  return `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
