/** What a rule reads: one path, several, or a template of them. */
import type { JsonValue, PathStep } from '../model/json.ts';
import { type Compilation, pathAt, report } from './compilation.ts';
import { type Frame, quarantine } from './journal.ts';
import type { Operation } from './operations/operation.ts';
import type { Scope } from './path.ts';
import type { Slot } from './target.ts';
import { isBlank, isScalar, LONGEST_TEXT, TOO_LONG } from './values.ts';

/** Yields the value of the rule, null for nothing. Never throws; what goes wrong is in the frame's journal. */
export type Rule = (frame: Frame) => JsonValue;

/** Where a rule stands. */
export interface RulePlace {
  readonly at: readonly PathStep[];
  readonly scope: Scope;
  readonly path: readonly PathStep[];
  /** Null for rules that fill no field: keys and identities. */
  readonly slot: Slot | null;
}

/** A rule's place and the compilation it belongs to. */
export interface Site {
  readonly place: RulePlace;
  readonly compilation: Compilation;
}

interface WrittenSource {
  readonly from?: string | string[] | undefined;
  readonly by?: string | undefined;
  readonly template?: string | undefined;
}

/** What a rule reads before any operation runs. */
export interface RuleSource {
  readonly read: Rule;
  readonly from: readonly string[];
  /** Whether it gives a list of parts that may be null, rather than what the record holds. */
  readonly gathered: boolean;
}

/** Compiles `from`, `by` or `template`; null after reporting what is wrong with them. */
export function compileSource(spec: WrittenSource, active: readonly Operation[], site: Site): RuleSource | null {
  const isRef = active.some(({ name }) => name === 'ref');
  const from = spec.from ?? (isRef ? spec.by : undefined);
  const ways = [from, spec.template].filter((way) => way !== undefined);
  if (ways.length !== 1) {
    const message =
      ways.length === 0 ? 'the rule needs from, template or const' : 'from and template exclude each other';
    report(site.compilation, { at: site.place.at, message });
    return null;
  }
  if (spec.template !== undefined) return compileTemplate(spec.template, site);
  if (typeof from === 'string') return singleSource(from, spec.from === undefined ? 'by' : 'from', site);
  return listSource(from ?? [], site);
}

function singleSource(text: string, key: string, { place, compilation }: Site): RuleSource | null {
  const path = pathAt(compilation, text, { at: [...place.at, key], scope: place.scope });
  return path === null ? null : { read: path.read, from: [text], gathered: path.many };
}

function listSource(texts: readonly string[], { place, compilation }: Site): RuleSource | null {
  const paths = texts.map((text, index) =>
    pathAt(compilation, text, { at: [...place.at, 'from', index], scope: place.scope }),
  );
  const readers = paths.flatMap((path) => (path === null ? [] : [path.read]));
  if (readers.length !== paths.length) return null;
  return { read: (frame) => readers.map((read) => read(frame)), from: texts, gathered: true };
}

const PART = /\{\{\s*([^{}]+?)\s*\}\}/g;

function compileTemplate(template: string, { place, compilation }: Site): RuleSource | null {
  const at = [...place.at, 'template'];
  const from = [...template.matchAll(PART)].map(([, path = '']) => path);
  const paths = from.map((text) => pathAt(compilation, text, { at, scope: place.scope }));
  const literals = template.split(PART).filter((_, index) => index % 2 === 0);
  if (from.length === 0) report(compilation, { at, message: 'a template without {{ path }} is a const' });
  if (literals.some((literal) => /\{\{|\}\}/.test(literal)))
    report(compilation, { at, message: 'the template has a bracket too few or too many' });
  const readers = paths.flatMap((path) => (path === null ? [] : [path.read]));
  if (readers.length !== paths.length) return null;
  const [head = '', ...tails] = literals;
  const read: Rule = (frame) => {
    let text = head;
    for (let index = 0; index < readers.length; index++) {
      const part = readers[index]?.(frame) ?? null;
      if (isBlank(part) || !isScalar(part)) return null;
      text += String(part) + (tails[index] ?? '');
      if (text.length > LONGEST_TEXT) return quarantine(frame, place.path, TOO_LONG);
    }
    return text;
  };
  return { read, from, gathered: false };
}
