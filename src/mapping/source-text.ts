/** A mapping file as text: parsed as YAML 1.2 (core schema, no tags of its own), with the line and column of everything in it. */
import type { Document, Node, ParsedNode, YAMLMap } from 'yaml';
import { isMap, isNode, isPair, isScalar, isSeq, Lexer, LineCounter, parseDocument, visit } from 'yaml';
import type { JsonValue, PathStep } from '../model/json.ts';
import { yamlDeeperThan } from '../model/yaml-depth.ts';
import { yamlMistake } from '../model/yaml-mistake.ts';
import type { MappingIssue } from './mapping-error.ts';
import { textTrouble } from './values.ts';

const LARGEST = 1024 * 1024;
const MOST_ALIASES = 50;
/** Records nest 64 levels at most, golden files hold records. */
const DEEPEST = 100;
/** What holds records in examples and golden files. */
const GIVEN: ReadonlySet<unknown> = new Set(['given', 'record']);

type Parsed = Document.Parsed<ParsedNode, true>;

/** One parsed file. Positions are those of the text as it was given. */
export interface SourceText {
  /** The file's value; null when there are issues. */
  readonly value: unknown;
  readonly issues: readonly MappingIssue[];
  /** The position of the node at `path`, or of the nearest thing around it that exists. `part` asks for a key instead of its value. */
  position(path: readonly PathStep[], part?: 'key' | 'value'): { readonly line: number; readonly column: number };
}

/** Parses a mapping file. Never throws: what is wrong is in `issues`. */
export function readSourceText(file: string, text: string): SourceText {
  if (text.length > LARGEST)
    return broken(file, `is larger than ${LARGEST} characters`, 'a mapping is a table, not a store');
  const deep = yamlDeeperThan(DEEPEST, new Lexer().lex(text));
  if (deep !== null) return tooDeep(file, text.slice(0, deep));
  try {
    return parsed(file, text);
  } catch (error) {
    if (error instanceof RangeError) return broken(file, 'is nested too deeply');
    if (error instanceof ReferenceError)
      return broken(file, error.message, 'write the parts out instead of repeating aliases');
    throw error;
  }
}

/** Throws what the library throws on nesting that exhausts the stack (RangeError) and on too many aliases (ReferenceError). */
function parsed(file: string, text: string): SourceText {
  const counter = new LineCounter();
  const document = parseDocument(text, {
    schema: 'core',
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: false,
  });
  const broken = syntaxIssues(text, document);
  // What is broken in form is read wrongly from there on: the rest would only confuse.
  const found = broken.length > 0 ? broken : [...unsafeParts(document), ...looseAliases(document)];
  const issues = found.map(({ offset, message }) => {
    const { line, col } = counter.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), message };
  });
  const value: unknown = issues.length > 0 ? null : document.toJS({ maxAliasCount: MOST_ALIASES });
  const position = (path: readonly PathStep[], part: 'key' | 'value' = 'value') => {
    const { line, col } = counter.linePos(offsetOf(document.contents, path, part));
    return line > 0 ? { line, column: col } : { line: 1, column: 1 };
  };
  return { value, issues, position };
}

function broken(file: string, message: string, hint?: string): SourceText {
  return refused({ file, line: 1, column: 1, message, ...(hint === undefined ? {} : { hint }) });
}

function tooDeep(file: string, before: string): SourceText {
  const lines = before.split('\n');
  const column = (lines.at(-1) ?? '').length + 1;
  return refused({ file, line: lines.length, column, message: `is nested deeper than ${DEEPEST} levels` });
}

function refused(issue: MappingIssue): SourceText {
  const { line, column } = issue;
  return { value: null, issues: [issue], position: () => ({ line, column }) };
}

/** A mistake at an offset of the text. */
interface Found {
  readonly offset: number;
  readonly message: string;
}

/** The first alone, which the others mostly follow from. */
function syntaxIssues(text: string, document: Parsed): Found[] {
  const [first] = [...document.errors, ...document.warnings];
  if (first === undefined) return [];
  // A tag is meant as one here: there are none in a mapping, quoted or not.
  const isTag = first.code === 'TAG_RESOLVE_FAILED';
  return [isTag ? { offset: first.pos[0], message: first.message } : yamlMistake(text, first)];
}

/** Names that can't be names, and text that nothing can store, also where escapes make it. */
function unsafeParts(document: Parsed): Found[] {
  const found: Found[] = [];
  visit(document, {
    Map(_, { items }) {
      found.push(...repeatedKeys(items.map(({ key }) => key)));
    },
    Pair(_, pair) {
      if (isScalar(pair.key) && pair.key.value === '__proto__')
        found.push({ offset: pair.key.range?.[0] ?? 0, message: '__proto__ is no name' });
    },
    Scalar(_, { value, range }, around) {
      // What examples and golden records give is as broken as the records of a source.
      if (around.some((node) => isPair(node) && isScalar(node.key) && GIVEN.has(node.key.value))) return;
      if (typeof value !== 'string' || textTrouble(value) === null) return;
      found.push({ offset: range?.[0] ?? 0, message: 'holds NUL or half a character, which nothing can store' });
    },
  });
  return found;
}

/** Asked of all keys at once: comparing each with each takes minutes on a large table. */
function repeatedKeys(keys: readonly unknown[]): Found[] {
  const seen = new Set<string>();
  return keys.flatMap((key) => {
    if (!isScalar(key)) return [];
    const name = String(key.value);
    if (seen.has(name)) return [{ offset: key.range?.[0] ?? 0, message: 'Map keys must be unique' }];
    seen.add(name);
    return [];
  });
}

/** Proposed lines have an alias that nothing defines wherever somebody still has to decide; no alias may stand within what it names. */
function looseAliases(document: Parsed): Found[] {
  const found: Found[] = [];
  const defined = new Set<string>();
  visit(document, {
    Node(_, node) {
      if ('anchor' in node && typeof node.anchor === 'string') defined.add(node.anchor);
    },
    Alias(_, alias, around) {
      const circular = around.some((node) => isNode(node) && 'anchor' in node && node.anchor === alias.source);
      if (defined.has(alias.source) && !circular) return;
      const message = circular
        ? `*${alias.source} stands within itself`
        : `*${alias.source} stands for nothing: a value has to be written here`;
      found.push({ offset: alias.range?.[0] ?? 0, message });
    },
  });
  return found;
}

function offsetOf(root: Node | null, path: readonly PathStep[], part: 'key' | 'value'): number {
  let node: Node | null = root;
  let offset = root?.range?.[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    const found = childOf(node, step);
    if (found === null) break;
    const last = depth === path.length - 1;
    offset = (last && part === 'key' ? found.key : (found.value?.range?.[0] ?? found.key)) ?? offset;
    node = found.value;
  }
  return offset;
}

function childOf(node: Node | null, step: PathStep): { key: number | undefined; value: Node | null } | null {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return isNode(item) ? { key: item.range?.[0], value: item } : null;
  }
  if (!isMap(node)) return null;
  return keysOf(node).get(String(step)) ?? null;
}

type Child = { readonly key: number | undefined; readonly value: Node | null };

const indexed = new WeakMap<Node, ReadonlyMap<string, Child>>();

/** Every rule asks for its position: looking through all names each time would cost the square of them. */
function keysOf(map: YAMLMap): ReadonlyMap<string, Child> {
  const known = indexed.get(map);
  if (known !== undefined) return known;
  const children = new Map<string, Child>();
  for (const pair of map.items) {
    if (!isPair(pair) || !isScalar(pair.key) || children.has(String(pair.key.value))) continue;
    children.set(String(pair.key.value), { key: pair.key.range?.[0], value: isNode(pair.value) ? pair.value : null });
  }
  indexed.set(map, children);
  return children;
}

/** Narrows parsed YAML to JSON; null for what JSON has no form for (dates, big integers don't occur in the core schema). */
export function asJson(value: unknown): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== 'object') return null;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asJson(inner)]));
}
