/** Paths into a record (`a.b`, `a[0]`, `a[].b`, `['any. name']`), split once and turned into readers. */
import type { JsonValue } from '../model/json.ts';
import type { Frame } from './journal.ts';
import { isList, member } from './values.ts';

/** One step of a path: into a field, to an item, or to every item. */
export type Step = { readonly name: string } | { readonly index: number } | 'all';

/**
 * What a path may start at: the fields of the record, or those of the items at a path of the record. In both `record` is the
 * record itself, and `['record']` a field of that name.
 */
export type Scope = 'record' | { readonly itemsOf: readonly Step[] };

/** A path that is read from any number of records. */
export interface CompiledPath {
  readonly text: string;
  /** Null wherever something on the way isn't there. */
  readonly read: (frame: Frame) => JsonValue;
  /** Where it leads as seen from the record, also from an item of it. */
  readonly steps: readonly Step[];
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
  const outside = BARE_RECORD.test(text);
  const inner = outside ? steps.slice(1) : steps;
  const walk = walker(inner);
  const many = steps.includes('all');
  if (outside) return { text, read: (frame) => walk(frame.record), steps: inner, many };
  return { text, read: (frame) => walk(frame.data), steps: fromRecord(inner, scope), many };
}

const BARE_RECORD = /^record(?:$|[.[])/;
const PLAIN_NAME = /^[^.[\]'"]+$/;

/** Steps that start at `scope`, as seen from the record. Pure. */
export function fromRecord(steps: readonly Step[], scope: Scope): readonly Step[] {
  return scope === 'record' ? steps : [...scope.itemsOf, ...steps];
}

/** The scope of the items at a path of the record, which are gone over one by one whether it says `[]` or not. Pure. */
export function itemScope(steps: readonly Step[]): Scope {
  return { itemsOf: steps.at(-1) === 'all' ? steps : [...steps, 'all'] };
}

/** A path as one would write it: `a.b[]['any. name']`; of the record as a whole the empty text. Pure. */
export function showSteps(steps: readonly Step[]): string {
  return steps.reduce<string>((shown, step) => {
    if (step === 'all') return `${shown}[]`;
    if ('index' in step) return `${shown}[${step.index}]`;
    // The record itself is what the bare word means.
    const plain = PLAIN_NAME.test(step.name) && (shown !== '' || step.name !== 'record');
    if (!plain) return `${shown}['${step.name.replaceAll("'", "''")}']`;
    return shown === '' ? step.name : `${shown}.${step.name}`;
  }, '');
}

/** The name that a step goes into; null for items. Pure. */
export function nameOf(step: Step | undefined): string | null {
  return typeof step === 'object' && 'name' in step ? step.name : null;
}

/** The field of the record that a path as seen from the record starts at; null for the record as a whole. Pure. */
export function topOf([first]: readonly Step[]): string | null {
  return nameOf(first);
}

function toStep([, name, index, all, single, double]: RegExpExecArray): Step {
  if (all !== undefined) return 'all';
  if (index !== undefined) return { index: Number(index) };
  if (name !== undefined) return { name };
  return { name: (single?.replaceAll("''", "'") ?? double?.replaceAll('""', '"')) || '' };
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
