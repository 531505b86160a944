/** One compilation of one mapping file: what is known throughout, and where mistakes and used fields are gathered. */
import type { PathStep } from '../model/json.ts';
import { type CompiledCondition, type Condition, compileCondition } from './condition.ts';
import type { Frame } from './journal.ts';
import type { MappingIssue } from './mapping-error.ts';
import { type CompiledPath, compilePath, type Scope } from './path.ts';
import type { SourceText } from './source-text.ts';
import type { TargetEntity } from './target/contracts.ts';
import type { Slot } from './target/slots.ts';
import { member } from './values.ts';

/** Where mistakes of one file are gathered. */
export interface Mistakes {
  readonly file: string;
  readonly source: SourceText;
  readonly issues: MappingIssue[];
}

/** Gathers while parts of the file are compiled; nothing of it is left in the compiled mapping but tables. */
export interface Compilation extends Mistakes {
  readonly target: TargetEntity;
  /** Top-level fields of the source record that something reads. */
  readonly uses: Set<string>;
  readonly tables: Readonly<Record<string, string>>;
  readonly zone: string;
  readonly onError: 'quarantine' | 'null';
}

/** Where a rule is written, and which field it fills. */
export interface Site {
  readonly compilation: Compilation;
  /** Its path in the file. */
  readonly at: readonly PathStep[];
  readonly scope: Scope;
  /** The field's path in the target, within the record or the item of a list. */
  readonly path: readonly PathStep[];
  /** Null for rules that fill no field: keys and identities. */
  readonly slot: Slot | null;
}

/** What is wrong, and where in the file. */
export interface Mistake {
  readonly at: readonly PathStep[];
  readonly message: string;
  readonly hint?: string | undefined;
  readonly part?: 'key' | 'value';
}

/** Adds a mistake at its position in the file; compiling goes on, so that all mistakes are found at once. */
export function report({ file, source, issues }: Mistakes, { at, message, hint, part }: Mistake): void {
  issues.push({ file, ...source.position(at, part), message, ...(hint === undefined ? {} : { hint }) });
}

/** Where a path or a condition is written, and what its names mean there. */
type Where = Pick<Site, 'at' | 'scope'>;

/** Compiles a path and notes the field it uses; null after reporting that it is no path. */
export function pathAt(compilation: Compilation, text: string, where: Where): CompiledPath | null {
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
  where: Where,
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
