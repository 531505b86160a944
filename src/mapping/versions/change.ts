/** One change between two texts of a mapping, and the two texts as they are compared. */
import { isObject, type JsonObject, type JsonValue, type PathStep, showPath } from '../../model/json.ts';
import { MappingError } from '../mapping-error.ts';
import { mappingShape } from '../shape.ts';
import { asJson, readSourceText, type SourceText } from '../source-text.ts';
import type { Weight } from './version.ts';

/** One change, as reviewers read it. */
export interface Change {
  readonly kind: 'added' | 'removed' | 'changed';
  /** Which part: `fields.status`, `key`, `exclude`. */
  readonly part: string;
  /** What changed, in words. */
  readonly words: readonly string[];
  readonly weight: Weight;
  /** Lines from 1; null where it isn't there. */
  readonly lines: { readonly before: number | null; readonly after: number | null };
}

/** A mapping file to compare: it need not fit today's contract, only be one. */
export interface MappingText {
  readonly file: string;
  readonly text: string;
  /** Text of the CSV tables beside it, by the path it names them with; those that aren't at hand aren't compared. */
  readonly tables?: Readonly<Record<string, string>>;
}

/** One of the two files that are compared, parsed. It needn't compile. */
export interface Side {
  readonly source: SourceText;
  readonly value: JsonObject;
  readonly tables: Readonly<Record<string, string>>;
}

/** Both files. */
export interface Sides {
  readonly before: Side;
  readonly after: Side;
}

/** Parses one of the two. Throws MappingError for what is no mapping. */
export function sideOf({ file, text, tables = {} }: MappingText): Side {
  const source = readSourceText(file, text);
  if (source.issues.length > 0) throw new MappingError(source.issues, text);
  const checked = mappingShape.safeParse(source.value);
  const value = asJson(source.value);
  if (checked.success && isObject(value)) return { source, value, tables };
  const issues = (checked.error?.issues ?? []).map((issue) => {
    const at = issue.path.filter((step) => typeof step !== 'symbol');
    return { file, ...source.position(at), message: `${showPath(at) || 'the file'}: ${issue.message}` };
  });
  throw new MappingError(issues, text);
}

/** The heaviest of the changes; `patch` when there are none. */
export function weightOf(changes: readonly Change[]): Weight {
  const weights = changes.map(({ weight }) => weight);
  if (weights.includes('major')) return 'major';
  return weights.includes('minor') ? 'minor' : 'patch';
}

/** What kind of change leads from one value to the other; null stands for one that isn't there. */
export function kindOf(old: JsonValue, now: JsonValue): Change['kind'] {
  if (old === null) return 'added';
  return now === null ? 'removed' : 'changed';
}

/** The lines of a path in the old file and of one in the new; null where nothing stands there. */
export function linesOf(old: readonly PathStep[], now: readonly PathStep[], { before, after }: Sides): Change['lines'] {
  const line = (side: Side, at: readonly PathStep[]) =>
    holds(side.value, at) ? side.source.position(at, 'key').line : null;
  return { before: line(before, old), after: line(after, now) };
}

function holds(value: JsonValue, at: readonly PathStep[]): boolean {
  let inner: unknown = value;
  for (const step of at) {
    const holder: unknown = inner;
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, step)) return false;
    inner = Object.entries(holder).find(([name]) => name === String(step))?.[1];
  }
  return true;
}
