/** TOML as names and texts: every value as its author wrote it. */
import { type AST, parseTOML } from 'toml-eslint-parser';
import type { JsonObject, JsonValue } from '../../model/json.ts';

interface Growing {
  [name: string]: JsonValue | Growing;
}

/**
 * Numbers, dates, true and false stay the text they were written as; objects have no prototype. Throws the parser's error,
 * with its `lineNumber`, for what is no TOML, RangeError for nesting beyond its stack.
 */
export function parseTomlAsWritten(text: string): JsonObject {
  const root = emptyObject();
  const [table] = parseTOML(text).body;
  for (const node of table.body) {
    const within = node.type === 'TOMLTable' ? tableAt(root, node.resolvedKey) : root;
    for (const pair of node.type === 'TOMLTable' ? node.body : [node]) put(within, pair, text);
  }
  // Only what `written` yields and objects of it were put there.
  return root as JsonObject;
}

function put(into: Growing, { key, value }: AST.TOMLKeyValue, text: string): void {
  const names = key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
  const last = names.pop() ?? '';
  tableAt(into, names)[last] = written(value, text);
}

/** The table at a path, made where there is none; a number is a place in a list of tables. */
function tableAt(root: Growing, steps: readonly (string | number)[]): Growing {
  let at = root;
  for (const [index, step] of steps.entries()) {
    at[step] ??= typeof steps[index + 1] === 'number' ? [] : emptyObject();
    // The parser has refused keys that lead through anything but tables and lists, which are reached by number as by name.
    at = at[step] as Growing;
  }
  return at;
}

function written(node: AST.TOMLContentNode, text: string): JsonValue | Growing {
  if (node.type === 'TOMLArray') return node.elements.map((item) => written(item, text)) as JsonValue;
  if (node.type === 'TOMLInlineTable') {
    const object = emptyObject();
    for (const pair of node.body) put(object, pair, text);
    return object;
  }
  return node.kind === 'string' ? node.value : text.slice(...node.range);
}

function emptyObject(): Growing {
  return Object.create(null);
}
