/** From a mapping file to a function from source record to mapped record: checked whole, compiled once. */
import { canonicalJson, type HashText } from '../model/canonical.ts';
import { type Entity, isEntity, MASTERS } from '../model/entity.ts';
import type { MappingFacts, Trace } from '../model/mapping-facts.ts';
import type { MapResult, SourceRecord } from '../model/record.ts';
import { type Compilation, type Mistake, report } from './compilation.ts';
import { checkExamples } from './examples/example-check.ts';
import { checkAccepts, factsOf } from './facts.ts';
import { checkRequired, compileFields } from './fields.ts';
import { compileGates } from './gates.ts';
import { compileIdentities } from './identities.ts';
import { compileKey } from './key.ts';
import { compileList } from './lists.ts';
import { MappingError, type MappingIssue } from './mapping-error.ts';
import { type Parts, recordMapper, recordTracer } from './record-mapper.ts';
import { openRequired } from './required.ts';
import { type Example, type MappingFile, mappingShape, SHAPE_KEYS } from './shape.ts';
import { asJson, readSourceText, type SourceText } from './source-text.ts';
import { didYouMean } from './suggest.ts';
import { contractOf, requiredNames, targetOf } from './target.ts';

/** A mapping ready to run. Pure: equal records give equal results, whatever the machine, the locale and the time. */
export interface CompiledMapping {
  readonly name: string;
  readonly version: string;
  /** sha256 over the RFC 8785 form of the parsed file and the tables it looks up in: comments and layout don't count. */
  readonly hash: string;
  readonly from: { readonly source: string; readonly entity: string; readonly version: string };
  readonly to: Entity;
  readonly about: string | null;
  /** Top-level source fields that are used or ignored with a reason. */
  readonly uses: readonly string[];
  readonly ignores: readonly { readonly field: string; readonly because: string }[];
  /** As in `Mapped.match`. */
  readonly match: readonly (readonly string[])[];
  readonly examples: readonly Example[];
  /** Maps one record of the source named `system`. Never throws: what can't be carried comes back as `quarantined`. */
  map(record: SourceRecord, system: string): MapResult;
  /** The same, looked at closely: with the values its tables were asked for, and the fields of what was set aside. */
  trace(record: SourceRecord, system: string): Trace;
  /** What it says about itself, rule by rule. */
  readonly facts: MappingFacts;
  /** What a person may want to mend, though it runs: required fields whose rules can come out empty. */
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
}

/** Compiles a mapping. Throws MappingError with every mistake of the file; the same input always gives the same hash. */
export function compileMapping(input: MappingInput): CompiledMapping {
  const source = readSourceText(input.file, input.text);
  if (source.issues.length > 0) throw new MappingError(source.issues, input.text);
  const checked = mappingShape.safeParse(source.value);
  const compilation = startCompilation(input, source, checked.data);
  if (!checked.success) {
    for (const issue of checked.error.issues) report(compilation, shapeMistake(issue));
    throw new MappingError(compilation.issues, input.text);
  }
  const mapping = compileFile(checked.data, { compilation, input });
  if (compilation.issues.length > 0 || mapping === null) throw new MappingError(inOrder(compilation), input.text);
  return mapping;
}

function startCompilation(input: MappingInput, source: SourceText, file: MappingFile | undefined): Compilation {
  const { zone = 'UTC', onError = 'quarantine' } = file?.defaults ?? {};
  return {
    file: input.file,
    source,
    issues: [],
    uses: new Set(),
    tables: input.tables,
    zone,
    onError: onError ?? 'null',
  };
}

function compileFile(
  file: MappingFile,
  { compilation, input }: { compilation: Compilation; input: MappingInput },
): CompiledMapping | null {
  const entity = file.to.slice('console/'.length).split('@')[0] ?? '';
  if (!isEntity(entity)) {
    report(compilation, { at: ['to'], message: `the console has no entity ${entity}` });
    return null;
  }
  const key = compileKey(file.key, { at: ['key'], scope: 'record' }, compilation);
  const fields = compileFields(file.fields, { at: ['fields'], scope: 'record', target: targetOf(entity) }, compilation);
  const lists = Object.entries(file.each ?? {}).flatMap(([name, blocks]) => {
    const fill = compileList(name, blocks, { entity, compilation });
    return fill === null ? [] : [{ name, fill }];
  });
  const given = [...Object.keys(file.fields), ...Object.keys(file.each ?? {})];
  checkRequired(requiredNames(targetOf(entity)), given, { at: ['fields'], what: `a ${entity}`, compilation });
  checkOnce(file, compilation);
  const identities = compileIdentities(file, compilation);
  checkMatch(file, entity, compilation);
  const gates = compileGates(file, entity, compilation);
  checkIgnores(file, compilation);
  checkExamples(file, entity, compilation);
  checkAccepts(file, compilation);
  if (key === null || compilation.issues.length > 0) return null;
  const parts: Parts = {
    entity,
    contract: contractOf(entity, given),
    key,
    fields,
    lists,
    identities,
    match: file.match ?? [],
    ...gates,
  };
  return describe(file, { compilation, input, parts });
}

interface Description {
  readonly compilation: Compilation;
  readonly input: MappingInput;
  readonly parts: Parts;
}

function describe(file: MappingFile, { compilation, input, parts }: Description): CompiledMapping {
  const [, source = '', entity = '', version = ''] = /^([^/]+)\/([^@]+)@(.+)$/.exec(file.from) ?? [];
  const hash = hashOf(compilation, input);
  return {
    name: file.mapping,
    version: file.version,
    hash,
    from: { source, entity, version },
    to: parts.entity,
    about: file.about ?? null,
    uses: [...compilation.uses],
    ignores: file.ignore ?? [],
    match: parts.match,
    examples: file.examples ?? [],
    map: recordMapper(parts),
    trace: recordTracer(parts),
    facts: factsOf(file, { compilation, entity: parts.entity, hash }),
    warnings: openRequired(file, parts.entity, compilation),
  };
}

function hashOf({ source }: Compilation, { tables, sha256 }: MappingInput): string {
  const named = Object.entries(tables).filter(([name]) => mentions(asJson(source.value), name));
  return sha256(canonicalJson({ mapping: asJson(source.value), tables: Object.fromEntries(named) }));
}

function mentions(value: unknown, table: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if ('lookup' in value && value.lookup === table) return true;
  return Object.values(value).some((inner) => mentions(inner, table));
}

function checkOnce(file: MappingFile, compilation: Compilation): void {
  const names = new Set(Object.keys(file.fields).map((name) => name.split('.')[0]));
  for (const name of Object.keys(file.each ?? {}).filter((list) => names.has(list))) {
    report(compilation, {
      at: ['each', name],
      part: 'key',
      message: `${name} is filled twice, under fields and under each`,
    });
  }
}

function checkMatch(file: MappingFile, entity: Entity, compilation: Compilation): void {
  if (file.match === undefined) return;
  if (!MASTERS.includes(entity)) {
    report(compilation, {
      at: ['match'],
      part: 'key',
      message: `a ${entity} is never matched`,
      hint: `only ${MASTERS.join(', ')} are`,
    });
  }
  const kinds = (file.identities ?? []).map(({ kind }) => kind);
  for (const [rule, wanted] of file.match.entries()) {
    for (const [index, kind] of wanted.entries()) {
      if (kinds.includes(kind)) continue;
      report(compilation, {
        at: ['match', rule, index],
        message: `no identity is of kind ${kind}`,
        hint: didYouMean(kind, kinds),
      });
    }
  }
}

function checkIgnores(file: MappingFile, compilation: Compilation): void {
  const { uses } = compilation;
  const ignored = file.ignore ?? [];
  for (const [index, { field }] of ignored.entries()) {
    if (uses.has(field))
      report(compilation, { at: ['ignore', index, 'field'], message: `${field} is ignored and used` });
  }
  for (const { field } of ignored) uses.add(field);
}

function shapeMistake(issue: {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}): Mistake {
  const at = issue.path.filter((step) => typeof step !== 'symbol');
  const [key] = issue.keys ?? [];
  if (key !== undefined)
    return { at: [...at, key], part: 'key', message: `${key} means nothing here`, hint: didYouMean(key, SHAPE_KEYS) };
  const name = at.length === 0 ? 'the file' : String(at.at(-1));
  return { at, message: `${name} ${lowered(issue.message)}` };
}

function lowered(message: string): string {
  return message.startsWith('Invalid input: ') ? message.slice('Invalid input: '.length) : message;
}

function inOrder({ issues }: Compilation) {
  return issues.toSorted((a, b) => a.line - b.line || a.column - b.column);
}
