/** Conditions on whole records: exclusions before a record is mapped, checks on the mapped fields. */
import type { JsonObject } from '../model/json.ts';
import type { Problem } from '../model/outcome.ts';
import { type Compilation, conditionAt, noteRead, report } from './compilation.ts';
import { compileCondition } from './condition.ts';
import type { Frame } from './journal.ts';
import { type Step, showSteps, topOf } from './path.ts';
import type { MappingFile } from './shape.ts';
import { didYouMean } from './suggest.ts';
import { noField, type TargetEntity } from './target/contracts.ts';
import { isSlot, slotOf } from './target/slots.ts';
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
  /** The problem when the check is broken or can't be evaluated, else null. `record` is the source's. */
  readonly broken: (fields: JsonObject, record: JsonObject) => Problem | null;
}

/** Both, compiled, in the order of the file. */
export interface Gates {
  readonly exclusions: readonly Exclusion[];
  readonly checks: readonly Check[];
}

/** Compiles `exclude` and `checks`; a check that names what no mapped record can have is reported. */
export function compileGates(file: MappingFile, compilation: Compilation): Gates {
  const exclusions = (file.exclude ?? []).flatMap(({ when, because }, index) => {
    const holds = conditionAt(compilation, when, { at: ['exclude', index, 'when'], scope: 'record' });
    return holds === null ? [] : [{ because, holds }];
  });
  const filled = [...Object.keys(file.fields), ...Object.keys(file.each ?? {})];
  const checks = (file.checks ?? []).flatMap((check, index) => compileCheck(check, { index, filled, compilation }));
  return { exclusions, checks };
}

type WrittenCheck = NonNullable<MappingFile['checks']>[number];

/** Where a check stands, and the fields that the mapping fills. */
interface CheckSite {
  readonly index: number;
  readonly filled: readonly string[];
  readonly compilation: Compilation;
}

function compileCheck(check: WrittenCheck, site: CheckSite): Check[] {
  const { index, compilation } = site;
  const at = ['checks', index, 'that'];
  const compiled = compileCondition(check.that);
  if ('mistake' in compiled) {
    report(compilation, { at, message: `the condition ${compiled.mistake}`, hint: compiled.hint });
    return [];
  }
  const { names, reads, holds } = compiled.condition;
  const told = new Set<string>();
  for (const { of, steps } of reads) {
    if (of === 'record') noteRead(compilation, steps, { at, in: 'condition' });
    else if (!told.has(showSteps(steps))) checkField(steps, site);
    told.add(showSteps(steps));
  }
  const problem = { code: 'check-failed', path: names[0] ?? '', message: check.because ?? check.that };
  const broken: Check['broken'] = (fields, record) =>
    holds((name) => (name === 'record' ? record : member(fields, name))) === true ? null : problem;
  return [{ onBroken: check.else, broken }];
}

/** Reports a field in which the check would see null whatever the record. */
function checkField(steps: readonly Step[], { index, filled, compilation }: CheckSite): void {
  const { target } = compilation;
  const at = ['checks', index, 'that'];
  const slot = slotOf(target.fields, steps);
  const field = showSteps(steps);
  if (!isSlot(slot)) {
    const hint = slot.hint ?? "a field of the source is record.name, or record['any name']";
    report(compilation, { at, message: noField(target, slot.missing), hint });
  } else if (slot.reference) {
    const message = `checks see references as null, and ${field} is one`;
    report(compilation, { at, message, hint: 'check what it is made from: record.name' });
  } else if (isFree(steps, target) && !isFilled(steps, filled)) {
    report(compilation, { at, message: `the mapping fills no ${field}`, hint: didYouMean(field, filled) });
  }
}

/** Whether it lies in a free-form object, in which there are the names that the mapping gives it and no others. */
function isFree(steps: readonly Step[], { fields }: TargetEntity): boolean {
  const whole = slotOf(fields, steps.slice(0, 1));
  return isSlot(whole) && whole.free;
}

/** Whether some rule fills the field, a part of it, or what it is a part of. */
function isFilled(steps: readonly Step[], filled: readonly string[]): boolean {
  const field = steps.map((step) => (typeof step === 'object' && 'name' in step ? step.name : '')).join('.');
  return filled.some(
    (one) => one === topOf(steps) || one === field || one.startsWith(`${field}.`) || field.startsWith(`${one}.`),
  );
}
