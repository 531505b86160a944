/** Patterns of dates, as `DD-MM-YYYY HH:mm` or `YYYY/M/D h:mm a`: what they mean, and what in them means nothing. */

/** A pattern that can be read. */
export interface DateForm {
  /** Year, month, day, hour, minute, second and milliseconds of a text, 0 where the pattern has none; null for another form. */
  readonly parts: (text: string) => readonly number[] | null;
}

/** Without its position in the file. */
export interface FormMistake {
  readonly mistake: string;
  readonly hint: string;
}

/** What a token reads, and which of the parts it gives. Twelve-hour clocks have a part of their own until their half is known. */
const TOKENS: Readonly<Record<string, readonly [part: Part, pattern: string]>> = {
  YYYY: ['year', '\\d{4}'],
  MM: ['month', '\\d{2}'],
  M: ['month', '\\d{1,2}'],
  DD: ['day', '\\d{2}'],
  D: ['day', '\\d{1,2}'],
  HH: ['hour', '\\d{2}'],
  H: ['hour', '\\d{1,2}'],
  hh: ['half-hour', '\\d{2}'],
  h: ['half-hour', '\\d{1,2}'],
  mm: ['minute', '\\d{2}'],
  m: ['minute', '\\d{1,2}'],
  ss: ['second', '\\d{2}'],
  s: ['second', '\\d{1,2}'],
  SSS: ['milli', '\\d{3}'],
  ...Object.fromEntries(
    ['a', 'aa', 'A', 'AA'].map((token) => [token, ['half', '[AaPp]\\.?[Mm]\\.?|上午|下午']] as const),
  ),
};
type Part = 'year' | 'month' | 'day' | 'hour' | 'half-hour' | 'half' | 'minute' | 'second' | 'milli';

const HINTS: Readonly<Record<string, string>> = {
  Z: 'date: iso reads offsets and Z; a pattern reads the clock of its zone',
  X: 'date: epoch reads seconds since 1970, date: epoch-ms milliseconds',
  YY: 'the year has four digits: YYYY',
  MMM: 'months have digits: MM, or M where there is no leading zero',
  S: 'milliseconds have three digits: SSS',
};
const KNOWN =
  "tokens are YYYY MM M DD D HH H hh h mm m ss s SSS and a (AM/PM, 上午/下午); other letters stand in quotes: YYYY-MM-DD 'at' HH:mm";

/** A run of one letter, a text in quotes, or one other character. `T` alone is the one letter that ISO dates have made usual. */
const PIECE = /([A-Za-z])\1*|'([^']+)'|[\s\S]/gu;

/** A piece of a pattern: a token, or characters that stand as they are. */
interface Piece {
  readonly token: string | null;
  readonly text: string;
}

/** Compiles a pattern, or says what in it means nothing. */
export function compileForm(pattern: string): DateForm | FormMistake {
  const pieces = [...pattern.matchAll(PIECE)].map(([text, letter, quoted]): Piece => {
    const isToken = letter !== undefined && text !== 'T';
    return { token: isToken ? text : null, text: quoted ?? text };
  });
  const tokens = pieces.flatMap(({ token }) => token ?? []);
  const mistake = strangeToken(tokens) ?? missingPart(tokens) ?? touching(pieces);
  return mistake ?? { parts: reader(pieces, tokens) };
}

function strangeToken(tokens: readonly string[]): FormMistake | null {
  const strange = tokens.find((token) => !Object.hasOwn(TOKENS, token));
  if (strange === undefined) return null;
  const hint = HINTS[strange] ?? HINTS[strange.slice(0, 1)] ?? KNOWN;
  return { mistake: `has ${strange}, which means nothing in a pattern`, hint };
}

function missingPart(tokens: readonly string[]): FormMistake | null {
  const parts = tokens.map(partOf);
  const has = (part: Part) => parts.includes(part);
  const mistake = (words: string, hint = KNOWN) => ({ mistake: words, hint });
  if (!has('year') || !has('month') || !has('day'))
    return mistake(
      'is no date form',
      'iso, epoch, epoch-ms, or a pattern with year, month and day, as DD-MM-YYYY HH:mm',
    );
  if (new Set(parts).size !== parts.length) return mistake('is no date form: it has one part twice');
  if (has('hour') && (has('half') || has('half-hour')))
    return mistake('has an hour of two kinds of clock', 'HH or H goes by 24 hours; hh or h with a by twelve');
  if (has('half-hour') !== has('half'))
    return mistake(
      'reads half a twelve-hour clock',
      'hh or h needs a (AM/PM, 上午/下午), and a needs hh or h; HH or H goes by 24 hours',
    );
  return null;
}

/** Without anything between them nobody can say where one number ends. */
function touching(pieces: readonly Piece[]): FormMistake | null {
  const at = pieces.findIndex((piece, index) => {
    const next = pieces[index + 1];
    return isNumber(piece) && isNumber(next) && (piece.text.length === 1 || next?.text.length === 1);
  });
  if (at < 0) return null;
  const mistake = `has ${pieces[at]?.text} and ${pieces[at + 1]?.text} with nothing between them`;
  return { mistake, hint: 'MM, DD, HH, mm and ss read numbers that always have both digits' };
}

function isNumber(piece: Piece | undefined): boolean {
  return piece !== undefined && piece.token !== null && partOf(piece.token) !== 'half';
}

function partOf(token: string): Part {
  return TOKENS[token]?.[0] ?? 'milli';
}

function reader(pieces: readonly Piece[], tokens: readonly string[]): DateForm['parts'] {
  const source = pieces.map((piece, index) => read(piece, pieces[index + 1])).join('');
  const pattern = new RegExp(`^${source}$`, 'u');
  const at = new Map(tokens.map((token, index) => [partOf(token), index + 1]));
  return (text) => {
    const found = pattern.exec(text);
    if (found === null) return null;
    const number = (part: Part) => Number(found[at.get(part) ?? -1] ?? 0);
    const half = at.get('half');
    const hour = half === undefined ? number('hour') : hourOf(number('half-hour'), found[half] ?? '');
    return [number('year'), number('month'), number('day'), hour, number('minute'), number('second'), number('milli')];
  };
}

/** Exports leave leading zeros out. Where something other than a digit follows, a number of one digit can be nothing else. */
const MAY_LACK_ZERO = new Set(['MM', 'DD', 'HH', 'hh']);

function read({ token, text }: Piece, next: Piece | undefined): string {
  if (token === null) return escaped(text);
  if (MAY_LACK_ZERO.has(token) && !isNumber(next) && !/^\d/.test(next?.text ?? '')) return '(\\d{1,2})';
  return `(${TOKENS[token]?.[1]})`;
}

/** Of a day of 24 hours; 24, which no day has, for what no twelve-hour clock shows. */
function hourOf(shown: number, half: string): number {
  if (shown < 1 || shown > 12) return 24;
  const afternoon = /^[Pp]|^下午/u.test(half);
  return (shown % 12) + (afternoon ? 12 : 0);
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
