/** What a mapping file says about itself, rule by rule: read from the file as it was written, once it has compiled. */
import { isObject, type JsonValue, type PathStep } from '../../model/json.ts';
import type { MappingFacts, ReferenceFact, RuleFact, TableFact } from '../../model/mapping-facts.ts';
import type { Compilation } from '../compilation.ts';
import { ignoredFields, ignoredNames } from '../ignored.ts';
import { activeIn, type RuleSpec, sourceKeyOf } from '../operations/operations.ts';
import { optionalFields } from '../optional.ts';
import { compilePath, itemScope, type Scope, showSteps } from '../path.ts';
import { templatePaths } from '../rule-source.ts';
import type { Block, MappingFile, WrittenRule } from '../shape.ts';
import { asJson } from '../source-text.ts';
import { isSlot, itemFields, slotAt, wordsOf } from '../target/slots.ts';

/** The facts of a file that has compiled without a mistake. */
export function factsOf(file: MappingFile, compilation: Compilation, hash: string): MappingFacts {
  const { entity } = compilation.target;
  const ignores = ignoredFields(file);
  const ignored = ignoredNames(file);
  const [, sourceEntity = ''] = /^[^/]+\/([^@]+)@/.exec(file.from) ?? [];
  return {
    ...{ name: file.mapping, version: file.version, hash, file: compilation.file, entity, sourceEntity },
    rules: [...fieldRules(file, compilation), ...listRules(file, compilation)],
    uses: [...compilation.uses].filter((field) => !ignored.includes(field)),
    reads: compilation.reads,
    optional: optionalFields(file),
    ignores,
    excludes: file.exclude ?? [],
    accepts: (file.accept ?? []).map(({ loss, ...rest }) => ({ code: loss, ...rest })),
  };
}

function fieldRules(file: MappingFile, compilation: Compilation): RuleFact[] {
  return Object.entries(file.fields).map(([name, rule]) => {
    const slot = slotAt(compilation.target.fields, name.split('.'));
    const takes = isSlot(slot) ? wordsOf(slot) : [];
    return ruleFact(rule, { target: name, at: ['fields', name], takes, scope: 'record', compilation });
  });
}

function listRules(file: MappingFile, compilation: Compilation): RuleFact[] {
  return Object.entries(file.each ?? {}).flatMap(([name, written]) => {
    const single = !Array.isArray(written);
    return [written]
      .flat()
      .flatMap((block, index) =>
        blockRules(name, block, { compilation, at: single ? ['each', name] : ['each', name, index] }),
      );
  });
}

/** Where a block of a list stands. */
interface BlockSite {
  readonly compilation: Compilation;
  readonly at: readonly PathStep[];
}

function blockRules(name: string, block: Block, { compilation, at }: BlockSite): RuleFact[] {
  const list = slotAt(compilation.target.fields, [name]);
  const fields = isSlot(list) ? itemFields(list) : null;
  const items = block.from === undefined ? null : compilePath(block.from, 'record');
  const scope: Scope = items === null ? 'record' : itemScope(items.steps);
  return Object.entries(block.fields).map(([field, rule]) => {
    const slot = fields === null ? null : slotAt(fields, field.split('.'));
    const takes = slot !== null && isSlot(slot) ? wordsOf(slot) : [];
    const site = { target: `${name}[].${field}`, at: [...at, 'fields', field], takes, compilation };
    const fact = ruleFact(rule, { ...site, scope });
    return block.when === undefined ? fact : { ...fact, when: fact.when ?? block.when };
  });
}

/** A path as seen from the record. */
function seenFrom(scope: Scope, text: string): string {
  const path = compilePath(text, scope);
  return path === null ? text : showSteps(path.steps);
}

/** Where a rule stands, and how paths in it are to be read. */
interface RuleSite {
  readonly target: string;
  readonly at: readonly PathStep[];
  /** The words that the field takes. */
  readonly takes: readonly string[];
  /** Where its paths start. */
  readonly scope: Scope;
  readonly compilation: Compilation;
}

function ruleFact(rule: WrittenRule, site: RuleSite): RuleFact {
  const { target, at, scope, compilation } = site;
  const alternatives = alternativesOf(rule);
  const tables = alternatives.flatMap((one) => tableOf(one, site) ?? []);
  const conditions = alternatives.flatMap(({ when }) => (typeof when === 'string' ? [when] : []));
  return {
    target,
    from: [...new Set(alternatives.flatMap(pathsOf).map((path) => seenFrom(scope, path)))],
    line: compilation.source.position(at, 'key').line,
    operations: [...new Set(alternatives.flatMap(operationsOf))],
    constant: alternatives.every((one) => 'const' in one),
    when: conditions.length === 0 ? null : conditions.join(' | '),
    table: merged(tables),
    reference: alternatives.map(referenceOf).find((one) => one !== null) ?? null,
  };
}

/** The rules that may fill the field: one, or those of `any`, however deep. */
function alternativesOf(rule: unknown): readonly RuleSpec[] {
  if (typeof rule === 'string') return [{ from: rule }];
  const spec: RuleSpec = isSpec(rule) ? rule : {};
  return Array.isArray(spec.any) ? spec.any.flatMap(alternativesOf) : [spec];
}

function isSpec(value: unknown): value is RuleSpec {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The rule's own source, then what its operations read besides. */
function pathsOf(spec: RuleSpec): readonly string[] {
  const active = activeIn(spec);
  const besides = active.flatMap(({ paths }) => paths.map((key) => spec[key]));
  const template = typeof spec.template === 'string' ? templatePaths(spec.template) : null;
  const source = template ?? spec.from ?? spec[sourceKeyOf(active) ?? 'from'];
  return [source, besides].flat(2).filter((path) => typeof path === 'string');
}

function operationsOf(spec: RuleSpec): readonly string[] {
  const active = activeIn(spec).map(({ name }) => name);
  return typeof spec.template === 'string' ? ['template', ...active] : active;
}

function referenceOf(spec: RuleSpec): ReferenceFact | null {
  const found = activeIn(spec).map(({ reference }) => reference?.(spec) ?? null);
  return found.find((one) => one !== null) ?? null;
}

function tableOf(spec: RuleSpec, { takes, compilation }: RuleSite): TableFact | null {
  const choosing = activeIn(spec).find(({ lists }) => lists !== null);
  if (choosing === undefined) return null;
  const lists = choosing.lists?.(spec, compilation.tables) ?? [];
  return { kind: choosing.name, lists, takes, otherwise: otherwiseOf(spec.otherwise) };
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
