/** One rule: from what is written in the file to one closure from frame to value. */
import { type JsonValue, showPath } from '../model/json.ts';
import { firstYield } from './alternatives.ts';
import { conditionAt, pathAt, report, type Site } from './compilation.ts';
import { type Frame, lose, quarantine } from './journal.ts';
import type { RuleContext, Step } from './operations/operation.ts';
import { activeIn, ownMissing } from './operations/operations.ts';
import { checkAlone, checkKeys, type RuleKeys, ruleKeys } from './rule-checks.ts';
import { compileSource, type Rule, type RuleSource } from './rule-source.ts';
import { checkResult, yieldsList } from './rule-types.ts';
import type { WrittenRule } from './shape.ts';
import { asJson } from './source-text.ts';
import { isBlank, isList } from './values.ts';
import { checkWhole, type WrittenValue } from './written-values.ts';

/** One rule, and what may be known about it without a record. */
export interface CompiledRule {
  readonly value: Rule;
  /** A rule that reads nothing: it alone makes no object of the target worth keeping. */
  readonly constant: boolean;
  /** Whether it yields a list, whatever the record. */
  readonly list: boolean;
}

/** Compiles a rule; null after reporting what is wrong with it. */
export function compileRule(rule: WrittenRule, site: Site): CompiledRule | null {
  const { compilation, at } = site;
  const spec = typeof rule === 'string' ? { from: rule } : rule;
  const checked = ruleKeys.safeParse(spec);
  if (!checked.success) {
    for (const issue of checked.error.issues) {
      const key = issue.path.filter((step) => typeof step !== 'symbol');
      report(compilation, { at: [...at, ...key], message: `${showPath(key)} ${issue.message}` });
    }
    return null;
  }
  const before = compilation.issues.length;
  const compiled = assemble(checked.data, site);
  return compilation.issues.length === before ? compiled : null;
}

/** A constant, alternatives, or a source with the operations on it. */
function assemble(spec: RuleKeys, site: Site): CompiledRule | null {
  const active = activeIn(spec);
  checkKeys(spec, active, site);
  if ('const' in spec) return constantRule(spec, site);
  if (spec.any !== undefined) return anyRule(spec, site);
  const source = compileSource(spec, active, site);
  if (source === null) return null;
  const written: WrittenValue[] = [];
  const context = contextOf(spec, { sources: source.from, written }, site);
  const before = site.compilation.issues.length;
  const steps = active.flatMap((operation) => operation.compile(spec, context) ?? []);
  if (site.slot !== null && site.compilation.issues.length === before)
    checkResult(spec, { source, active, steps, written }, { ...context, slot: site.slot });
  const missing = ownMissing(active) === null ? compileMissing(spec, context) : () => null;
  const value = guarded(chain(source, steps, missing), spec, site);
  return { value, constant: false, list: yieldsList(source, active) };
}

function constantRule(spec: RuleKeys, site: Site): CompiledRule {
  checkAlone(spec, 'const', site);
  const value = asJson(spec.const);
  checkWhole(contextOf(spec, { sources: [], written: [] }, site), ['const'], value);
  return { value: guarded(() => value, spec, site), constant: true, list: isList(value) };
}

/** Each alternative is a rule of its own, for the same field. */
function anyRule(spec: RuleKeys, site: Site): CompiledRule {
  checkAlone(spec, 'any', site);
  const alternatives = (spec.any ?? []).flatMap(
    (rule, index) => compileRule(rule, { ...site, at: [...site.at, 'any', index] }) ?? [],
  );
  return {
    value: guarded(firstYield(alternatives), spec, site),
    constant: alternatives.every(({ constant }) => constant),
    list: alternatives.every(({ list }) => list),
  };
}

/** What the operations of the rule are compiled with. */
function contextOf(
  spec: RuleKeys,
  { sources, written }: { sources: readonly string[]; written: WrittenValue[] },
  site: Site,
): RuleContext {
  const { path, at, slot, scope, role, compilation } = site;
  const onError = spec.onError === undefined ? compilation.onError : (spec.onError ?? 'null');
  return {
    path,
    slot,
    zone: compilation.zone,
    tables: compilation.tables,
    tableNames: compilation.tableNames,
    sources,
    reader: (key, text) => pathAt(compilation, text, { at: [...at, key], scope, role })?.read ?? null,
    written: (key, value) => written.push({ key, value }),
    fail:
      onError === 'quarantine'
        ? (frame, what) => quarantine(frame, path, what)
        : (frame, what) => lose(frame, path, what),
    report: (key, message, hint) => {
      report(compilation, { at: [...at, ...(typeof key === 'string' ? [key] : key)], message, hint });
    },
  };
}

/** What happens with a value that is empty at the source. */
function compileMissing(spec: RuleKeys, context: RuleContext): Rule {
  const { missing } = spec;
  if (missing === undefined || missing === null || missing === 'null') return () => null;
  if (missing === 'quarantine') {
    return (frame) => quarantine(frame, context.path, { code: 'value-missing' });
  }
  const value = asJson(missing);
  checkWhole(context, ['missing'], value);
  return (frame) => {
    lose(frame, context.path, { code: 'defaulted', params: { was: 'empty' } });
    return value;
  };
}

/** Reads the source and runs the steps one after the other; null ends it. */
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

/** Items that became null are dropped only at the end: until then their index has a meaning. */
function withoutNulls(value: JsonValue): JsonValue {
  if (!isList(value) || !value.includes(null)) return value;
  const left = value.filter((item) => item !== null);
  return left.length === 0 ? null : left;
}

/** The rule under its `when`: null where that is false. A rule without one is itself. */
function guarded(value: Rule, { when }: RuleKeys, { at, scope, path, compilation }: Site): Rule {
  const guard = when === undefined ? null : conditionAt(compilation, when, { at: [...at, 'when'], scope });
  if (guard === null) return value;
  return (frame: Frame) => {
    const holds = guard(frame);
    if (holds === null) return quarantine(frame, path, { code: 'when-failed', params: { of: 'rule' } });
    return holds ? value(frame) : null;
  };
}
