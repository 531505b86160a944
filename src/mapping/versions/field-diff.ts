/** What changed in the rules of a mapping: of its fields, and of the items of its lists, block by block. */
import { canonicalJson } from '../../model/canonical.ts';
import { isObject, type JsonObject, type JsonValue, type PathStep } from '../../model/json.ts';
import { isList } from '../values.ts';
import { type Change, kindOf, linesOf, type Sides } from './change.ts';
import { diffRules, namesOf, plainRule, rulesOf } from './rule-diff.ts';

/** Changes of `fields`, in the order of the old file. */
export function fieldChanges(sides: Sides): readonly Change[] {
  const [old, now] = [rulesOf(sides.before.value.fields), rulesOf(sides.after.value.fields)];
  return namesOf(old, now).flatMap((field) => {
    const at = ['fields', field];
    return ruleChange(at.join('.'), [old[field] ?? null, now[field] ?? null], linesOf(at, at, sides));
  });
}

/** A rule that is gone is major: the field is no longer filled. */
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

/** Changes of `each`: block by block in their order, each by its head and its fields. */
export function listChanges(sides: Sides): readonly Change[] {
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

function blocksOf(value: JsonValue | undefined): readonly JsonObject[] {
  return (Array.isArray(value) ? value : [value]).filter(isObject);
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
  const [left, right] = [rulesOf(old.fields), rulesOf(now.fields)];
  const fields = namesOf(left, right).flatMap((field) =>
    ruleChange(`${part}.${field}`, [left[field] ?? null, right[field] ?? null], lines),
  );
  return [...headChanges(part, [old, now], lines), ...fields];
}

/** What decides which items there are, and under which key. */
function headChanges(
  part: string,
  [old, now]: readonly [JsonObject, JsonObject],
  lines: Change['lines'],
): readonly Change[] {
  return ['from', 'when', 'key'].flatMap((head): Change[] => {
    const [before, after] = [old[head] ?? null, now[head] ?? null];
    if (canonicalJson(plainRule(before)) === canonicalJson(plainRule(after))) return [];
    const weight = head === 'key' ? 'major' : 'minor';
    return [{ kind: kindOf(before, after), part: `${part}.${head}`, words: diffRules(before, after), weight, lines }];
  });
}
