/** Cuts a record down to what a person reads of it. */
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { cut } from './bounded-count.ts';

const MOST_FIELDS = 60;
const MOST_ITEMS = 5;
const MOST_TEXT = 500;
const DEEPEST = 4;

/** Small enough to be read: long texts, long lists and deep nesting are cut. */
export function trimmed(object: JsonObject, depth = 0): JsonObject {
  const entries = Object.entries(object);
  const kept = entries
    .slice(0, MOST_FIELDS)
    .map(([name, value]) => [cut(name, 120), trimmedValue(value, depth + 1)] as const);
  const rest = entries.length - kept.length;
  return Object.fromEntries([...kept, ...(rest > 0 ? [['…', `${rest} more fields`] as const] : [])]);
}

function trimmedValue(value: JsonValue, depth: number): JsonValue {
  if (typeof value === 'string') return cut(value, MOST_TEXT);
  if (Array.isArray(value)) {
    if (depth >= DEEPEST) return `${value.length} items`;
    const rest = value.length - MOST_ITEMS;
    const kept = value.slice(0, MOST_ITEMS).map((item: JsonValue) => trimmedValue(item, depth + 1));
    return rest > 0 ? [...kept, `… ${rest} more`] : kept;
  }
  if (!isObject(value)) return value;
  return depth >= DEEPEST ? `{${Object.keys(value).length} fields}` : trimmed(value, depth);
}
