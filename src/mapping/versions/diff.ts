/** What changed in meaning between two texts of a mapping: layout, comments and ways of writing the same count for nothing. */
import { canonicalJson } from '../../model/canonical.ts';
import { isObject, type JsonObject, type JsonValue, type PathStep, showPath } from '../../model/json.ts';
import { MappingError } from '../mapping-error.ts';
import { mappingShape } from '../shape.ts';
import { asJson, readSourceText, type SourceText } from '../source-text.ts';
import { isList } from '../values.ts';
import { diffRules, holds, namesOf, plainRule, rulesOf } from './rule-diff.ts';
import { lookupsIn, type TableChange, type TableSide, tableChanges } from './table-diff.ts';
import type { Weight } from './version.ts';

/** One change, as reviewers read it. */
export interface Change {
  readonly kind: 'added' | 'removed' | 'changed';
  /** Which part: `fields.status`, `key`, `exclude`. */
  readonly part: string;
  /** What changed, in words. */
  readonly words: readonly string[];
  readonly weight: Weight;
  /** Lines from 1; null where it isn't there. */
  readonly lines: { readonly before: number | null; readonly after: number | null };
}

/** A mapping file to compare: it need not fit today's contract, only be one. */
export interface MappingText {
  readonly file: string;
  readonly text: string;
  /** Text of the CSV tables beside it, by the path it names them with; those that aren't at hand aren't compared. */
  readonly tables?: Readonly<Record<string, string>>;
}

interface Side extends TableSide {
  readonly source: SourceText;
}

/** Every change of meaning, in the order of the language. Empty for equal meanings. Throws MappingError for what is no mapping. */
export function diffMappings(before: MappingText, after: MappingText): readonly Change[] {
  const sides = { before: sideOf(before), after: sideOf(after) };
  return [
    ...SINGLE.flatMap(([part, weight]) => single(part, weight, sides)),
    ...rulesUnder('fields', sides),
    ...eachOf(sides),
    ...LISTED.flatMap((listed) => listedChanges(listed, sides)),
    ...tableChanges(sides.before, sides.after).map((change) => rowsChanged(change, sides)),
  ];
}

function rowsChanged({ before, after, words }: TableChange, sides: Sides): Change {
  const { lookup, by, take } = after;
  const lines = linesOf(before.at, after.at, sides);
  return { kind: 'changed', part: `${lookup} (${take} by ${by})`, words, weight: 'minor', lines };
}

/** The tables that a mapping names, as it names them; none when it is no mapping. */
export function tablesNamed({ file, text }: MappingText): readonly string[] {
  const value = asJson(readSourceText(file, text).value);
  return isObject(value) ? [...new Set(lookupsIn(value).map(({ lookup }) => lookup))] : [];
}

/** The heaviest of the changes; `patch` when there are none. */
export function weightOf(changes: readonly Change[]): Weight {
  const weights = changes.map(({ weight }) => weight);
  if (weights.includes('major')) return 'major';
  return weights.includes('minor') ? 'minor' : 'patch';
}

interface Sides {
  readonly before: Side;
  readonly after: Side;
}

/** Parts that are compared whole. What others rely on to find a record is major. */
const SINGLE: readonly (readonly [string, Weight])[] = [
  ['mapping', 'major'],
  ['from', 'major'],
  ['to', 'major'],
  ['key', 'major'],
  ['identities', 'major'],
  ['match', 'major'],
  ['defaults', 'minor'],
  ['about', 'patch'],
];

const RULES = ['key', 'identities'];

interface Listed {
  readonly part: string;
  /** What makes two entries the same one. */
  readonly by: readonly string[];
  readonly weight: Readonly<Record<Change['kind'], Weight>>;
}

const WORDS: Listed['weight'] = { added: 'patch', removed: 'patch', changed: 'patch' };
/** More records that stay behind are a loss to those who read them; fewer are not. */
const LISTED: readonly Listed[] = [
  { part: 'exclude', by: ['when'], weight: { added: 'major', removed: 'minor', changed: 'patch' } },
  { part: 'checks', by: ['that'], weight: { added: 'minor', removed: 'minor', changed: 'minor' } },
  { part: 'ignore', by: ['field'], weight: WORDS },
  { part: 'accept', by: ['loss', 'field'], weight: WORDS },
  { part: 'examples', by: ['name'], weight: WORDS },
];

function sideOf({ file, text, tables = {} }: MappingText): Side {
  const source = readSourceText(file, text);
  if (source.issues.length > 0) throw new MappingError(source.issues, text);
  const checked = mappingShape.safeParse(source.value);
  const value = asJson(source.value);
  if (checked.success && isObject(value)) return { source, value, tables };
  const issues = (checked.error?.issues ?? []).map((issue) => {
    const at = issue.path.filter((step) => typeof step !== 'symbol');
    return { file, ...source.place(at), message: `${showPath(at) || 'the file'}: ${issue.message}` };
  });
  throw new MappingError(issues, text);
}

function single(part: string, weight: Weight, sides: Sides): readonly Change[] {
  const read = ({ value }: Side) => (RULES.includes(part) ? plainRule(value[part] ?? null) : (value[part] ?? null));
  const [old, now] = [read(sides.before), read(sides.after)];
  if (canonicalJson(old) === canonicalJson(now)) return [];
  return [{ kind: kindOf(old, now), part, words: diffRules(old, now), weight, lines: linesOf([part], [part], sides) }];
}

function rulesUnder(name: string, sides: Sides): readonly Change[] {
  const [old, now] = [rulesOf(sides.before.value[name]), rulesOf(sides.after.value[name])];
  return namesOf(old, now).flatMap((field) => {
    const at = [name, field];
    return ruleChange(at.join('.'), [old[field] ?? null, now[field] ?? null], linesOf(at, at, sides));
  });
}

function ruleChange(
  part: string,
  [old, now]: readonly [JsonValue, JsonValue],
  lines: Change['lines'],
): readonly Change[] {
  const [left, right] = [plainRule(old), plainRule(now)];
  if (canonicalJson(left) === canonicalJson(right)) return [];
  const kind = kindOf(old, now);
  return [{ kind, part, words: diffRules(left, right), weight: kind === 'removed' ? 'major' : 'minor', lines }];
}

/** Lists of children: block by block in their order, each by its head and its fields. */
function eachOf(sides: Sides): readonly Change[] {
  const [old, now] = [rulesOf(sides.before.value.each), rulesOf(sides.after.value.each)];
  return namesOf(old, now).flatMap((name) => {
    const [left, right] = [blocksOf(old[name]), blocksOf(now[name])];
    const count = Math.max(left.length, right.length);
    return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
      const part = count > 1 ? `each.${name}[${index}]` : `each.${name}`;
      const at = (side: JsonObject): PathStep[] => ['each', name, ...(isList(side[name] ?? null) ? [index] : [])];
      return blockChanges(part, [left[index], right[index]], linesOf(at(old), at(now), sides));
    });
  });
}

type Block = JsonObject | undefined;

function blockChanges(part: string, [old, now]: readonly [Block, Block], lines: Change['lines']): readonly Change[] {
  if (old === undefined || now === undefined) {
    const kind = old === undefined ? 'added' : 'removed';
    const fields = Object.keys(rulesOf((now ?? old)?.fields));
    return [
      { kind, part, words: [`with ${fields.join(', ')}`], weight: kind === 'removed' ? 'major' : 'minor', lines },
    ];
  }
  const heads = ['from', 'when', 'key'].flatMap((head): Change[] => {
    const [before, after] = [old[head] ?? null, now[head] ?? null];
    if (canonicalJson(plainRule(before)) === canonicalJson(plainRule(after))) return [];
    const weight = head === 'key' ? 'major' : 'minor';
    return [{ kind: kindOf(before, after), part: `${part}.${head}`, words: diffRules(before, after), weight, lines }];
  });
  const [left, right] = [rulesOf(old.fields), rulesOf(now.fields)];
  const fields = namesOf(left, right).flatMap((field) =>
    ruleChange(`${part}.${field}`, [left[field] ?? null, right[field] ?? null], lines),
  );
  return [...heads, ...fields];
}

function listedChanges({ part, by, weight }: Listed, sides: Sides): readonly Change[] {
  const [old, now] = [entriesOf(sides.before.value[part], by), entriesOf(sides.after.value[part], by)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const [left, right] = [old.get(name), now.get(name)];
    const lines = linesOf([part, left?.index ?? 0], [part, right?.index ?? 0], sides);
    const [before, after] = [left?.value ?? null, right?.value ?? null];
    if (canonicalJson(before) === canonicalJson(after)) return [];
    const kind = kindOf(before, after);
    const words = [name, ...(kind === 'changed' ? diffRules(before, after) : [])];
    return [{ kind, part, words, weight: weight[kind], lines: absentAsNull(lines, before, after) }];
  });
}

function entriesOf(value: JsonValue | undefined, by: readonly string[]) {
  const entries = isList(value ?? null) && Array.isArray(value) ? value : [];
  return new Map(
    entries
      .filter(isObject)
      .map((entry, index) => [by.map((name) => String(entry[name] ?? '')).join(' '), { index, value: entry }]),
  );
}

function kindOf(old: JsonValue, now: JsonValue): Change['kind'] {
  if (old === null) return 'added';
  return now === null ? 'removed' : 'changed';
}

function blocksOf(value: JsonValue | undefined): readonly JsonObject[] {
  return (Array.isArray(value) ? value : [value]).filter(isObject);
}

function linesOf(old: readonly PathStep[], now: readonly PathStep[], { before, after }: Sides): Change['lines'] {
  const line = (side: Side, at: readonly PathStep[]) =>
    holds(side.value, at) ? side.source.place(at, 'key').line : null;
  return { before: line(before, old), after: line(after, now) };
}

function absentAsNull(lines: Change['lines'], before: JsonValue, after: JsonValue): Change['lines'] {
  return { before: before === null ? null : lines.before, after: after === null ? null : lines.after };
}
