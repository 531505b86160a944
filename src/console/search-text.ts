/** The text in which a search looks for its words: what people wrote, not how it is stored. */
import type { JsonObject, JsonValue } from '../model/json.ts';

/** Histories repeat what the fields say. */
const LEFT_OUT = new Set(['events', 'revisions', 'assets', 'slaOutcomes']);

/** The record's key and all its texts in lower case, one a line. Found by substring, which works for Chinese too. */
export function searchText(externalId: string, data: JsonObject): string {
  const texts = Object.entries(data).flatMap(([name, value]) => (LEFT_OUT.has(name) ? [] : textsIn(value)));
  return foldCase([externalId, ...texts].join('\n'));
}

/** Both sides of a comparison go through this. */
export function foldCase(text: string): string {
  return text.toLowerCase();
}

function textsIn(value: JsonValue): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
