/** What is wrong with a condition in words for its author, who may write CEL for the first time. */
import type { Root } from './condition-reads.ts';

/** Without its position in the file. */
export interface ConditionMistake {
  readonly mistake: string;
  readonly hint?: string;
}

const OPERATORS = 'CEL writes && || and ! for and, or and not, == for equals, and == null for is empty';

/** The first line of an error of the CEL library or of ours, with what to write instead where that shows. */
export function mistakeIn(text: string, error: unknown, roots: readonly Root[]): ConditionMistake {
  const [mistake = 'is no condition'] = error instanceof Error ? error.message.split('\n') : [];
  const hint = hintFor(text, error, roots);
  return hint === undefined ? { mistake } : { mistake, hint };
}

/** A name that CEL has for one of its types is no field. */
export function typeMistake(name: string, roots: readonly Root[]): ConditionMistake {
  return { mistake: `names ${name}, which is a type of CEL and no field`, hint: spelling(name, roots) };
}

function hintFor(text: string, error: unknown, roots: readonly Root[]): string | undefined {
  const plain = withoutTexts(text);
  if (/(^|[^=!<>])=($|[^=])|\b(and|or|not|is|like)\b|<>/i.test(plain)) return OPERATORS;
  const start = startOf(error);
  // What can't be read there is most often the name of a column that is no word of CEL.
  const word = start === null ? undefined : wordAt(plain, start);
  if (word !== undefined) return spelling(word, roots);
  return text === plain ? undefined : spelling('any name', roots);
}

function spelling(name: string, [root = 'record']: readonly Root[]): string {
  return `a field whose name is no word of CEL is written ${root}['${name.replaceAll(/['\\]/g, '\\$&')}']`;
}

/** Texts in quotes blanked out, so that what is left is at its place. */
function withoutTexts(text: string): string {
  return text.replaceAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, (found) => ' '.repeat(found.length));
}

function startOf(error: unknown): number | null {
  const range: unknown = error instanceof Error && 'range' in error ? error.range : null;
  const start: unknown = typeof range === 'object' && range !== null && 'start' in range ? range.start : null;
  return typeof start === 'number' ? start : null;
}

/** All that stands around a position without an operator in between, blanks within included. */
function wordAt(plain: string, start: number): string | undefined {
  const words = [...plain.matchAll(/[^=!<>&|?:,+*/%\s]+(?: [^=!<>&|?:,+*/%\s]+)*/g)];
  const found = words.find(({ index, 0: word }) => index <= start && start < index + word.length);
  return found?.[0].replace(/^record\.|^item\./, '');
}
