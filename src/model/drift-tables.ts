/** The tables of a mapping, as far as they decide whether a value is new at the source. Pure. */
import type { RuleFact } from './mapping-facts.ts';

/** One table: what it is asked, and what it lists. */
export interface AskedTable {
  /** Target field without indices. */
  readonly field: string;
  /** The same for two mappings that look up the same source fields in the same way; what they list may differ. */
  readonly question: string;
  /** As text; of a matrix `row | column`. */
  readonly lists: readonly string[];
}

/** One for each field that a table fills. */
export function askedTables(rules: readonly RuleFact[]): readonly AskedTable[] {
  return rules.flatMap(({ target, from, operations, when, table }) =>
    table === null
      ? []
      : [
          {
            field: target,
            question: JSON.stringify([from, operations, when, table.kind]),
            lists: table.lists.map(cut),
          },
        ],
  );
}

/**
 * Whether an unlisted value can be new at the source: not when an earlier version of the table listed it, nor when earlier
 * runs were asked something else for this field. A field that `tables` doesn't hold is judged by the values seen alone.
 */
export function comparableValues(
  tables: readonly AskedTable[],
  before: readonly AskedTable[],
): (field: string, value: string) => boolean {
  const known = new Map(before.map((table) => [table.field, { ...table, lists: new Set(table.lists) }]));
  const asked = new Map(tables.map(({ field, question }) => [field, question]));
  return (field, value) => {
    const question = asked.get(field);
    if (question === undefined) return true;
    const earlier = known.get(field);
    return earlier !== undefined && earlier.question === question && !earlier.lists.has(value);
  };
}

/** Values are kept by their first 200 characters. */
function cut(value: string): string {
  return value.slice(0, 200);
}
