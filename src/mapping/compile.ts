/** From a mapping file to a function from source record to mapped record: checked whole, compiled once. */
import type { HashText } from '../model/canonical.ts';
import type { Entity } from '../model/entity.ts';
import type { IgnoredField, MappingFacts, Trace } from '../model/mapping-facts.ts';
import type { MapResult, SourceRecord } from '../model/record.ts';
import { type Compilation, type Mistakes, report } from './compilation.ts';
import { checkExamples } from './examples/example-check.ts';
import { compileGates } from './exclusions-and-checks.ts';
import { checkAccepts } from './facts/accepted.ts';
import { factsOf } from './facts/facts.ts';
import { type FedFields, openFedFields } from './facts/fed-fields.ts';
import { openRequired } from './facts/required.ts';
import { checkRequired, compileFields } from './fields.ts';
import { checkMatch, checkOnce, shapeMistake } from './file-checks.ts';
import { hashOf } from './hash.ts';
import { compileIdentities } from './identities.ts';
import { checkIgnores, ignoredFields } from './ignored.ts';
import { compileKey } from './key.ts';
import { compileList } from './lists.ts';
import { MappingError, type MappingIssue } from './mapping-error.ts';
import { checkOptional } from './optional.ts';
import { type Parts, recordMapper, recordTracer } from './record-mapper.ts';
import { type Example, type MappingFile, mappingShape } from './shape.ts';
import { readSourceText } from './source-text.ts';
import { readTarget, type TargetEntity } from './target/contracts.ts';
import { requiredNames, schemaFor } from './target/slots.ts';

/** A mapping ready to run. Pure: equal records give equal results, whatever the machine, the locale and the time. */
export interface CompiledMapping {
  readonly name: string;
  readonly version: string;
  /** sha256 over the RFC 8785 form of the parsed file and the tables it looks up in: comments and layout don't count. */
  readonly hash: string;
  readonly from: { readonly source: string; readonly entity: string; readonly version: string };
  readonly to: Entity;
  /** The same entity with the target's contract for it. */
  readonly target: TargetEntity;
  readonly about: string | null;
  /** Top-level source fields that are used or ignored with a reason. */
  readonly uses: readonly string[];
  readonly ignores: readonly IgnoredField[];
  /** As in `Mapped.match`. */
  readonly match: readonly (readonly string[])[];
  readonly examples: readonly Example[];
  /** Maps one record of the source named `system`. Never throws: what can't be mapped comes back as `quarantined`. */
  map(record: SourceRecord, system: string): MapResult;
  /** The same for reports: with the values its tables were asked for, and the fields of what was quarantined. Slower. */
  trace(record: SourceRecord, system: string): Trace;
  /** What it says about itself, rule by rule. */
  readonly facts: MappingFacts;
  /** Which fields of the target hang on which part of a record. */
  readonly fed: FedFields;
  /** What a person may want to change, though it runs: required fields whose rules can come out empty. */
  readonly warnings: readonly MappingIssue[];
}

/** All that a compiled mapping follows from: the same input gives the same mapping and hash. */
export interface MappingInput {
  /** How the file is named in messages. */
  readonly file: string;
  readonly text: string;
  /** Text of the CSV tables beside it, by the path the mapping names them with. */
  readonly tables: Readonly<Record<string, string>>;
  readonly sha256: HashText;
  /** Names of all tables beside it, also of those that it doesn't name: for "did you mean". */
  readonly tableNames?: readonly string[];
  /** Sources whose records hold nothing but texts, by the names that `from` may have for them. Left out: none is known to be. */
  readonly textual?: ReadonlySet<string>;
}

/**
 * Compiles a mapping. Throws MappingError with every mistake of the file; the same input always gives the same hash.
 *
 * ```ts
 * const mapping = compileMapping({ file: 'ticket.yaml', text, tables: {}, sha256 });
 * const result = mapping.map({ key: '7', data: { id: 7, Subject: 'line down' } }, 'rt'); // mapped | quarantined | excluded
 * ```
 */
export function compileMapping(input: MappingInput): CompiledMapping {
  const { file, text } = input;
  const source = readSourceText(file, text);
  if (source.issues.length > 0) throw new MappingError(source.issues, text);
  const mistakes: Mistakes = { file, source, issues: [] };
  const checked = mappingShape.safeParse(source.value);
  if (!checked.success) {
    for (const issue of checked.error.issues) report(mistakes, shapeMistake(issue));
    throw new MappingError(mistakes.issues, text);
  }
  const target = readTarget(checked.data.to);
  if ('mistake' in target) {
    report(mistakes, { at: ['to'], message: target.mistake });
    throw new MappingError(mistakes.issues, text);
  }
  const compilation = startCompilation(input, mistakes, { target, file: checked.data });
  const parts = compileParts(checked.data, compilation);
  if (parts === null) throw new MappingError(inOrder(mistakes.issues), text);
  return describe(checked.data, { compilation, input, parts });
}

function startCompilation(
  { tables, tableNames = Object.keys(tables), textual }: MappingInput,
  mistakes: Mistakes,
  { target, file }: { target: TargetEntity; file: MappingFile },
): Compilation {
  const { zone = 'UTC', onError = 'quarantine' } = file.defaults ?? {};
  const [source = ''] = file.from.split('/');
  return {
    ...mistakes,
    target,
    uses: new Set(),
    reads: [],
    tables,
    tableNames,
    textual: textual?.has(source) ?? false,
    zone,
    onError: onError ?? 'null',
  };
}

/** Null after reporting mistakes: all of the file's, in whatever order they are found. */
function compileParts(file: MappingFile, compilation: Compilation): Parts | null {
  const { target } = compilation;
  const key = compileKey(file.key, { at: ['key'], scope: 'record' }, compilation);
  const fields = compileFields(file.fields, { at: ['fields'], scope: 'record', target: target.fields }, compilation);
  const lists = Object.entries(file.each ?? {}).flatMap(([name, blocks]) => {
    const fill = compileList(name, blocks, compilation);
    return fill === null ? [] : [{ name, fill }];
  });
  const given = [...Object.keys(file.fields), ...Object.keys(file.each ?? {})];
  checkRequired(requiredNames(target.fields), given, { at: ['fields'], what: `a ${target.entity}`, compilation });
  checkOnce(file, compilation);
  const identities = compileIdentities(file, compilation);
  checkMatch(file, compilation);
  const gates = compileGates(file, compilation);
  checkIgnores(file, compilation);
  checkOptional(file, compilation);
  checkExamples(file, compilation);
  checkAccepts(file, compilation);
  if (key === null || compilation.issues.length > 0) return null;
  return {
    target,
    schema: schemaFor(target, given),
    key,
    fields,
    lists,
    identities,
    match: file.match ?? [],
    ...gates,
  };
}

interface Description {
  readonly compilation: Compilation;
  readonly input: MappingInput;
  readonly parts: Parts;
}

function describe(file: MappingFile, { compilation, input, parts }: Description): CompiledMapping {
  const [, source = '', entity = '', version = ''] = /^([^/]+)\/([^@]+)@(.+)$/.exec(file.from) ?? [];
  const hash = hashOf(compilation.source.value, input);
  const facts = factsOf(file, compilation, hash);
  return {
    name: file.mapping,
    version: file.version,
    hash,
    from: { source, entity, version },
    to: parts.target.entity,
    target: parts.target,
    about: file.about ?? null,
    uses: [...compilation.uses],
    ignores: ignoredFields(file),
    match: parts.match,
    examples: file.examples ?? [],
    map: recordMapper(parts),
    trace: recordTracer(parts),
    facts,
    fed: openFedFields(facts),
    warnings: openRequired(file, compilation),
  };
}

function inOrder(issues: readonly MappingIssue[]): readonly MappingIssue[] {
  return issues.toSorted((a, b) => a.line - b.line || a.column - b.column);
}
