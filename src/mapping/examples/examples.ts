/** Runs the examples inside a mapping: they are its tests and its documentation. */
import { sentenceOf } from '../../messages/sentence.ts';
import { canonicalJson } from '../../model/canonical.ts';
import { isObject, type JsonValue, type PathStep, showPath } from '../../model/json.ts';
import type { Mapped, MapResult } from '../../model/record.ts';
import type { Reference } from '../../model/reference.ts';
import type { CompiledMapping } from '../compile.ts';
import type { Example } from '../shape.ts';
import { asJson } from '../source-text.ts';
import { isList, member } from '../values.ts';

/** One example that came out otherwise. Shows values: examples are written by authors, not read from a source. */
export interface ExampleFailure {
  readonly example: string;
  /** What was expected and what came, in one sentence a difference. */
  readonly differences: readonly string[];
}

/** Every example that doesn't come out as it says; empty when all do. */
export function runExamples(mapping: CompiledMapping): readonly ExampleFailure[] {
  return mapping.examples.flatMap((example) => {
    const given = asJson(example.given);
    const record = { key: 'example', data: isObject(given) ? given : {} };
    const differences = compare(example, mapping.map(record, mapping.from.source));
    return differences.length === 0 ? [] : [{ example: example.name, differences }];
  });
}

function compare(example: Example, result: MapResult): readonly string[] {
  if (example.exclude !== undefined) {
    return result.kind === 'excluded' && result.rule === example.exclude
      ? []
      : [`should be excluded, but ${ending(result)}`];
  }
  if (example.quarantine !== undefined) return compareProblem(example.quarantine, result);
  if (result.kind !== 'mapped') return [`should be loaded, but ${ending(result)}`];
  return Object.entries(example.expect ?? {}).flatMap(([name, wanted]) =>
    compareValue(asJson(wanted), member(result.fields, name), { path: [name], result }),
  );
}

function compareProblem(
  wanted: { readonly field?: string | undefined; readonly code: string },
  result: MapResult,
): readonly string[] {
  const expected = `${wanted.code}${wanted.field === undefined ? '' : ` at ${wanted.field}`}`;
  if (result.kind !== 'quarantined') return [`should be quarantined (${expected}), but ${ending(result)}`];
  const { code, path } = result.problem;
  const same = code === wanted.code && (wanted.field === undefined || wanted.field === path);
  return same ? [] : [`should be quarantined (${expected}), but ${ending(result)}`];
}

function ending(result: MapResult): string {
  if (result.kind === 'mapped') return 'it is loaded';
  if (result.kind === 'excluded') return `it is excluded (${result.rule})`;
  const { code, path } = result.problem;
  return `it is quarantined (${code} at ${path || 'the record'}: ${sentenceOf('problem', result.problem)})`;
}

/** Where in the result a value is compared. */
interface Compared {
  readonly path: readonly PathStep[];
  readonly result: Mapped;
}

/** Objects are compared by the fields named, lists item by item, references by what they refer to. */
function compareValue(wanted: JsonValue, got: JsonValue, compared: Compared): readonly string[] {
  const { path, result } = compared;
  if (isObject(wanted) && typeof wanted.ref === 'string') return compareReference(wanted, compared);
  if (isList(wanted) && isList(got) && wanted.length === got.length) {
    return wanted.flatMap((item, index) => compareValue(item, got[index] ?? null, { path: [...path, index], result }));
  }
  if (isObject(wanted) && isObject(got)) {
    return Object.keys(wanted).flatMap((name) =>
      compareValue(wanted[name] ?? null, member(got, name), { path: [...path, name], result }),
    );
  }
  if (canonicalJson(wanted) === canonicalJson(got)) return [];
  return [`${showPath(path)} should be ${JSON.stringify(wanted)}, but is ${JSON.stringify(got)}`];
}

function compareReference(
  wanted: { readonly [key: string]: JsonValue },
  { path, result }: Compared,
): readonly string[] {
  const at = showPath(path);
  const found = result.references.find((reference) => reference.form === 'field' && showPath(reference.path) === at);
  if (found === undefined) return [`${at} should refer to a ${wanted.ref}, but refers to nothing`];
  const same = Object.entries(wanted).every(([name, value]) => part(found, name) === value);
  return same
    ? []
    : [
        `${at} should refer to ${JSON.stringify(wanted)}, but refers to a ${found.entity} by ${JSON.stringify(found.value)}`,
      ];
}

function part(reference: Reference, name: string): string | undefined {
  if (name === 'ref') return reference.entity;
  if (name === 'value') return reference.value;
  if (name === 'via') return reference.via;
  return name === 'missing' ? reference.missing : undefined;
}
