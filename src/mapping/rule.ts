/** One rule: from what is written in the file to one closure from frame to value. */
import { z } from 'zod';
import { type JsonValue, showPath } from '../model/json.ts';
import { firstYield } from './alternatives.ts';
import { type Compilation, conditionAt, report } from './compilation.ts';
import { type Frame, lose, quarantine } from './journal.ts';
import { checkWritten, type Operation, type RuleContext, type Step } from './operations/operation.ts';
import { OPERATIONS } from './operations/table.ts';
import { compileSource, type Rule, type RulePlace, type RuleSource, type Site } from './rule-source.ts';
import { onErrorKey, type WrittenRule, writtenRule } from './shape.ts';
import { asJson } from './source-text.ts';
import { didYouMean } from './suggest.ts';
import { fits } from './target.ts';
import { isBlank, isList } from './values.ts';

/** One rule, and what may be known about it without a record. */
export interface CompiledRule {
  readonly value: Rule;
  /** A rule that reads nothing: it alone makes no object of the target worth keeping. */
  readonly constant: boolean;
  /** The paths it reads, as written. */
  readonly from: readonly string[];
}

const SOURCE_KEYS = ['const', 'from', 'template', 'when', 'missing', 'onError', 'any', 'by'];
const ALL_KEYS = [...new Set([...SOURCE_KEYS, ...OPERATIONS.flatMap((operation) => operation.keys)])];

const written = z.looseObject({
  const: z.unknown().optional(),
  from: z.union([z.string(), z.array(z.string()).min(1)], 'must be a path or a list of paths').optional(),
  by: z.string('must be a path').optional(),
  template: z.string().optional(),
  any: z.array(writtenRule, 'must be a list of rules').min(2, 'needs two rules or more').optional(),
  when: z.string().optional(),
  missing: z.unknown().optional(),
  onError: onErrorKey.optional(),
});
type Written = z.output<typeof written>;

/** Compiles a rule; null after reporting what is wrong with it. */
export function compileRule(rule: WrittenRule, place: RulePlace, compilation: Compilation): CompiledRule | null {
  const spec = typeof rule === 'string' ? { from: rule } : rule;
  const checked = written.safeParse(spec);
  if (!checked.success) {
    for (const issue of checked.error.issues) {
      const key = issue.path.filter((step) => typeof step !== 'symbol');
      report(compilation, { at: [...place.at, ...key], message: `${showPath(key)} ${issue.message}` });
    }
    return null;
  }
  const before = compilation.issues.length;
  const compiled = assemble(checked.data, place, compilation);
  return compilation.issues.length === before ? compiled : null;
}

function assemble(spec: Written, place: RulePlace, compilation: Compilation): CompiledRule | null {
  const active = OPERATIONS.filter((operation) => operation.name in spec && spec[operation.name] !== false);
  checkKeys(spec, active, { place, compilation });
  if ('const' in spec) return constantRule(spec, place, compilation);
  if (spec.any !== undefined) return anyRule(spec, place, compilation);
  const source = compileSource(spec, active, { place, compilation });
  if (source === null) return null;
  const context = contextOf(spec, source.from, { place, compilation });
  const steps = compileSteps(spec, active, context);
  checkFit(active, place, context);
  const missing = active.some(({ name }) => name === 'ref') ? () => null : compileMissing(spec, context);
  const value = guarded(chain(source, steps, missing), guardOf(spec, { place, compilation }), place);
  return { value, constant: false, from: source.from };
}

type Guard = (frame: Frame) => boolean | null;

function guardOf({ when }: Written, { place, compilation }: Site): Guard | null {
  return when === undefined ? null : conditionAt(compilation, when, { at: [...place.at, 'when'], scope: place.scope });
}

function checkKeys(spec: Written, active: readonly Operation[], { place, compilation }: Site): void {
  const read = new Set([...SOURCE_KEYS.slice(0, -1), ...active.flatMap((operation) => operation.keys)]);
  if (active.some(({ name }) => name === 'ref')) read.add('by');
  for (const key of Object.keys(spec)) {
    const at = [...place.at, key];
    if (!ALL_KEYS.includes(key)) {
      report(compilation, { at, part: 'key', message: `${key} is no operation`, hint: didYouMean(key, ALL_KEYS) });
    } else if (!read.has(key) && spec[key] !== false) {
      report(compilation, { at, part: 'key', message: `${key} means nothing in this rule` });
    }
  }
  for (const stage of ['choose', 'convert'] as const) {
    const names = active.filter((operation) => operation.stage === stage).map(({ name }) => name);
    if (names.length > 1)
      report(compilation, { at: place.at, message: `only one of ${names.join(', ')} can stand in a rule` });
  }
}

function constantRule(spec: Written, place: RulePlace, compilation: Compilation): CompiledRule {
  checkAlone(spec, 'const', { place, compilation });
  const value = asJson(spec.const);
  checkWritten(contextOf(spec, [], { place, compilation }), ['const'], value);
  return { value: guarded(() => value, guardOf(spec, { place, compilation }), place), constant: true, from: [] };
}

/** Each alternative is a rule of its own, for the same field. */
function anyRule(spec: Written, place: RulePlace, compilation: Compilation): CompiledRule {
  checkAlone(spec, 'any', { place, compilation });
  const alternatives = (spec.any ?? []).flatMap(
    (rule, index) => compileRule(rule, { ...place, at: [...place.at, 'any', index] }, compilation) ?? [],
  );
  return {
    value: guarded(firstYield(alternatives), guardOf(spec, { place, compilation }), place),
    constant: alternatives.every(({ constant }) => constant),
    from: [...new Set(alternatives.flatMap(({ from }) => from))],
  };
}

function checkAlone(spec: Written, key: 'const' | 'any', { place, compilation }: Site): void {
  const extra = Object.keys(spec).find((name) => name !== key && name !== 'when');
  if (extra === undefined) return;
  const message = `${extra} means nothing beside ${key}`;
  report(compilation, { at: [...place.at, extra], part: 'key', message });
}

function contextOf(spec: Written, sources: readonly string[], { place, compilation }: Site): RuleContext {
  const { path, at, slot } = place;
  const onError = spec.onError === undefined ? compilation.onError : (spec.onError ?? 'null');
  const converts = OPERATIONS.some((operation) => operation.stage === 'convert' && operation.name in spec);
  return {
    path,
    // What a table yields is converted again, so it needn't fit the field itself.
    slot: converts && !('ref' in spec) ? null : slot,
    zone: compilation.zone,
    tables: compilation.tables,
    sources,
    fail:
      onError === 'quarantine'
        ? (frame, what) => quarantine(frame, path, what)
        : (frame, what) => lose(frame, path, what),
    report: (key, message, hint) => {
      report(compilation, { at: [...at, ...(typeof key === 'string' ? [key] : key)], message, hint });
    },
  };
}

function compileSteps(spec: Written, active: readonly Operation[], context: RuleContext): readonly Step[] {
  return active.flatMap((operation) => operation.compile(spec, context) ?? []);
}

/** Reports an operation whose result the field can never hold, and a field of references that is filled with anything else. */
function checkFit(active: readonly Operation[], { slot }: RulePlace, context: RuleContext): void {
  if (slot === null) return;
  if (slot.reference && !active.some(({ name }) => name === 'ref')) {
    context.report([], `${showPath(context.path)} is a reference`, 'write { ref: ENTITY, by: path, missing: … }');
  }
  const last = active.findLast(({ stage, name }) => stage === 'convert' || name === 'join' || name === 'split');
  const yields = last?.yields;
  if (last === undefined || yields === undefined || active.some(({ stage }) => stage === 'choose')) return;
  if (!fits(slot, yields) && last.name !== 'split')
    context.report(last.name, `${showPath(context.path)} can't hold what ${last.name} yields`);
}

function compileMissing(spec: Written, context: RuleContext): Rule {
  const { missing } = spec;
  if (missing === undefined || missing === null || missing === 'null') return () => null;
  if (missing === 'quarantine') {
    return (frame) => quarantine(frame, context.path, { code: 'value-missing' });
  }
  const value = asJson(missing);
  checkWritten(context, ['missing'], value);
  return (frame) => {
    lose(frame, context.path, { code: 'defaulted', params: { was: 'empty' } });
    return value;
  };
}

function chain(source: RuleSource, steps: readonly Step[], missing: Rule): Rule {
  const { read } = source;
  if (steps.length === 0 && !source.gathered) {
    return (frame) => {
      const value = read(frame);
      return isBlank(value) ? missing(frame) : value;
    };
  }
  return (frame) => {
    let value = read(frame);
    if (isBlank(value)) return missing(frame);
    for (const step of steps) {
      value = step(value, frame);
      if (value === null) return null;
    }
    return withoutNulls(value);
  };
}

function withoutNulls(value: JsonValue): JsonValue {
  if (!isList(value) || !value.includes(null)) return value;
  const left = value.filter((item) => item !== null);
  return left.length === 0 ? null : left;
}

function guarded(value: Rule, guard: Guard | null, { path }: RulePlace): Rule {
  if (guard === null) return value;
  return (frame) => {
    const holds = guard(frame);
    if (holds === null) return quarantine(frame, path, { code: 'when-failed', params: { of: 'rule' } });
    return holds ? value(frame) : null;
  };
}
