/** The fields of one object of the target: rules by (dotted) name, assembled in one pass. */
import type { z } from 'zod';
import type { PathStep } from '../model/json.ts';
import { type Compilation, report } from './compilation.ts';
import type { Frame } from './journal.ts';
import type { Scope } from './path.ts';
import { type CompiledRule, compileRule, type Rule } from './rule.ts';
import type { WrittenRule } from './shape.ts';
import { didYouMean } from './suggest.ts';
import { isSlot, slotAt } from './target.ts';
import type { Growing } from './values.ts';

/** Fills `into` with the fields' values, stopping at the first that sets the record aside. True when any value that isn't constant is there. */
export type FillFields = (into: Growing, frame: Frame) => boolean;

export interface CompiledFields {
  readonly fill: FillFields;
  /** Rules by dotted name, for provenance. */
  readonly rules: ReadonlyMap<string, CompiledRule>;
}

interface FieldsPlace {
  readonly at: readonly PathStep[];
  readonly scope: Scope;
  readonly target: z.ZodObject;
}

/** A field, or an object of fields. */
type Branch = { readonly rule: CompiledRule } | { readonly parts: Map<string, Branch> };

/** Compiles the rules of `fields`. Names the target lacks and names that contradict each other are reported. */
export function compileFields(
  written: Readonly<Record<string, WrittenRule>>,
  place: FieldsPlace,
  compilation: Compilation,
): CompiledFields {
  const rules = new Map<string, CompiledRule>();
  const root = new Map<string, Branch>();
  for (const [name, rule] of Object.entries(written)) {
    const compiled = compileField(name, rule, { place, compilation });
    if (compiled === null) continue;
    rules.set(name, compiled);
    if (!plant(root, name.split('.'), compiled)) {
      report(compilation, {
        at: [...place.at, name],
        part: 'key',
        message: `${name} is filled twice, whole and in parts`,
      });
    }
  }
  return { fill: filler(root), rules };
}

function compileField(
  name: string,
  rule: WrittenRule,
  { place, compilation }: { place: FieldsPlace; compilation: Compilation },
): CompiledRule | null {
  const path = name.split('.');
  const at = [...place.at, name];
  const slot = slotAt(place.target, path);
  if (!isSlot(slot)) {
    report(compilation, { at, part: 'key', ...slot });
    return null;
  }
  return compileRule(rule, { at, scope: place.scope, path, slot }, compilation);
}

function plant(parts: Map<string, Branch>, [name = '', ...rest]: readonly string[], rule: CompiledRule): boolean {
  const there = parts.get(name);
  if (rest.length === 0) {
    parts.set(name, { rule });
    return there === undefined;
  }
  if (there !== undefined && 'rule' in there) return false;
  const branch = there ?? { parts: new Map<string, Branch>() };
  parts.set(name, branch);
  return plant(branch.parts, rest, rule);
}

function filler(parts: ReadonlyMap<string, Branch>): FillFields {
  const fields = [...parts].map(([name, branch]) =>
    'rule' in branch
      ? { name, constant: branch.rule.constant, value: branch.rule.value }
      : { name, constant: false, value: objectOf(filler(branch.parts)) },
  );
  return (into, frame) => {
    let filled = false;
    for (const { name, constant, value } of fields) {
      const found = value(frame);
      into[name] = found;
      if (found !== null && !constant) filled = true;
      if (frame.journal.problem !== null) return filled;
    }
    return filled;
  };
}

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
