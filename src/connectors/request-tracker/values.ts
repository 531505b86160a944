/** Converts RT's values to those of our records: what is unset is null, however RT writes it. */
import { problem } from '../../messages/make.ts';
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { Problem } from '../../model/outcome.ts';

/** What RT stores for a date that isn't set. */
const UNSET = '1970-01-01T00:00:00Z';
const NOBODY = 'Nobody';

/** Text with something in it, or null. Numbers are given as text. */
export function textOf(value: JsonValue | undefined): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** An instant, or null when it isn't set. */
export function instantOf(value: JsonValue | undefined): string | null {
  const text = textOf(value);
  return text === UNSET ? null : text;
}

/** RT's flags are numbers, text or empty. */
export function flagOf(value: JsonValue | undefined): boolean {
  return value === true || ((typeof value === 'string' || typeof value === 'number') && Number(value) > 0);
}

/** What a reference (`{ type, id, _url }`) points at; null when it is none. */
export function referenceOf(value: JsonValue | undefined): { readonly type: string; readonly id: string } | null {
  if (value === undefined || !isObject(value)) return null;
  const [type, id] = [textOf(value.type), textOf(value.id)];
  return type === null || id === null ? null : { type, id };
}

/** A login from a reference to a user; null for `Nobody` and for anything else. */
export function loginOf(value: JsonValue | undefined): string | null {
  const reference = referenceOf(value);
  return reference?.type === 'user' && reference.id !== NOBODY ? reference.id : null;
}

/** The objects of a list; one object counts as a list of one, anything else as none. */
export function objectsOf(value: JsonValue | undefined): readonly JsonObject[] {
  if (Array.isArray(value)) return value.filter(isObject);
  return value !== undefined && isObject(value) ? [value] : [];
}

/** Why an answer can't be used as the record asked for; undefined when it can. */
export function mismatch(answer: JsonObject, id: string, needed: readonly string[]): Problem | undefined {
  if (textOf(answer.id) !== id) {
    return problem({ code: 'record-other', path: 'id', params: { id } });
  }
  const lacking = needed.find((field) => textOf(answer[field]) === null && referenceOf(answer[field]) === null);
  if (lacking === undefined) return undefined;
  return problem({ code: 'field-hidden', path: lacking, params: { field: lacking } });
}
