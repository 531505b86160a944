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

/** Steps of a JSON pointer (RFC 6901); what looks like an index is one only to whoever knows the value. Pure. */
export function pointerSteps(pointer: string): readonly string[] {
  const [, ...steps] = pointer.split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps;
}

/** `comments[0].author` for `/data/comments/0/author`: a leading `data` names the item's envelope. Pure. */
export function pathOfPointer(pointer: string): string {
  const steps = pointerSteps(pointer);
  const inside = steps[0] === 'data' ? steps.slice(1) : steps;
  return showPath(inside.map((step) => (/^\d+$/.test(step) ? Number(step) : step)));
}
