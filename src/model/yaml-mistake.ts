/** What somebody got wrong in YAML, said of the line that holds the mistake: a parser reports where it gave up. */

/** What a YAML parser reports, by the codes of the package `yaml`. */
export interface ParserError {
  readonly code: string;
  readonly message: string;
  /** Offsets of the text that the parser had in hand. */
  readonly pos: readonly [number, number];
}

/** A mistake and where it stands. */
export interface YamlMistake {
  readonly offset: number;
  readonly message: string;
}

interface Line {
  readonly text: string;
  /** Of its first character. */
  readonly offset: number;
  /** Of its first character that isn't a blank, from the line's beginning. */
  readonly indent: number;
}

/** The first mistake of a text, which what else the parser reports mostly follows from. Pure. */
export function yamlMistake(text: string, error: ParserError): YamlMistake {
  const lines = linesOf(text);
  const at = Math.max(
    0,
    lines.findLastIndex(({ offset }) => offset <= error.pos[0]),
  );
  const here = lines[at];
  if (here === undefined) return { offset: 0, message: error.message };
  const conflict = lines.find((line) => /^(?:<{7}|>{7}) /.test(line.text));
  if (conflict !== undefined)
    return startOf(conflict, 'a merge conflict stands here: keep one side, and take the marks out');
  const said = RULES[error.code]?.({ error, lines, at, here });
  return said ?? { offset: error.pos[0], message: error.message };
}

interface Found {
  readonly error: ParserError;
  readonly lines: readonly Line[];
  readonly at: number;
  readonly here: Line;
}

type Rule = (found: Found) => YamlMistake | undefined;

const QUOTED = 'must stand in quotes';

const RULES: Readonly<Record<string, Rule>> = {
  TAB_AS_INDENT: ({ here }) => startOf(here, 'is indented with a tab: indent with blanks'),
  BLOCK_AS_IMPLICIT_KEY: (found) => secondColon(found) ?? badKey(found),
  MULTILINE_IMPLICIT_KEY: (found) => badKey(found),
  BAD_INDENT: (found) => (found.error.message.startsWith('Flow') ? unclosed(found) : misaligned(found)),
  MISSING_CHAR: (found) => {
    if (found.error.message.startsWith('Flow')) return unclosed(found);
    return found.error.message.includes('quote') ? openQuote(found) : badKey(found);
  },
  BLOCK_IN_FLOW: ({ error }) => ({ offset: error.pos[0], message: 'a comma is missing behind this value' }),
  DUPLICATE_KEY: ({ error, here, lines, at }) => {
    const key = keyOf(here);
    const before = lines.slice(0, at).findLastIndex((line) => line.indent === here.indent && keyOf(line) === key);
    const where = before < 0 ? '' : `; line ${before + 1} has it too`;
    return { offset: error.pos[0], message: `${key} stands here a second time${where}` };
  },
  BAD_SCALAR_START: ({ error, here }) => {
    const sign = here.text.charAt(error.pos[0] - here.offset);
    return { offset: error.pos[0], message: `a value that begins with ${sign} ${QUOTED}` };
  },
  TAG_RESOLVE_FAILED: ({ error }) => ({ offset: error.pos[0], message: `a value that begins with ! ${QUOTED}` }),
  BAD_ALIAS: ({ error }) => ({ offset: error.pos[0], message: `a value that begins with * ${QUOTED}` }),
  MULTIPLE_DOCS: ({ here }) => startOf(here, 'a second document begins here: keep one, and take the --- out'),
  UNEXPECTED_TOKEN: ({ error, here }) => {
    const sign = here.text.charAt(error.pos[0] - here.offset);
    if ('}]'.includes(sign)) return { offset: error.pos[0], message: `this ${sign} closes nothing that is open` };
    if (!error.message.includes('at node end')) return undefined;
    return {
      offset: error.pos[0],
      message: "the value has ended before this: put it in quotes, with '' for a ' within '…'",
    };
  },
};

function linesOf(text: string): Line[] {
  let offset = 0;
  return text.split('\n').map((raw) => {
    const line = { text: raw.replace(/\r$/, ''), offset, indent: raw.search(/[^ ]|$/) };
    offset += raw.length + 1;
    return line;
  });
}

function startOf({ offset, indent }: Line, message: string): YamlMistake {
  return { offset: offset + indent, message };
}

function keyOf({ text }: Line): string {
  return /^\s*(?:- )?([^:]*?)\s*:/.exec(text)?.[1] ?? text.trim();
}

/** `note: see: below`: the value holds what looks like another name and value. */
function secondColon({ error, here }: Found): YamlMistake | undefined {
  const value = here.text.slice(error.pos[0] - here.offset);
  if (!/^[^\s'"[{][^'"]*:(?:\s|$)/.test(value)) return undefined;
  return { offset: error.pos[0], message: `a value that holds a colon and a blank ${QUOTED}` };
}

/** A line that should be `name: value` and isn't, or the one below it that can't belong to it. */
function badKey({ here, lines, at }: Found): YamlMistake {
  const wide = here.text.search(/[：]/);
  if (wide >= 0) return { offset: here.offset + wide, message: '： is a full-width sign: write : and a blank' };
  const tight = /^\s*(?:- )?[^\s:'"#]+:(?=[^\s/])/.exec(here.text);
  if (tight !== null) return { offset: here.offset + tight[0].length - 1, message: 'put a blank behind the colon' };
  const below = lines.slice(at + 1).find(({ text }) => text.trim() !== '' && !text.trim().startsWith('#'));
  if (/:(?:\s|$)/.test(here.text) && below !== undefined && below.indent !== here.indent) {
    const how =
      below.indent > here.indent
        ? 'deeper than the line above, which has its value already'
        : 'less than the line above';
    return startOf(below, `is indented ${how}: line it up with the others`);
  }
  return startOf(here, 'has no colon: a setting is written as name: value');
}

function misaligned({ here, lines, at }: Found): YamlMistake {
  const above = lines.slice(0, at).filter(({ text }) => text.trim() !== '');
  const fits = [...new Set(above.map(({ indent }) => indent))].sort((a, b) => a - b);
  const wanted = fits.map((indent) => String(indent)).join(', ');
  return startOf(
    here,
    `is indented by ${blanks(here.indent)}, and the lines above by ${wanted}: line it up with one of them`,
  );
}

function blanks(count: number): string {
  return count === 1 ? '1 blank' : `${count} blanks`;
}

/** The bracket that the parser still waited for, where it was opened. */
function unclosed({ error, lines, at }: Found): YamlMistake {
  const close = error.message.includes(']') ? ']' : '}';
  const open = close === ']' ? '[' : '{';
  for (let line = lines[at]; at >= 0; at--, line = lines[at]) {
    const column = line === undefined ? -1 : lastOpen(line.text, open, close);
    if (line !== undefined && column >= 0)
      return { offset: line.offset + column, message: `this ${open} is never closed by a ${close}` };
  }
  return { offset: error.pos[0], message: `a ${close} is missing before this` };
}

function lastOpen(text: string, open: string, close: string): number {
  const bare = text.replace(/"[^"]*"|'[^']*'/g, (quoted) => '_'.repeat(quoted.length));
  const opened: number[] = [];
  for (const [at, sign] of [...bare].entries()) {
    if (sign === open) opened.push(at);
    if (sign === close) opened.pop();
  }
  return opened.at(-1) ?? -1;
}

function openQuote({ error, lines }: Found): YamlMistake {
  const quote = error.message.includes('"') ? '"' : "'";
  const line = lines.find(({ text }) => text.replaceAll(`\\${quote}`, '').split(quote).length % 2 === 0);
  if (line === undefined) return { offset: error.pos[0], message: error.message };
  return {
    offset: line.offset + line.text.indexOf(quote),
    message: `a ${quote} that opens in this line is never closed`,
  };
}
