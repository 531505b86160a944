/** What a source says that records of an entity can hold, asked before any of them is read. */

/** Names from the record inwards; items of lists are passed through: `rows[].state` is `['rows', 'state']`. */
export type FieldPath = readonly string[];

/** Fields of an entity's records. A field that is named has its ancestors named too, or not: both mean the same. */
export interface SourceFields {
  /** Fields that records can hold, and, below `open` ones, those that records hold now. */
  readonly paths: readonly FieldPath[];
  /** Fields below which other names may come: that one isn't there is no mistake. The empty path: the record itself. */
  readonly open: readonly FieldPath[];
}

const PLAIN = /^[^.[\]'"\s]+$/;

/** As mappings and people spell it: `rows.state`, `front['due date']`. Two paths are equal when they are spelled alike. */
export function spellPath(path: FieldPath): string {
  return path.map((name, at) => (PLAIN.test(name) ? `${at === 0 ? '' : '.'}${name}` : bracketed(name))).join('');
}

function bracketed(name: string): string {
  return `['${name.replaceAll("'", "''")}']`;
}

/** Whether `of` is the path itself or a field that it lies in. */
export function isWithin(path: FieldPath, of: FieldPath): boolean {
  return of.length <= path.length && of.every((name, at) => path[at] === name);
}

/** Whether reading one reads something of the other: they are the same, or one lies in the other. */
export function areRelated(one: FieldPath, other: FieldPath): boolean {
  return isWithin(one, other) || isWithin(other, one);
}

/** Whether records can hold the field: it is named, or something in it is. */
export function isDeclared({ paths }: Pick<SourceFields, 'paths'>, path: FieldPath): boolean {
  return paths.some((known) => isWithin(known, path));
}

/** Gathers the fields that objects hold, inwards as deep and as many as is worth knowing. */
export interface FieldGathering {
  add(value: unknown, below: FieldPath): void;
  paths(): readonly FieldPath[];
}

const DEEPEST = 4;
const MOST = 5000;

/** Starts empty. Items of lists are gathered together; beyond 5,000 fields, and four names deep, nothing is added. */
export function gatherFields(): FieldGathering {
  const found = new Map<string, FieldPath>();
  const note = (path: FieldPath) => {
    const key = JSON.stringify(path);
    if (!found.has(key) && found.size < MOST) found.set(key, path);
  };
  const add = (value: unknown, below: FieldPath): void => {
    if (Array.isArray(value)) for (const item of value) add(item, below);
    else if (typeof value === 'object' && value !== null && below.length < DEEPEST) {
      for (const [name, member] of Object.entries(value)) {
        note([...below, name]);
        add(member, [...below, name]);
      }
    }
  };
  return { add, paths: () => [...found.values()] };
}
