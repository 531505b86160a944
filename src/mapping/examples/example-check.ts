/** Mistakes in a mapping's examples that can be seen without running them. */
import { canonicalJson } from '../../model/canonical.ts';
import { type Compilation, report } from '../compilation.ts';
import type { Example, MappingFile } from '../shape.ts';
import { asJson } from '../source-text.ts';
import { didYouMean } from '../suggest.ts';
import { noField } from '../target/contracts.ts';

/** Reports examples that say nothing, say two things, contradict one another or name what isn't there. */
export function checkExamples(file: MappingFile, compilation: Compilation): void {
  const names = new Set<string>();
  const endings = new Map<string, string>();
  for (const [index, example] of (file.examples ?? []).entries()) {
    const at = ['examples', index];
    const ending = endingOf(example);
    if (ending === null) report(compilation, { at, message: 'an example needs one of expect, quarantine and exclude' });
    if (names.has(example.name)) report(compilation, { at: [...at, 'name'], message: 'two examples have this name' });
    names.add(example.name);
    const given = canonicalJson(asJson(example.given));
    const other = endings.get(given);
    if (ending !== null && other !== undefined && other !== ending) {
      report(compilation, {
        at,
        message: `contradicts another example: the same record can't both ${other} and ${ending}`,
      });
    }
    if (ending !== null) endings.set(given, ending);
    checkNames(example, index, { file, compilation });
  }
}

function endingOf({ expect, quarantine, exclude }: Example): string | null {
  const endings = [expect && 'be loaded', quarantine && 'be quarantined', exclude && 'be excluded'].filter(
    (ending) => ending !== undefined,
  );
  return endings.length === 1 ? (endings[0] ?? null) : null;
}

function checkNames(
  { expect, exclude }: Example,
  index: number,
  { file, compilation }: { file: MappingFile; compilation: Compilation },
): void {
  const known = Object.keys(compilation.target.fields.shape);
  for (const name of Object.keys(expect ?? {}).filter((field) => !known.includes(field))) {
    const at = ['examples', index, 'expect', name];
    report(compilation, {
      at,
      part: 'key',
      message: noField(compilation.target, name),
      hint: didYouMean(name, known),
    });
  }
  const reasons = (file.exclude ?? []).map(({ because }) => because);
  if (exclude !== undefined && !reasons.includes(exclude)) {
    report(compilation, {
      at: ['examples', index, 'exclude'],
      message: 'no exclusion has this reason',
      hint: didYouMean(exclude, reasons),
    });
  }
}
