/** One compilation of one mapping file: what is known throughout, and where mistakes and used fields are gathered. */
import type { PathStep } from '../model/json.ts';
import { type CompiledCondition, type Condition, compileCondition } from './condition.ts';
import type { Frame } from './journal.ts';
import type { MappingIssue } from './mapping-error.ts';
import { type CompiledPath, compilePath, type Scope } from './path.ts';
import type { SourceText } from './source-text.ts';
import { member } from './values.ts';

/** Gathers while parts of the file are compiled; nothing of it is left in the compiled mapping but tables. */
export interface Compilation {
  readonly file: string;
  readonly source: SourceText;
  readonly issues: MappingIssue[];
  /** Top-level fields of the source record that something reads. */
  readonly uses: Set<string>;
  readonly tables: Readonly<Record<string, string>>;
  readonly zone: string;
  readonly onError: 'quarantine' | 'null';
}

/** What is wrong, and where in the file. */
export interface Mistake {
  readonly at: readonly PathStep[];
  readonly message: string;
  readonly hint?: string | undefined;
  readonly part?: 'key' | 'value';
}

/** Adds a mistake at a place of the file; compiling goes on, so that all mistakes are found at once. */
export function report(compilation: Compilation, { at, message, hint, part }: Mistake): void {
  const { file, source, issues } = compilation;
  issues.push({ file, ...source.place(at, part), message, ...(hint === undefined ? {} : { hint }) });
}

/** Compiles a path that stands at `at` in the file and notes the field it uses; null after reporting that it isn't one. */
export function pathAt(
  compilation: Compilation,
  text: string,
  where: { at: readonly PathStep[]; scope: Scope },
): CompiledPath | null {
  const path = compilePath(text, where.scope);
  if (path === null) {
    report(compilation, { at: where.at, message: `${text} is no path`, hint: "write other names as ['any name']" });
    return null;
  }
  if (path.top !== null) compilation.uses.add(path.top);
  return path;
}

/** Compiles a condition on the source record and notes the fields it uses; null after reporting what is wrong with it. */
export function conditionAt(
  compilation: Compilation,
  text: string,
  where: { at: readonly PathStep[]; scope: Scope },
): ((frame: Frame) => boolean | null) | null {
  const compiled: CompiledCondition = compileCondition(text);
  if ('mistake' in compiled) {
    report(compilation, { at: where.at, message: `the condition ${compiled.mistake}` });
    return null;
  }
  const { condition } = compiled;
  noteUses(compilation, condition, where.scope);
  const withRecord = where.scope !== 'record';
  return ({ data, record }) =>
    condition.holds((name) => (withRecord && name === 'record' ? record : member(data, name)));
}

function noteUses(compilation: Compilation, condition: Condition, scope: Scope): void {
  if (scope !== 'item') for (const name of condition.names) compilation.uses.add(name);
  if (scope !== 'record') for (const name of condition.recordFields) compilation.uses.add(name);
}
