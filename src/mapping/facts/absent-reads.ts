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
import { nameOf, splitPath } from '../path.ts';
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
  const names = (splitPath(path) ?? []).flatMap((step) => nameOf(step) ?? []);
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

/** Among the fields beside it, by the last name; then among those of any place, by the whole path. */
function nearestField(names: FieldPath, { paths }: SourceFields): string | null {
  const beside = paths.filter((path) => path.length === names.length && isWithin(path, names.slice(0, -1)));
  const name = nearest(
    names.at(-1) ?? '',
    beside.flatMap((path) => path.at(-1) ?? []),
  );
  if (name !== null) return spellPath([...names.slice(0, -1), name]);
  return names.length === 1
    ? null
    : nearest(spellPath(names), paths.filter((path) => path.length === 1).map(spellPath));
}
