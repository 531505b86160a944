/** The losses that a mapping accepts (`accept`): checked when it is compiled. */
import { type Compilation, report } from '../compilation.ts';
import type { MappingFile } from '../shape.ts';
import { didYouMean } from '../suggest.ts';
import { LOSSES } from './losses.ts';

/** An accepted loss must be one there is, of a field that the mapping fills: a mistyped name would accept nothing, unnoticed. */
export function checkAccepts(file: MappingFile, compilation: Compilation): void {
  const inLists = Object.entries(file.each ?? {}).flatMap(([name, blocks]) =>
    [blocks].flat().flatMap((block) => Object.keys(block.fields).map((field) => `${name}[].${field}`)),
  );
  const filled = [...Object.keys(file.fields), ...inLists];
  for (const [index, { field, loss }] of (file.accept ?? []).entries()) {
    if (!LOSSES.includes(loss)) {
      const hint = didYouMean(loss, LOSSES) ?? 'docs/errors.md says which losses there are';
      report(compilation, { at: ['accept', index, 'loss'], message: `${loss} is no loss`, hint });
    }
    if (filled.some((one) => one === field || field.startsWith(`${one}.`) || field.startsWith(`${one}[]`))) continue;
    const at = ['accept', index, 'field'];
    report(compilation, { at, message: `the mapping fills no ${field}`, hint: didYouMean(field, filled) });
  }
}
