/** Reads ferry.yaml with positions: environment references filled in after parsing, every mistake shown where it stands. */
import { isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { UsageError } from '../errors.ts';
import { type ParserError, yamlMistake } from '../model/yaml-mistake.ts';

/** A mistake, and what it is about as a path into the document. */
export interface ConfigIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** Mark the key itself instead of its value. */
  readonly key?: string;
}

/** What the file says, as plain values, and where each of them stands in it. */
export interface ConfigDocument {
  readonly content: unknown;
  /** `ferry.yaml:14:9`: where the value at a path begins. */
  position(path: ConfigIssue['path']): string;
  /** The error that shows all these mistakes, in the document's order. */
  error(issues: readonly ConfigIssue[]): UsageError;
}

interface Placed {
  readonly offset: number;
  readonly message: string;
}

const MAX_BYTES = 1_000_000;
const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * Parses YAML 1.2 (no custom tags, no duplicate keys, few aliases) and fills `${NAME}` and `${NAME:-default}` in from the
 * environment: values only, after parsing, so a variable can't add YAML. Throws UsageError `config-invalid`.
 */
export function readConfigDocument(file: string, text: string, env: NodeJS.ProcessEnv): ConfigDocument {
  const lines = new LineCounter();
  const fail = (placed: readonly Placed[]) => configError(file, text, lines, placed);
  if (text.length > MAX_BYTES) throw fail([{ offset: 0, message: 'is larger than a megabyte' }]);
  const document = parseDocument(text, { lineCounter: lines, schema: 'core', prettyErrors: false, uniqueKeys: true });
  const [broken] = [...document.errors, ...document.warnings, ...strayAliases(document)];
  if (broken !== undefined) throw fail([yamlMistake(text, broken)]);

  const unset: Placed[] = [];
  visit(document, {
    Scalar(where, node) {
      if (where === 'key' || typeof node.value !== 'string') return;
      node.value = fillIn(node.value, env, (name) => {
        unset.push({ offset: node.range?.[0] ?? 0, message: `the environment has no ${name}` });
      });
    },
  });
  if (unset.length > 0) throw fail(unset);

  const offsetOf = ({ path, key }: ConfigIssue) => nearest(document, path, key);
  return {
    content: document.toJS({ maxAliasCount: 50 }),
    position: (path) => {
      const { line, col } = lines.linePos(nearest(document, path));
      return `${file}:${line}:${col}`;
    },
    error: (issues) => fail(issues.map((issue) => ({ offset: offsetOf(issue), message: issue.message }))),
  };
}

/** The parser finds these only when it makes values of the document. */
function strayAliases(document: ReturnType<typeof parseDocument>): ParserError[] {
  const stray: ParserError[] = [];
  visit(document, {
    Alias(_, node) {
      if (node.resolve(document) !== undefined) return;
      const [start = 0, end = 0] = node.range ?? [];
      stray.push({ code: 'BAD_ALIAS', message: `*${node.source} names nothing`, pos: [start, end] });
    },
  });
  return stray;
}

function fillIn(text: string, env: NodeJS.ProcessEnv, onUnset: (name: string) => void): string {
  return text.replace(REFERENCE, (whole, name: string, fallback: string | undefined) => {
    const value = env[name] ?? fallback;
    if (value === undefined) onUnset(name);
    return value ?? whole;
  });
}

/** Where the value begins; of one that isn't there, where the name of what should hold it stands. */
function nearest(document: ReturnType<typeof parseDocument>, path: ConfigIssue['path'], key?: string): number {
  const whole = offsetIn(nodeAt(document, path), key);
  if (whole !== null) return whole;
  for (let depth = path.length - 1; depth > 0; depth--) {
    const named = path[depth - 1];
    const holder = nodeAt(document, path.slice(0, depth - 1));
    const offset = nodeAt(document, path.slice(0, depth)) === undefined ? null : offsetIn(holder, String(named));
    if (offset !== null) return offset;
  }
  return 0;
}

function nodeAt(document: ReturnType<typeof parseDocument>, path: ConfigIssue['path']): unknown {
  return path.length === 0 ? document.contents : document.getIn(path, true);
}

function offsetIn(node: unknown, key: string | undefined): number | null {
  if (!hasRange(node)) return null;
  if (key === undefined || !('items' in node)) return node.range?.[0] ?? null;
  const pairs = node.items as readonly { key?: unknown }[];
  const found = pairs.map((pair) => pair.key).find((each) => isScalar(each) && each.value === key);
  return hasRange(found) ? (found.range?.[0] ?? null) : (node.range?.[0] ?? null);
}

function hasRange(node: unknown): node is Node {
  return typeof node === 'object' && node !== null && 'range' in node;
}

function configError(file: string, text: string, lines: LineCounter, placed: readonly Placed[]): UsageError {
  const sorted = [...placed].sort((a, b) => a.offset - b.offset);
  const shown = sorted.map(({ offset, message }) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col} ${message}\n${frame(text, line, col)}`;
  });
  const first = lines.linePos(sorted[0]?.offset ?? 0);
  return new UsageError(shown.join('\n'), {
    code: 'config-invalid',
    at: `${file}:${first.line}:${first.col}`,
    hint: 'correct the file, then: ferry check',
  });
}

/** The line with a caret below, as people know it from compilers; a secret that stands in it isn't repeated. */
function frame(text: string, line: number, col: number): string {
  const content = withoutSecrets(text.split(/\r?\n/)[line - 1] ?? '');
  const number = String(line);
  const blanks = ' '.repeat(number.length);
  return `  ${number} | ${content}\n  ${blanks} | ${' '.repeat(Math.max(0, col - 1))}^`;
}

const SECRET = /\b(token|password|secret)(["']?\s*:\s*)(?!["']?(?:env|file):)("[^"]*"|'[^']*'|[^\s,}]+)/gi;

function withoutSecrets(line: string): string {
  return line.replace(SECRET, '$1$2[secret]');
}
