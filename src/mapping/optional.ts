/** Fields that a source may not have at all (`optional`), though the mapping reads them. */
import { areRelated, type FieldPath } from '../model/source-fields.ts';
import { type Compilation, report } from './compilation.ts';
import { nameOf, splitPath } from './path.ts';
import type { MappingFile } from './shape.ts';
import { didYouMean } from './suggest.ts';

/** Stands for everything that the mapping reads. */
const ALL = '*';

/** In the order of the file; the empty path stands for all. */
export function optionalFields({ optional = [] }: MappingFile): readonly FieldPath[] {
  return optional.map((field) => (field === ALL ? [] : namesOf(field)));
}

/** Reports what nothing reads. */
export function checkOptional({ optional = [] }: MappingFile, compilation: Compilation): void {
  const read = compilation.reads.map(({ path }) => namesOf(path));
  for (const [index, field] of optional.entries()) {
    if (field === ALL || read.some((names) => areRelated(names, namesOf(field)))) continue;
    const hint = didYouMean(field, [...compilation.uses]);
    report(compilation, { at: ['optional', index], message: `nothing reads ${field}`, hint });
  }
}

function namesOf(path: string): FieldPath {
  return (splitPath(path) ?? [{ name: path }]).flatMap((step) => nameOf(step) ?? []);
}
