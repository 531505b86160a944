/** The fields of one object of the target: rules by (dotted) name, assembled in one pass. */
import type { z } from 'zod';
import { isObject, type PathStep } from '../model/json.ts';
import { type Compilation, report } from './compilation.ts';
import { type Frame, lose } from './journal.ts';
import type { Scope } from './path.ts';
import { type CompiledRule, compileRule } from './rule.ts';
import type { Rule } from './rule-source.ts';
import type { WrittenRule } from './shape.ts';
import { didYouMean } from './suggest.ts';
import { noField } from './target/contracts.ts';
import { isSlot, slotAt } from './target/slots.ts';
import type { Growing } from './values.ts';

/** Fills `into` with the fields' values, also where one quarantines the record. True when any value that isn't constant is there. */
export type FillFields = (into: Growing, frame: Frame) => boolean;

/** Where an object of rules is written, and the fields of the target that it fills. */
interface FieldsSite {
  readonly at: readonly PathStep[];
  readonly scope: Scope;
  readonly target: z.ZodObject;
}

/** A field, an object of fields, or both: a free-form object that is copied whole and has fields added by name. */
interface Branch {
  rule: CompiledRule | null;
  readonly parts: Map<string, Branch>;
}

/** Compiles the rules of `fields`. Names the target lacks and names that contradict each other are reported. */
export function compileFields(
  written: Readonly<Record<string, WrittenRule>>,
  site: FieldsSite,
  compilation: Compilation,
): FillFields {
  const root = new Map<string, Branch>();
  for (const [name, rule] of Object.entries(written)) {
    const compiled = compileField(name, rule, { site, compilation });
    if (compiled === null) continue;
    if (!insert(root, name.split('.'), { rule: compiled, free: isFree(name, site) })) {
      report(compilation, {
        at: [...site.at, name],
        part: 'key',
        message: `${name} is filled twice, whole and in parts`,
      });
    }
  }
  return filler(root);
}

function compileField(
  name: string,
  rule: WrittenRule,
  { site, compilation }: { site: FieldsSite; compilation: Compilation },
): CompiledRule | null {
  const path = name.split('.');
  const at = [...site.at, name];
  const slot = slotAt(site.target, path);
  if (!isSlot(slot)) {
    report(compilation, { at, part: 'key', message: noField(compilation.target, slot.missing), hint: slot.hint });
    return null;
  }
  return compileRule(rule, { compilation, at, scope: site.scope, role: 'rule', path, slot });
}

/** Whether the field is a free-form object, or part of one. */
function isFree(name: string, { target }: FieldsSite): boolean {
  const slot = slotAt(target, name.split('.').slice(0, 1));
  return isSlot(slot) && slot.free;
}

/** A rule on its way into the tree of branches. `free`: it fills a free-form object or a part of one. */
interface Filled {
  readonly rule: CompiledRule;
  readonly free: boolean;
}

/** False when the field is filled already, whole or in parts. */
function insert(parts: Map<string, Branch>, [name = '', ...rest]: readonly string[], filled: Filled): boolean {
  const branch = parts.get(name) ?? { rule: null, parts: new Map<string, Branch>() };
  parts.set(name, branch);
  if (rest.length > 0) return (branch.rule === null || filled.free) && insert(branch.parts, rest, filled);
  if (branch.rule !== null || (branch.parts.size > 0 && !filled.free)) return false;
  branch.rule = filled.rule;
  return true;
}

/** Runs the rules of one object in the order of the file. */
function filler(parts: ReadonlyMap<string, Branch>): FillFields {
  const fields = [...parts].map(([name, branch]) => ({ name, ...fieldOf(name, branch) }));
  return (into, frame) => {
    let filled = false;
    for (const { name, constant, value } of fields) {
      const found = value(frame);
      into[name] = found;
      if (found !== null && !constant) filled = true;
    }
    return filled;
  };
}

function fieldOf(name: string, { rule, parts }: Branch): { readonly constant: boolean; readonly value: Rule } {
  if (rule === null) return { constant: false, value: objectOf(filler(parts)) };
  if (parts.size === 0) return rule;
  return { constant: false, value: mergedObject(name, rule.value, objectOf(filler(parts))) };
}

/** What is added by name goes before what was copied under that name: a counted loss. Additions that are null leave it. */
function mergedObject(name: string, copied: Rule, added: Rule): Rule {
  return (frame) => {
    const [whole, additions] = [copied(frame), added(frame)];
    if (!isObject(additions)) return whole;
    if (whole !== null && !isObject(whole)) return whole;
    const there = Object.entries(additions).filter(([, value]) => value !== null);
    for (const [member] of there) {
      if (whole !== null && Object.hasOwn(whole, member)) lose(frame, [name], TAKEN);
    }
    return { ...whole, ...Object.fromEntries(there) };
  };
}

const TAKEN = { code: 'name-taken' } as const;

/** An object of parts: null when nothing but constants would be in it. */
function objectOf(fill: FillFields): Rule {
  return (frame) => {
    const object: Growing = {};
    return fill(object, frame) ? object : null;
  };
}

/** Reports names that the target requires and that nothing fills. */
export function checkRequired(
  required: readonly string[],
  filled: readonly string[],
  { at, what, compilation }: { at: readonly PathStep[]; what: string; compilation: Compilation },
): void {
  const there = new Set(filled.map((name) => name.split('.')[0]));
  for (const name of required.filter((wanted) => !there.has(wanted))) {
    const near = didYouMean(name, filled);
    report(compilation, {
      at,
      part: 'key',
      message: `${what} must have ${name}`,
      hint: near ?? `add a rule for ${name}`,
    });
  }
}
