/** Merges the fields of a record that several sources describe: each is taken from the first source in order that has a value. */
import type { Contribution } from '../ledger/records/rows.ts';
import { canonicalJson } from '../model/canonical.ts';
import type { JsonObject, JsonValue } from '../model/json.ts';
import { systemOf } from '../model/record.ts';

/**
 * Merges all sources' fields of one record. `precedence` decides when it names every source that contributes; otherwise
 * (two routes feed one record) the source that brought the record comes first, the others by name, so that every route
 * merges alike.
 */
export function mergeContributions(
  externalKey: string,
  contributions: readonly Contribution[],
  precedence: readonly string[],
): JsonObject {
  const known = contributions.every(({ source }) => precedence.includes(source));
  const order = known ? precedence : [systemOf(externalKey)];
  const ranked = [...contributions].sort(
    (a, b) => rank(order, a.source) - rank(order, b.source) || compare(a.source, b.source) || compare(a.lane, b.lane),
  );
  const merged: Record<string, JsonValue> = {};
  for (const { fields } of ranked.reverse()) {
    for (const [name, value] of Object.entries(fields)) if (value !== null) merged[name] = value;
  }
  return merged;
}

/** A record that is several people's accounts is known by the identities of them all, its own first. */
export function addIdentities(fields: JsonObject, gained: readonly Contribution[]): JsonObject {
  if (gained.length === 0) return fields;
  const all = [fields, ...gained.map((one) => one.fields)].flatMap(({ identities }) => listOf(identities));
  const distinct = new Map(all.map((identity) => [canonicalJson(identity), identity]));
  return distinct.size === 0 ? fields : { ...fields, identities: [...distinct.values()] };
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function rank(order: readonly string[], source: string): number {
  const index = order.indexOf(source);
  return index < 0 ? order.length : index;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
