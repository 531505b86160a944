/** The keys under which a record is known, as the mapping declares them. */
import type { Identity } from '../model/record.ts';
import type { Compilation } from './compilation.ts';
import { type Frame, quarantine } from './journal.ts';
import { compileRule } from './rule.ts';
import type { MappingFile } from './shape.ts';
import { isList, textTrouble } from './values.ts';

/** Pure but for the frame's journal. In the order of the file, each once. */
export type ReadIdentities = (frame: Frame) => readonly Identity[];

/** Compiles `identities`. Empty ones are left out; a list gives one identity an item, each once. */
export function compileIdentities(file: MappingFile, compilation: Compilation): ReadIdentities {
  const rules = (file.identities ?? []).flatMap(({ kind, ...rule }, index) => {
    const where = {
      at: ['identities', index],
      scope: 'record',
      role: 'identity',
      path: [`identities.${kind}`],
    } as const;
    const compiled = compileRule(rule, { ...where, compilation, slot: null });
    return compiled === null ? [] : [{ kind, value: compiled.value }];
  });
  return (frame) => {
    const found = new Map<string, Identity>();
    for (const { kind, value } of rules) {
      const read = value(frame);
      for (const item of isList(read) ? read : [read]) note(found, kind, { item, frame });
    }
    return [...found.values()];
  };
}

/** Leaves out what is empty or no text; a text that can't be stored quarantines the record. */
function note(found: Map<string, Identity>, kind: string, { item, frame }: { item: unknown; frame: Frame }): void {
  if (typeof item !== 'string' && typeof item !== 'number') return;
  const value = String(item);
  const trouble = textTrouble(value);
  if (trouble !== null) quarantine(frame, [`identities.${kind}`], { code: trouble, params: { holder: 'value' } });
  else if (value !== '') found.set(`${kind}:${value}`, { kind, value });
}
