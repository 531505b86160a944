/** Holds what a mapping reads against what its source can hold. Pure. */
import type { MappingFacts, SourceRead } from '../../model/mapping-facts.ts';
import {
  areRelated,
  type FieldPath,
  isDeclared,
  isWithin,
  type SourceFields,
  spellPath,
} from '../../model/source-fields.ts';
import { splitPath } from '../path.ts';
import { nearest } from '../suggest.ts';

/** Something that the mapping reads and no record can hold. */
export interface AbsentRead extends SourceRead {
  readonly names: FieldPath;
  /** False where it may be missing: the mapping says so, or it lies below a field whose names aren't fixed. */
  readonly mistake: boolean;
  /** The field that may have been meant, as it is spelled. */
  readonly near: string | null;
}

/** The names of a path from the record inwards; null for the record as a whole. */
export function namesOf(path: string): FieldPath | null {
  const names = (splitPath(path) ?? []).flatMap((step) =>
    typeof step === 'object' && 'name' in step ? [step.name] : [],
  );
  return names.length === 0 ? null : names;
}

/** Each place in the mapping that reads what isn't there, in the order of the file. */
export function absentReads(
  { reads, optional }: Pick<MappingFacts, 'reads' | 'optional'>,
  fields: SourceFields,
): readonly AbsentRead[] {
  return reads
    .flatMap((read) => {
      const names = namesOf(read.path);
      if (names === null || isDeclared(fields, names) || isPlainItem(read.path, names, fields)) return [];
      const mistake = ![...fields.open, ...optional].some((open) => isWithin(names, open));
      return [{ ...read, names, mistake, near: nearestField(names, fields) }];
    })
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

/** An item that is no object is read as its `value`. */
function isPlainItem(path: string, names: FieldPath, { paths }: SourceFields): boolean {
  const list = names.slice(0, -1);
  const inList = paths.filter((known) => isWithin(known, list));
  return /\]\.value$/.test(path) && inList.length > 0 && inList.every((known) => known.length === list.length);
}

/** Those of the paths that the mapping reads, within which it reads, or that lie within what it reads. */
export function pathsRead(reads: readonly SourceRead[], paths: readonly FieldPath[]): readonly FieldPath[] {
  if (reads.some(({ path }) => namesOf(path) === null)) return paths;
  const read = reads.flatMap(({ path }) => [namesOf(path) ?? []]);
  return paths.filter((path) => read.some((names) => areRelated(names, path)));
}

/** Among the fields beside it first: there a slip is likeliest. */
function nearestField(names: FieldPath, { paths }: SourceFields): string | null {
  const known = new Map(paths.map((path) => [spellPath(path), path]));
  const beside = [...known].filter(([, path]) => isBeside(path, names)).map(([spelled]) => spelled);
  return nearest(spellPath(names), beside) ?? nearest(spellPath(names), [...known.keys()]);
}

function isBeside(path: FieldPath, names: FieldPath): boolean {
  return path.length === names.length && isWithin(path, names.slice(0, -1));
}
