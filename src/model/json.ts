/** JSON values as Ferry passes them around: plain, read-only, parsed with null prototypes at the edges. */

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** A step into a JSON value: a field name or an array index. */
export type PathStep = string | number;

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
