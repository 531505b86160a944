/** What a rule reads: one path, several, or a template of them. */
import type { JsonValue } from '../model/json.ts';
import { pathAt, report, type Site } from './compilation.ts';
import { type Frame, quarantine } from './journal.ts';
import type { Operation } from './operations/operation.ts';
import { sourceKeyOf } from './operations/operations.ts';
import type { CompiledPath } from './path.ts';
import type { RuleKeys } from './rule-checks.ts';
import { isBlank, isScalar, LONGEST_TEXT, TOO_LONG } from './values.ts';

/** Yields the value of the rule, null for nothing. Never throws; what goes wrong is in the frame's journal. */
export type Rule = (frame: Frame) => JsonValue;

/** Whether a source gives a list (null: that depends on the record), and of what: texts as the source has them (cells), or made by a template. */
export interface SourceGives {
  readonly list: boolean | null;
  readonly of: 'cell' | 'made' | 'object' | null;
}

/** What a rule reads before any operation runs. */
export interface RuleSource {
  readonly read: Rule;
  readonly from: readonly string[];
  /** What is known of its value without a record. */
  readonly gives: SourceGives;
  /** Whether it gives a list of parts that may be null, rather than what the record holds. */
  readonly gathered: boolean;
}

/** Compiles `from`, the key that may stand for it, or `template`; null after reporting what is wrong with them. */
export function compileSource(spec: RuleKeys, active: readonly Operation[], site: Site): RuleSource | null {
  const key = spec.from === undefined ? (sourceKeyOf(active) ?? 'from') : 'from';
  const from = spec[key];
  const ways = [from, spec.template].filter((way) => way !== undefined);
  if (ways.length !== 1) {
    const message =
      ways.length === 0 ? 'the rule needs from, template or const' : 'from and template exclude each other';
    report(site.compilation, { at: site.at, message });
    return null;
  }
  if (spec.template !== undefined) return compileTemplate(spec.template, site);
  if (typeof from === 'string') return singleSource(from, key, site);
  return listSource(spec.from ?? [], site);
}

function singleSource(text: string, key: string, { at, scope, role, compilation }: Site): RuleSource | null {
  const path = pathAt(compilation, text, { at: [...at, key], scope, role });
  if (path === null) return null;
  const of = contentOf(path, { scope, compilation });
  const list = path.many || (of === null ? null : false);
  return { read: path.read, from: [text], gathered: path.many, gives: { list, of } };
}

/** What a path leads to: in sources that hold nothing but texts every field of a record is one, and so is an item of a list. */
function contentOf(path: CompiledPath, { scope, compilation }: Pick<Site, 'scope' | 'compilation'>): SourceGives['of'] {
  if (path.steps.length === 0) return 'object';
  if (!compilation.textual) return null;
  const start = scope === 'record' ? 0 : scope.itemsOf.length;
  const [first, second, ...deeper] = path.steps.slice(scope === 'record' || start === path.steps.length ? 0 : start);
  const plain = deeper.length === 0 && (second === undefined || second === 'all');
  const item = typeof first === 'object' && 'name' in first && (scope === 'record' || first.name === 'value');
  return plain && item ? 'cell' : null;
}

function listSource(texts: string | readonly string[], { at, scope, role, compilation }: Site): RuleSource | null {
  const from = [texts].flat();
  const paths = from.map((text, index) => pathAt(compilation, text, { at: [...at, 'from', index], scope, role }));
  const readers = paths.flatMap((path) => (path === null ? [] : [path.read]));
  if (readers.length !== paths.length) return null;
  const cells = paths.every((path) => path !== null && contentOf(path, { scope, compilation }) === 'cell');
  const gives = { list: true, of: cells ? ('cell' as const) : null };
  return { read: (frame) => readers.map((read) => read(frame)), from, gathered: true, gives };
}

const PART = /\{\{\s*([^{}]+?)\s*\}\}/g;

/** The paths in a template, as written. */
export function templatePaths(template: string): readonly string[] {
  return [...template.matchAll(PART)].map(([, path = '']) => path);
}

function compileTemplate(template: string, site: Site): RuleSource | null {
  const { scope, role, compilation } = site;
  const at = [...site.at, 'template'];
  const from = templatePaths(template);
  const paths = from.map((text) => pathAt(compilation, text, { at, scope, role }));
  const literals = template.split(PART).filter((_, index) => index % 2 === 0);
  if (from.length === 0) report(compilation, { at, message: 'a template without {{ path }} is a const' });
  if (literals.some((literal) => /\{\{|\}\}/.test(literal)))
    report(compilation, { at, message: 'the template has a bracket too few or too many' });
  const readers = paths.flatMap((path) => (path === null ? [] : [path.read]));
  if (readers.length !== paths.length) return null;
  const gives = { list: false, of: 'made' } as const;
  return { read: filled(literals, readers, site), from, gathered: false, gives };
}

/** The template with what the record holds; null when any part is blank. */
function filled(literals: readonly string[], readers: readonly Rule[], site: Site): Rule {
  const [head = '', ...tails] = literals;
  return (frame) => {
    let text = head;
    for (let index = 0; index < readers.length; index++) {
      const part = readers[index]?.(frame) ?? null;
      if (isBlank(part) || !isScalar(part)) return null;
      text += String(part) + (tails[index] ?? '');
      if (text.length > LONGEST_TEXT) return quarantine(frame, site.path, TOO_LONG);
    }
    return text;
  };
}
