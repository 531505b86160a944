/** Where the header of an article begins and ends, and in which form it is written. */

/** Forms that are read. `lines`: `Name: text` a line, up to a blank one (MultiMarkdown, Pelican). */
export type HeaderForm = 'yaml' | 'toml' | 'json' | 'lines';

/** A header as it stands at the start of an article. */
export type Header =
  | { readonly form: HeaderForm; readonly text: string; readonly body: string }
  /** Begins and never ends, or is of a form that isn't read, which is named. */
  | { readonly form: 'endless'; readonly body: string }
  | { readonly form: 'unread'; readonly name: string; readonly body: string }
  /** JSON without a fence around it, which ends where the object does. */
  | { readonly form: 'json-object'; readonly text: string };

/** A fence of at least three marks, and the language that some tools write after it. */
const FENCE = /^(-{3,}|\+{3,}|;{3,})[ \t]*([A-Za-z]{0,20})[ \t]*(?:\r?\n|$)/;
const LANGUAGES: Readonly<Record<string, HeaderForm>> = { yaml: 'yaml', yml: 'yaml', toml: 'toml', json: 'json' };
/** Languages that headers are written in as well, and that are programs or have no parser here. */
const UNREAD = new Set(['js', 'javascript', 'coffee', 'cson', 'ini', 'xml']);
const BY_MARK: Readonly<Record<string, HeaderForm>> = { '-': 'yaml', '+': 'toml', ';': 'json' };
const BLANK_LINES = /^(?:[ \t]*\r?\n)+/;
/** A line that gives something a name, as no rule between two paragraphs is followed by. */
const NAMED = /^["']?[\p{L}_][\p{L}\p{N}_ .-]{0,60}["']?[ \t]*[:=]/u;
const LINE = /^[A-Za-z][A-Za-z0-9_ .-]{0,40}:(?:[ \t]|$)/;
const CONTINUED = /^(?:[ \t]+\S|- )/;
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^#\+[A-Za-z_]+:/, 'Org'],
  [/^%[ \t]+\S/, 'a title block of Pandoc'],
];

/** Null where an article begins with its text. Pure. */
export function headerOf(text: string): Header | null {
  const start = text.replace(BLANK_LINES, '');
  return fenced(start, start.length === text.length) ?? unfenced(start);
}

/** Three dashes in the first line always open one; more of them, or after blank lines, only where a name follows. */
function fenced(text: string, atTop: boolean): Header | null {
  const [opening, fence = '', language = ''] = FENCE.exec(text) ?? [];
  if (opening === undefined) return null;
  const rest = text.slice(opening.length);
  const certain = atTop && fence.length === 3;
  if (!certain && !NAMED.test(rest)) return null;
  const form = language === '' ? BY_MARK[fence.charAt(0)] : LANGUAGES[language.toLowerCase()];
  if (form === undefined) return UNREAD.has(language.toLowerCase()) ? unread(language, text) : null;
  const closing = closingOf(fence, form).exec(rest);
  if (closing === null) return { form: 'endless', body: text };
  return { form, text: rest.slice(0, closing.index), body: rest.slice(closing.index + closing[0].length) };
}

/** The same fence again; YAML may end with its own mark for the end of a document as well. */
function closingOf(fence: string, form: HeaderForm): RegExp {
  const same = fence.replaceAll('+', '\\+');
  return new RegExp(`^(?:${form === 'yaml' ? `${same}|\\.{3}` : same})[ \\t]*(?:\\r?\\n|$)`, 'm');
}

function unfenced(text: string): Header | null {
  if (/^\{\s*"/.test(text)) return { form: 'json-object', text };
  const other = OTHERS.find(([begins]) => begins.test(text));
  return other === undefined ? namedLines(text) : unread(other[1], text);
}

function unread(name: string, body: string): Header {
  return { form: 'unread', name, body };
}

/** Lines of names without a fence before them, when one is the title: YAML up to a fence (Hexo), else text up to a blank line. */
function namedLines(text: string): Header | null {
  const lines = text.split(/(?<=\n)/);
  const end = lines.findIndex((line) => !LINE.test(line) && !CONTINUED.test(line));
  const head = lines.slice(0, end < 0 ? lines.length : end);
  if (!LINE.test(head[0] ?? '') || !head.some((line) => /^title:[ \t]*\S/i.test(line))) return null;
  const after = lines[head.length] ?? '';
  const isFence = /^(?:-{3,}|\.{3})[ \t]*\r?\n?$/.test(after);
  if (!isFence && after.trim() !== '') return null;
  const body = lines.slice(head.length + 1).join('');
  return { form: isFence ? 'yaml' : 'lines', text: head.join(''), body };
}
