/** Fields that a mapping ignores with a reason (`ignore`), in whatever spelling of a path. */
import type { IgnoredField, SourceRead } from '../model/mapping-facts.ts';
import { type Compilation, report } from './compilation.ts';
import { nameOf, type Step, showSteps, splitPath } from './path.ts';
import type { MappingFile } from './shape.ts';

/** In the order of the file. */
export function ignoredFields(file: MappingFile): readonly IgnoredField[] {
  return (file.ignore ?? []).map(({ field, because }) => {
    const steps = stepsOf(field);
    const names = steps.flatMap((step) => nameOf(step) ?? []);
    const [only = field] = names;
    return { field: names.length === 1 ? only : field, path: showSteps(steps), names, because };
  });
}

/** Reports fields that are ignored and used. Ignored fields count as used from here on: somebody has decided about them. */
export function checkIgnores(file: MappingFile, compilation: Compilation): void {
  const { uses, reads } = compilation;
  for (const [index, { field }] of (file.ignore ?? []).entries()) {
    // A name with dots in it may be meant as it is.
    const spellings = [stepsOf(field), [{ name: field }]];
    const used = reads.find((read) => spellings.some((steps) => touches(read, steps)));
    if (used === undefined) continue;
    const at = ['ignore', index, 'field'];
    report(compilation, { at, message: `${field} is ignored and used`, hint: `line ${used.line} reads it` });
  }
  for (const name of ignoredNames(file)) uses.add(name);
}

/** What is ignored whole, as top-level fields of records are named. */
export function ignoredNames(file: MappingFile): readonly string[] {
  return ignoredFields(file).flatMap(({ field, names }) =>
    names.length === 1 ? [...new Set([field, ...names])] : [field],
  );
}

/** What is no path is a name as it is. */
function stepsOf(field: string): readonly Step[] {
  const steps = splitPath(field) ?? [{ name: field }];
  return steps.at(-1) === 'all' ? steps.slice(0, -1) : steps;
}

/** Whether the read lies at or below what is ignored, or takes in something larger that holds it. */
function touches({ path, items }: SourceRead, ignored: readonly Step[]): boolean {
  const read = splitPath(path) ?? [];
  const [shorter, longer] = read.length < ignored.length ? [read, ignored] : [ignored, read];
  const related = shorter.every((step, index) => alike(step, longer[index]));
  return related && !(items === true && read.length < ignored.length);
}

/** One item stands for all of them. */
function alike(one: Step, other: Step | undefined): boolean {
  if (other === undefined) return false;
  return nameOf(one) === nameOf(other);
}
