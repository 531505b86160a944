/** What changed in meaning between two texts of a mapping: layout, comments and ways of writing the same count for nothing. */
import { canonicalJson } from '../../model/canonical.ts';
import { isObject, type JsonValue } from '../../model/json.ts';
import { type Change, kindOf, linesOf, type MappingText, type Side, type Sides, sideOf } from './change.ts';
import { fieldChanges, listChanges } from './field-diff.ts';
import { diffRules, plainRule } from './rule-diff.ts';
import { type TableChange, tableChanges } from './table-diff.ts';
import type { Weight } from './version.ts';

/** Every change of meaning, in the order of the language. Empty for equal meanings. Throws MappingError for what is no mapping. */
export function diffMappings(before: MappingText, after: MappingText): readonly Change[] {
  const sides = { before: sideOf(before), after: sideOf(after) };
  return [
    ...SINGLE.flatMap(([part, weight]) => single(part, weight, sides)),
    ...fieldChanges(sides),
    ...listChanges(sides),
    ...LISTED.flatMap((listed) => listedChanges(listed, sides)),
    ...tableChanges(sides.before, sides.after).map((change) => rowsChanged(change, sides)),
  ];
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

/** The change of a part that is compared whole, if there is one. */
function single(part: string, weight: Weight, sides: Sides): readonly Change[] {
  const read = ({ value }: Side) => (RULES.includes(part) ? plainRule(value[part] ?? null) : (value[part] ?? null));
  const [old, now] = [read(sides.before), read(sides.after)];
  if (canonicalJson(old) === canonicalJson(now)) return [];
  return [{ kind: kindOf(old, now), part, words: diffRules(old, now), weight, lines: linesOf([part], [part], sides) }];
}

/** A part that is a list: compared entry by entry. */
interface Listed {
  readonly part: string;
  /** What makes two entries the same one. */
  readonly by: readonly string[];
  readonly weight: Readonly<Record<Change['kind'], Weight>>;
}

const WORDS: Listed['weight'] = { added: 'patch', removed: 'patch', changed: 'patch' };
/** More records that are excluded are a loss to those who read them; fewer are not. */
const LISTED: readonly Listed[] = [
  { part: 'exclude', by: ['when'], weight: { added: 'major', removed: 'minor', changed: 'patch' } },
  { part: 'checks', by: ['that'], weight: { added: 'minor', removed: 'minor', changed: 'minor' } },
  { part: 'ignore', by: ['field'], weight: WORDS },
  { part: 'accept', by: ['loss', 'field'], weight: WORDS },
  { part: 'examples', by: ['name'], weight: WORDS },
];

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

/** Entries by what makes them the same one. */
function entriesOf(value: JsonValue | undefined, by: readonly string[]) {
  const entries: readonly JsonValue[] = Array.isArray(value) ? value : [];
  return new Map(
    entries
      .filter(isObject)
      .map((entry, index) => [by.map((name) => String(entry[name] ?? '')).join(' '), { index, value: entry }]),
  );
}

function absentAsNull(lines: Change['lines'], before: JsonValue, after: JsonValue): Change['lines'] {
  return { before: before === null ? null : lines.before, after: after === null ? null : lines.after };
}

function rowsChanged({ before, after, words }: TableChange, sides: Sides): Change {
  const { lookup, by, take } = after;
  const lines = linesOf(before.at, after.at, sides);
  return { kind: 'changed', part: `${lookup} (${take} by ${by})`, words, weight: 'minor', lines };
}
