/** Conditions on whole records: exclusions before a record is mapped, checks on the mapped fields. */
import type { JsonObject } from '../model/json.ts';
import type { Problem } from '../model/outcome.ts';
import { type Compilation, conditionAt, report } from './compilation.ts';
import { compileCondition } from './condition.ts';
import type { Frame } from './journal.ts';
import type { MappingFile } from './shape.ts';
import { didYouMean } from './suggest.ts';
import { noField } from './target/contracts.ts';
import { member } from './values.ts';

/** One entry of `exclude`. */
interface Exclusion {
  readonly because: string;
  /** Null: the condition can't be evaluated on this record. */
  readonly holds: (frame: Frame) => boolean | null;
}

/** One entry of `checks`. */
interface Check {
  readonly onBroken: 'warn' | 'quarantine';
  /** The problem when the check is broken or can't be evaluated, else null. */
  readonly broken: (fields: JsonObject) => Problem | null;
}

/** Both, compiled, in the order of the file. */
export interface Gates {
  readonly exclusions: readonly Exclusion[];
  readonly checks: readonly Check[];
}

/** Compiles `exclude` and `checks`; a check that names a field the target lacks is reported. */
export function compileGates(file: MappingFile, compilation: Compilation): Gates {
  const exclusions = (file.exclude ?? []).flatMap(({ when, because }, index) => {
    const holds = conditionAt(compilation, when, { at: ['exclude', index, 'when'], scope: 'record' });
    return holds === null ? [] : [{ because, holds }];
  });
  const known = Object.keys(compilation.target.fields.shape);
  const checks = (file.checks ?? []).flatMap((check, index) => compileCheck(check, { index, known, compilation }));
  return { exclusions, checks };
}

type WrittenCheck = NonNullable<MappingFile['checks']>[number];

function compileCheck(
  check: WrittenCheck,
  site: { index: number; known: readonly string[]; compilation: Compilation },
): Check[] {
  const { index, known, compilation } = site;
  const at = ['checks', index, 'that'];
  const compiled = compileCondition(check.that);
  if ('mistake' in compiled) {
    report(compilation, { at, message: `the condition ${compiled.mistake}` });
    return [];
  }
  const { names, holds } = compiled.condition;
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined) {
    report(compilation, { at, message: noField(compilation.target, stranger), hint: didYouMean(stranger, known) });
  }
  const problem = { code: 'check-failed', path: names[0] ?? '', message: check.because ?? check.that };
  return [
    { onBroken: check.else, broken: (fields) => (holds((name) => member(fields, name)) === true ? null : problem) },
  ];
}
