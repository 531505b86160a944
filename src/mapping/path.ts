/** Paths into a record (`a.b`, `a[0]`, `a[].b`, `['any. name']`), split once and turned into readers. */
import type { JsonValue } from '../model/json.ts';
import type { Frame } from './journal.ts';
import { isList, member } from './values.ts';

/** One step of a path: into a field, to an item, or to every item. */
export type Step = { readonly name: string } | { readonly index: number } | 'all';

/**
 * What a path may start at: the fields of the record; of the record with `record` as another name for it; or of an item,
 * with `record` for the record around it.
 */
export type Scope = 'record' | 'block' | 'item';

/** A path that is read from any number of records. */
export interface CompiledPath {
  readonly text: string;
  /** Null wherever something on the way isn't there. */
  readonly read: (frame: Frame) => JsonValue;
  /** Top-level field of the record that is read; null for a field of an item, or the record as a whole. */
  readonly top: string | null;
  /** Whether it yields a list because it says `[]`. */
  readonly many: boolean;
}

const STEP = /(?:^|\.)([^.[\]'"]+)|\[(\d+)\]|(\[\])|\['((?:[^']|'')*)'\]|\["((?:[^"]|"")*)"\]/y;

/** Splits a path into its steps; null when it isn't one. Pure. */
export function splitPath(text: string): readonly Step[] | null {
  const steps: Step[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const found = STEP.exec(text);
    if (found === null) return null;
    steps.push(toStep(found));
  }
  return steps.length === 0 ? null : steps;
}

/** Compiles a path, or yields null when the text isn't a path. */
export function compilePath(text: string, scope: Scope): CompiledPath | null {
  const steps = splitPath(text);
  if (steps === null) return null;
  const outside = scope !== 'record' && nameOf(steps[0]) === 'record';
  const inner = outside ? steps.slice(1) : steps;
  const walk = walker(inner);
  const many = steps.includes('all');
  if (outside) return { text, read: (frame) => walk(frame.record), top: nameOf(inner[0]), many };
  return { text, read: (frame) => walk(frame.data), top: scope === 'item' ? null : nameOf(steps[0]), many };
}

function toStep([, name, index, all, single, double]: RegExpExecArray): Step {
  if (all !== undefined) return 'all';
  if (index !== undefined) return { index: Number(index) };
  if (name !== undefined) return { name };
  return { name: (single?.replaceAll("''", "'") ?? double?.replaceAll('""', '"')) || '' };
}

function nameOf(step: Step | undefined): string | null {
  return typeof step === 'object' && 'name' in step ? step.name : null;
}

/** One closure a step, so that reading a path takes no loop over its steps. */
function walker(steps: readonly Step[]): (value: JsonValue) => JsonValue {
  const [first, ...rest] = steps;
  if (first === undefined) return (value) => value;
  const step = stepper(first);
  if (rest.length === 0) return step;
  const next = walker(rest);
  if (first !== 'all') return (value) => next(step(value));
  return (value) => {
    const items = step(value);
    return isList(items) ? items.flatMap(next).filter((item) => item !== null) : null;
  };
}

function stepper(step: Step): (value: JsonValue) => JsonValue {
  // One thing where a list may stand is a list of one: systems that render lists of one as the item itself are common.
  if (step === 'all') return (value) => (value === null || isList(value) ? value : [value]);
  if ('name' in step) return (value) => member(value, step.name);
  return (value) => (isList(value) ? (value[step.index] ?? null) : null);
}
