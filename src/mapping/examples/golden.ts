/** Golden records: records as a source gives them, each with the whole of what its mapping makes of it. */
import { z } from 'zod';
import { type MessageKind, sentenceOf } from '../../messages/sentence.ts';
import { isObject, type JsonObject, type JsonValue, type PathStep, showPath } from '../../model/json.ts';
import type { Problem } from '../../model/outcome.ts';
import type { MapResult, SourceRecord } from '../../model/record.ts';
import type { Reference } from '../../model/reference.ts';
import type { CompiledMapping } from '../compile.ts';
import { MappingError, type MappingIssue } from '../mapping-error.ts';
import { asJson, readSourceText } from '../source-text.ts';
import { isList } from '../values.ts';

/** One record and what should become of it; null while nobody has decided. */
export interface GoldenCase {
  readonly name: string;
  readonly record: SourceRecord;
  readonly expect: JsonValue;
}

/** How a case came out. */
export interface GoldenOutcome {
  readonly case: GoldenCase;
  /** What the mapping makes of the record, in the form that golden files keep. */
  readonly result: JsonObject;
  /** One sentence a difference; empty when it came out as it should. */
  readonly differences: readonly string[];
}

const shape = z.strictObject({
  name: z.string().min(1),
  record: z.strictObject({
    key: z.string(),
    version: z.string().optional(),
    data: z.record(z.string(), z.json()),
    problem: z
      .strictObject({
        ...{ code: z.string(), path: z.string(), message: z.string().optional() },
        params: z
          .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]))
          .optional(),
      })
      .optional(),
  }),
  expect: z.record(z.string(), z.json()).optional(),
});

/** Reads a golden file: a JSON list, or (`.ndjson`) one case a line. Throws MappingError with every mistake and its position. */
export function readGolden(file: string, text: string): readonly GoldenCase[] {
  const lines = file.endsWith('.ndjson') ? text.split('\n').map((line, index) => ({ line, index })) : null;
  const parts = lines?.filter(({ line }) => line.trim() !== '') ?? [{ line: text, index: 0 }];
  const cases: GoldenCase[] = [];
  const issues: MappingIssue[] = [];
  for (const { line, index } of parts) {
    const read = readPart(file, line);
    cases.push(...read.cases);
    issues.push(...read.issues.map((issue) => ({ ...issue, line: issue.line + index })));
  }
  const twice = cases.find(({ name }, index) => cases.findIndex((other) => other.name === name) !== index);
  if (twice !== undefined) issues.push({ file, line: 1, column: 1, message: `two records are named “${twice.name}”` });
  if (issues.length > 0) throw new MappingError(issues, text);
  return cases;
}

/** One JSON value of the file, parsed and checked. */
function readPart(file: string, text: string): { cases: readonly GoldenCase[]; issues: readonly MappingIssue[] } {
  // JSON is YAML too, and this reader knows positions and limits.
  const source = readSourceText(file, text);
  if (source.issues.length > 0) return { cases: [], issues: source.issues };
  const value = asJson(source.value);
  const checked = z.array(shape).safeParse(file.endsWith('.ndjson') ? [value] : value);
  if (checked.success) {
    return {
      cases: checked.data.map(({ expect = null, ...rest }) => ({ ...rest, ...exactly(rest.record), expect })),
      issues: [],
    };
  }
  const issues = checked.error.issues.map((issue) => {
    const path = issue.path.filter((step) => typeof step !== 'symbol');
    const at = file.endsWith('.ndjson') ? path.slice(1) : path;
    return { file, ...source.position(at), message: `${showPath(path) || 'the file'}: ${issue.message}` };
  });
  return { cases: [], issues };
}

function exactly({ key, version, data, problem }: z.output<typeof shape>['record']): { readonly record: SourceRecord } {
  return {
    record: { key, data, ...(version === undefined ? {} : { version }), ...(problem === undefined ? {} : { problem }) },
  };
}

/** Maps every case and compares the whole result. The system is called as the mapping's `from:` calls it. */
export function runGolden(mapping: CompiledMapping, cases: readonly GoldenCase[]): readonly GoldenOutcome[] {
  return cases.map((each) => {
    const result = goldenResult(mapping.map(each.record, mapping.from.source));
    const differences =
      each.expect === null ? ['nothing says yet what should become of it'] : differ(each.expect, result, []);
    return { case: each, result, differences };
  });
}

/** The file for cases whose results are taken as what should be. */
export function writeGolden(file: string, outcomes: readonly GoldenOutcome[]): string {
  const cases = outcomes.map(({ case: { name, record }, result }) => ({ name, record, expect: result }));
  if (file.endsWith('.ndjson')) return cases.map((each) => `${JSON.stringify(each)}\n`).join('');
  return `${JSON.stringify(cases, null, 2)}\n`;
}

/** A result as golden files keep it: all of it, what is empty left out, paths as people write them. */
function goldenResult(result: MapResult): JsonObject {
  const { kind: outcome, key: _, ...rest } = inWords(result);
  const shown = Object.entries(rest).flatMap(([name, value]): [string, JsonValue][] => {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return [];
    if (name === 'references' && result.kind === 'mapped') return [[name, result.references.map(shownReference)]];
    if (name === 'assets' && result.kind === 'mapped') {
      return [[name, result.assets.map(({ path, ...asset }) => ({ path: showPath(path), ...asset }))]];
    }
    return [[name, asJson(value)]];
  });
  return { outcome, ...Object.fromEntries(shown) };
}

/** With sentences for parameters. */
function inWords(result: MapResult): MapResult {
  if (result.kind === 'mapped') return { ...result, losses: result.losses.map((one) => worded('loss', one)) };
  return result.kind === 'quarantined' ? { ...result, problem: worded('problem', result.problem) } : result;
}

/** With its sentence: a golden file is read by people, and shows by itself what becomes of a record. */
function worded(kind: MessageKind, one: Problem): Problem {
  return { code: one.code, message: sentenceOf(kind, one), path: one.path };
}

function shownReference({ path, ...reference }: Reference): JsonObject {
  return { path: showPath(path), ...reference };
}

/** What came otherwise than expected, one sentence each, at most 20. */
function differ(wanted: JsonValue, got: JsonValue, path: readonly PathStep[]): readonly string[] {
  const found = [...allDifferences(wanted, got, path)];
  return found.length <= 20 ? found : [...found.slice(0, 20), `and ${found.length - 20} more`];
}

function* allDifferences(wanted: JsonValue, got: JsonValue, path: readonly PathStep[]): Generator<string> {
  if (isObject(wanted) && isObject(got)) yield* memberDifferences(wanted, got, path);
  else if (isList(wanted) && isList(got)) yield* itemDifferences(wanted, got, path);
  else if (wanted !== got) yield `${showPath(path)} should be ${shorten(wanted)}, but is ${shorten(got)}`;
}

function* memberDifferences(wanted: JsonObject, got: JsonObject, path: readonly PathStep[]): Generator<string> {
  for (const name of new Set([...Object.keys(wanted), ...Object.keys(got)])) {
    const at = [...path, name];
    if (!Object.hasOwn(got, name)) yield `${showPath(at)} should be ${shorten(wanted[name])}, but is not there`;
    else if (!Object.hasOwn(wanted, name)) yield `${showPath(at)} should not be there, but is ${shorten(got[name])}`;
    else yield* allDifferences(wanted[name] ?? null, got[name] ?? null, at);
  }
}

function* itemDifferences(
  wanted: readonly JsonValue[],
  got: readonly JsonValue[],
  path: readonly PathStep[],
): Generator<string> {
  if (wanted.length !== got.length) yield `${showPath(path)} should have ${wanted.length} items, but has ${got.length}`;
  for (const [index, item] of wanted.slice(0, got.length).entries()) {
    yield* allDifferences(item, got[index] ?? null, [...path, index]);
  }
}

function shorten(value: JsonValue | undefined): string {
  const text = JSON.stringify(value ?? null);
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}
