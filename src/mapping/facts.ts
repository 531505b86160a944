/** What a mapping file says about itself, rule by rule: read from the file as it was written, once it has compiled. */
import { type Entity, isEntity } from '../model/entity.ts';
import { isObject, type JsonValue, type PathStep } from '../model/json.ts';
import type { MappingFacts, ReferenceFact, RuleFact, TableFact } from '../model/mapping-facts.ts';
import { MISSING } from '../model/record.ts';
import { type Compilation, report } from './compilation.ts';
import { LOSSES } from './losses.ts';
import { parseMatrix } from './operations/choose.ts';
import { OPERATIONS } from './operations/table.ts';
import type { Block, MappingFile, WrittenRule } from './shape.ts';
import { asJson } from './source-text.ts';
import { didYouMean } from './suggest.ts';
import { readTable } from './tables.ts';
import { isSlot, itemFields, slotAt, targetOf, wordsOf } from './target.ts';

interface Subject {
  readonly compilation: Compilation;
  readonly entity: Entity;
}

/** The facts of a file that has compiled without a mistake. */
export function factsOf(file: MappingFile, subject: Subject & { readonly hash: string }): MappingFacts {
  const { compilation, entity, hash } = subject;
  const ignored = (file.ignore ?? []).map(({ field }) => field);
  const [, sourceEntity = ''] = /^[^/]+\/([^@]+)@/.exec(file.from) ?? [];
  return {
    ...{ name: file.mapping, version: file.version, hash, file: compilation.file, entity, sourceEntity },
    rules: [...fieldRules(file, subject), ...listRules(file, subject)],
    uses: [...compilation.uses].filter((field) => !ignored.includes(field)),
    ignores: file.ignore ?? [],
    excludes: file.exclude ?? [],
    accepts: (file.accept ?? []).map(({ loss, ...rest }) => ({ code: loss, ...rest })),
  };
}

/** An accepted loss must be one there is, of a field that the mapping fills: a mistyped name would accept nothing, unnoticed. */
export function checkAccepts(file: MappingFile, compilation: Compilation): void {
  const inLists = Object.entries(file.each ?? {}).flatMap(([name, blocks]) =>
    [blocks].flat().flatMap((block) => Object.keys(block.fields).map((field) => `${name}[].${field}`)),
  );
  const filled = [...Object.keys(file.fields), ...inLists];
  for (const [index, { field, loss }] of (file.accept ?? []).entries()) {
    if (!LOSSES.includes(loss)) {
      const hint = didYouMean(loss, LOSSES) ?? 'docs/errors.md says which losses there are';
      report(compilation, { at: ['accept', index, 'loss'], message: `${loss} is no loss`, hint });
    }
    if (filled.some((one) => one === field || field.startsWith(`${one}.`) || field.startsWith(`${one}[]`))) continue;
    const at = ['accept', index, 'field'];
    report(compilation, { at, message: `the mapping fills no ${field}`, hint: didYouMean(field, filled) });
  }
}

function fieldRules(file: MappingFile, { compilation, entity }: Subject): RuleFact[] {
  return Object.entries(file.fields).map(([name, rule]) => {
    const slot = slotAt(targetOf(entity), name.split('.'));
    const takes = isSlot(slot) ? wordsOf(slot) : [];
    return ruleFact(rule, { target: name, at: ['fields', name], takes, source: (path) => path, compilation });
  });
}

function listRules(file: MappingFile, subject: Subject): RuleFact[] {
  return Object.entries(file.each ?? {}).flatMap(([name, written]) => {
    const single = !Array.isArray(written);
    return [written]
      .flat()
      .flatMap((block, index) =>
        blockRules(name, block, { ...subject, at: single ? ['each', name] : ['each', name, index] }),
      );
  });
}

function blockRules(name: string, block: Block, subject: Subject & { readonly at: readonly PathStep[] }): RuleFact[] {
  const { compilation, entity, at } = subject;
  const list = slotAt(targetOf(entity), [name]);
  const fields = isSlot(list) ? itemFields(list) : null;
  return Object.entries(block.fields).map(([field, rule]) => {
    const slot = fields === null ? null : slotAt(fields, field.split('.'));
    const takes = slot !== null && isSlot(slot) ? wordsOf(slot) : [];
    const place = { target: `${name}[].${field}`, at: [...at, 'fields', field], takes, compilation };
    const fact = ruleFact(rule, { ...place, source: (path) => seenFromRecord(path, block.from) });
    return block.when === undefined ? fact : { ...fact, when: fact.when ?? block.when };
  });
}

/** Paths in a block start at its items, but for those that say `record`. */
function seenFromRecord(path: string, from: string | undefined): string {
  if (path === 'record' || path.startsWith('record.')) return path.slice('record.'.length);
  if (path.startsWith('record[')) return path.slice('record'.length);
  if (from === undefined) return path;
  return path.startsWith('[') ? `${from}${path}` : `${from}.${path}`;
}

interface FactPlace {
  readonly target: string;
  readonly at: readonly PathStep[];
  readonly takes: readonly string[];
  /** A path as seen from the record. */
  readonly source: (path: string) => string;
  readonly compilation: Compilation;
}

function ruleFact(rule: WrittenRule, place: FactPlace): RuleFact {
  const { target, at, source, compilation } = place;
  const alternatives = alternativesOf(rule);
  const tables = alternatives.flatMap((one) => tableOf(one, place) ?? []);
  const conditions = alternatives.flatMap(({ when }) => (typeof when === 'string' ? [when] : []));
  return {
    target,
    from: [...new Set(alternatives.flatMap(pathsOf).map(source))],
    line: compilation.source.place(at, 'key').line,
    operations: [...new Set(alternatives.flatMap(operationsOf))],
    constant: alternatives.every((one) => 'const' in one),
    when: conditions.length === 0 ? null : conditions.join(' | '),
    table: merged(tables),
    reference: alternatives.map(referenceOf).find((one) => one !== null) ?? null,
  };
}

type Spec = Readonly<Record<string, unknown>>;

/** The rules that may fill the field: one, or those of `any`, however deep. */
function alternativesOf(rule: unknown): readonly Spec[] {
  if (typeof rule === 'string') return [{ from: rule }];
  const spec: Spec = isSpec(rule) ? rule : {};
  return Array.isArray(spec.any) ? spec.any.flatMap(alternativesOf) : [spec];
}

function isSpec(value: unknown): value is Spec {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const PART = /\{\{\s*([^{}]+?)\s*\}\}/g;

function pathsOf({ from, by, template, ref }: Spec): readonly string[] {
  if (typeof template === 'string') return [...template.matchAll(PART)].map(([, path = '']) => path);
  const read = from ?? (ref === undefined ? undefined : by);
  return [read].flat().filter((path) => typeof path === 'string');
}

function operationsOf(spec: Spec): readonly string[] {
  const active = OPERATIONS.filter(({ name }) => name in spec && spec[name] !== false).map(({ name }) => name);
  return typeof spec.template === 'string' ? ['template', ...active] : active;
}

function referenceOf({ ref, via, missing }: Spec): ReferenceFact | null {
  if (typeof ref !== 'string' || !isEntity(ref)) return null;
  return {
    entity: ref,
    via: typeof via === 'string' ? via : null,
    missing: MISSING.find((one) => one === missing) ?? 'null',
  };
}

function tableOf(spec: Spec, { takes, compilation, target }: FactPlace): TableFact | null {
  const otherwise = otherwiseOf(spec.otherwise);
  if (isSpec(spec.map)) return { kind: 'map', lists: Object.keys(spec.map), takes, otherwise };
  if (typeof spec.matrix === 'string') {
    const cells = parseMatrix(spec.matrix, { report: () => undefined, path: [target], slot: null });
    return { kind: 'matrix', lists: [...(cells?.keys() ?? [])], takes, otherwise };
  }
  const { lookup, by, take } = spec;
  if (typeof lookup !== 'string' || typeof by !== 'string' || typeof take !== 'string') return null;
  const table = readTable({ lookup, by, take }, { tables: compilation.tables, report: () => undefined });
  return { kind: 'lookup', lists: [...(table?.keys() ?? [])], takes, otherwise };
}

function otherwiseOf(written: unknown): TableFact['otherwise'] {
  const value: JsonValue = asJson(written);
  if (value === 'quarantine' || value === 'keep') return value;
  return isObject(value) ? 'const' : 'null';
}

/** Several alternatives with tables: what any of them lists is known. */
function merged(tables: readonly TableFact[]): TableFact | null {
  const [first] = tables;
  return first === undefined ? null : { ...first, lists: [...new Set(tables.flatMap(({ lists }) => lists))] };
}
