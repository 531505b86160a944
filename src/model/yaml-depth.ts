/** How deeply YAML is nested, told from its tokens: a parser that recurses meets the end of its stack, and may end the program there. */

const OPENING: ReadonlySet<string> = new Set(['[', '{']);
const CLOSING: ReadonlySet<string> = new Set([']', '}']);
/** What may open another level within its own line. */
const INDICATORS: ReadonlySet<string> = new Set(['-', '?', ':']);
/** What `yaml` puts before a scalar, whose own text comes as the next token. */
const SCALAR = '\u001f';
/** Blanks, comments, anchors and tags: they neither open a level nor end the head of a line. */
const BESIDE = /^[\s#&!\ufeff]/;
/** Tokens that take no room in the text. */
const MARKS: ReadonlySet<string> = new Set(['\u0002', '\u0018', SCALAR]);

interface Scan {
  offset: number;
  lineStart: number;
  /** Whether what comes next may begin a level: at the start of a line and after an indicator. */
  atHead: boolean;
  brackets: number;
  /** Where the blocks around begin. */
  readonly columns: number[];
}

/**
 * The offset at which YAML goes deeper than `most` levels (brackets and indented blocks), or null. `tokens` are those of
 * the lexer of the package `yaml`; no more of them are read than needed. Linear in their length.
 */
export function yamlDeeperThan(most: number, tokens: Iterable<string>): number | null {
  const scan: Scan = { offset: 0, lineStart: 0, atHead: true, brackets: 0, columns: [] };
  let before = '';
  for (const token of tokens) {
    const isText = before === SCALAR;
    before = isText ? '' : token;
    if (!isText && MARKS.has(token)) continue;
    if (isText) enterText(scan, token);
    else enter(scan, token);
    if (scan.brackets + scan.columns.length > most) return scan.offset;
    pass(scan, token);
  }
  return null;
}

/** A plain scalar; one that begins with a blank is a literal block, which stands in no column. */
function enterText(scan: Scan, text: string): void {
  if (scan.atHead && scan.brackets === 0 && /^\S/.test(text)) indent(scan);
  scan.atHead = false;
}

function enter(scan: Scan, token: string): void {
  if (OPENING.has(token)) scan.brackets += 1;
  if (CLOSING.has(token)) scan.brackets = Math.max(0, scan.brackets - 1);
  if (scan.brackets > 0 || BESIDE.test(token)) return;
  if (scan.atHead) indent(scan);
  scan.atHead = INDICATORS.has(token);
}

function indent({ columns, offset, lineStart }: Scan): void {
  const column = offset - lineStart;
  while ((columns.at(-1) ?? -1) > column) columns.pop();
  if ((columns.at(-1) ?? -1) < column) columns.push(column);
}

function pass(scan: Scan, token: string): void {
  scan.offset += token.length;
  if (!token.endsWith('\n')) return;
  scan.lineStart = scan.offset;
  scan.atHead = true;
}
