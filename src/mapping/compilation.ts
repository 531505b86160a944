/** One compilation of one mapping file: what is known throughout, and where mistakes and used fields are gathered. */
import type { JsonObject, PathStep } from '../model/json.ts';
import type { SourceRead } from '../model/mapping-facts.ts';
import { compileCondition } from './condition.ts';
import type { Frame } from './journal.ts';
import type { MappingIssue } from './mapping-error.ts';
import { type CompiledPath, compilePath, fromRecord, type Scope, type Step, showSteps, topOf } from './path.ts';
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
  /** Every path that something reads, in the order in which it is compiled. */
  readonly reads: SourceRead[];
  readonly tables: Readonly<Record<string, string>>;
  readonly tableNames: readonly string[];
  /** Whether the source's records hold nothing but texts. */
  readonly textual: boolean;
  readonly zone: string;
  readonly onError: 'quarantine' | 'null';
}

/** Where a rule is written, and which field it fills. */
export interface Site {
  readonly compilation: Compilation;
  /** Its path in the file. */
  readonly at: readonly PathStep[];
  readonly scope: Scope;
  readonly role: Exclude<SourceRead['in'], 'condition'>;
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

/** Where a path is written, and what its names mean there. */
type Where = Pick<Site, 'at' | 'scope' | 'role'> & { readonly items?: true };

/** Compiles a path and notes the field it uses; null after reporting that it is no path. */
export function pathAt(compilation: Compilation, text: string, where: Where): CompiledPath | null {
  const path = compilePath(text, where.scope);
  if (path === null) {
    report(compilation, { at: where.at, message: `${text} is no path`, hint: "write other names as ['any name']" });
    return null;
  }
  const { at, role, items } = where;
  noteRead(compilation, path.steps, { at, in: role, ...(items && { items }) });
  return path;
}

/** Compiles a condition on the source record and notes the fields it uses; null after reporting what is wrong with it. */
export function conditionAt(
  compilation: Compilation,
  text: string,
  { at, scope }: Pick<Site, 'at' | 'scope'>,
): ((frame: Frame) => boolean | null) | null {
  const compiled = compileCondition(text, scope === 'record' ? ['record'] : ['item', 'record']);
  if ('mistake' in compiled) {
    report(compilation, { at, message: `the condition ${compiled.mistake}`, hint: compiled.hint });
    return null;
  }
  const { condition } = compiled;
  for (const { of, steps } of condition.reads) {
    noteRead(compilation, of === 'record' ? steps : fromRecord(steps, scope), { at, in: 'condition' });
  }
  const named = (data: JsonObject, name: string) => (name === 'item' && scope !== 'record' ? data : member(data, name));
  return ({ data, record }) => condition.holds((name) => (name === 'record' ? record : named(data, name)));
}

/** Notes that a path as seen from the record is read. */
export function noteRead(
  { uses, reads, source }: Compilation,
  steps: readonly Step[],
  { at, ...place }: Pick<SourceRead, 'in' | 'items'> & { readonly at: readonly PathStep[] },
): void {
  const top = topOf(steps);
  if (top !== null) uses.add(top);
  reads.push({ path: showSteps(steps), ...source.position(at), ...place });
}
