/** JSON values as Ferry passes them around: plain, read-only, parsed with null prototypes at the edges. */

/** Any JSON value. Never undefined: what is absent is null, or not there. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** With or without a prototype, as it was parsed: ask for own fields alone; `constructor` is a name like others. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** A step into a JSON value: a field name or an array index. */
export type PathStep = string | number;

/** Whether it is a JSON object: neither null nor a list. Pure. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `comments[0].author` for `['comments', 0, 'author']`: how paths are shown to people and kept in outcomes. */
export function showPath(path: readonly PathStep[]): string {
  return path.reduce<string>((shown, step) => {
    if (typeof step === 'number') return `${shown}[${step}]`;
    return shown === '' ? step : `${shown}.${step}`;
  }, '');
}
