/** Removes from a record what is new at the source and to be discarded. */

import { loss } from '../../messages/make.ts';
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { MappingFacts } from '../../model/mapping-facts.ts';
import type { Loss } from '../../model/outcome.ts';
import type { Novelty } from './detect.ts';

/** The record without these source fields; what it was given stays as it is. */
export function withoutNames(data: JsonObject, left: readonly Novelty[]): JsonObject {
  const names = new Set(left.map(({ name }) => name));
  return Object.fromEntries(Object.entries(data).filter(([name]) => !names.has(name)));
}

/** The counted loss for what was left out. Names no value. */
export function discarded({ kind, field, what }: Novelty): Loss {
  const params = kind === 'type' ? { kind, type: what } : { kind };
  return loss({ code: 'drift-discarded', path: field, params });
}

/** The record without what feeds a table; unchanged where that lies in a list, or where the mapping doesn't say. */
export function withoutSource(
  data: JsonObject,
  facts: Pick<MappingFacts, 'rules'> | undefined,
  field: string,
): JsonObject {
  const rules = (facts?.rules ?? []).filter(({ target, table }) => target === field && table !== null);
  const paths = rules.flatMap(({ from }) => from).filter((path) => !path.includes('['));
  return paths.reduce((rest, path) => withoutPath(rest, path.split('.')), data);
}

function withoutPath(data: JsonObject, [name = '', ...rest]: readonly string[]): JsonObject {
  const held = data[name];
  if (rest.length > 0) return isObject(held) ? { ...data, [name]: withoutPath(held, rest) } : data;
  return Object.fromEntries(Object.entries(data).filter(([other]) => other !== name));
}

/** The fields with null at a target field. A field of children can't be traced to one of them, and stays as the mapping made it. */
export function clearField(fields: JsonObject, field: string): JsonObject {
  if (field.includes('[')) return fields;
  return cleared(fields, field.split('.'));
}

function cleared(fields: JsonObject, [name = '', ...rest]: readonly string[]): JsonObject {
  const held: JsonValue | undefined = fields[name];
  if (rest.length === 0) return { ...fields, [name]: null };
  return isObject(held) ? { ...fields, [name]: cleared(held, rest) } : fields;
}
