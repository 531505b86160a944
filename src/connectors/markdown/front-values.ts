/** What the header of an article says: names and texts, whatever form it is written in. */
import { Lexer, parseDocument } from 'yaml';
import type { UnplacedProblem } from '../../messages/make.ts';
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { yamlDeeperThan } from '../../model/yaml-depth.ts';
import { MAX_DEPTH, parseJsonAsWritten } from '../json-text.ts';
import type { HeaderForm } from './front-header.ts';
import { parseTomlAsWritten } from './front-toml.ts';

/** What the sentence of `front-matter` is made of. */
export type FrontMatterFault = Extract<UnplacedProblem, { code: 'front-matter' }>['params'];

/** The names of a header, or why it can't be used. */
export type FrontValues = { readonly front: JsonObject } | { readonly fault: FrontMatterFault };

const MAX_ALIASES = 100;
const TOO_DEEP = { fault: { fault: 'too-deep' } } as const;
const MAX_FRONT = 256 * 1024;

/**
 * Every scalar stays the text its author wrote (`1.10`, `007`, `0x1F`, `yes`), in lists and objects too, and null is null:
 * a number or a date is what a rule of the mapping makes of it. Objects have no prototype. Never throws.
 */
export function valuesOf(form: HeaderForm, text: string): FrontValues {
  if (text.length > MAX_FRONT) return { fault: { fault: 'too-large' } };
  try {
    return READERS[form](text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return TOO_DEEP;
  }
}

const READERS: Readonly<Record<HeaderForm, (text: string) => FrontValues>> = {
  yaml: ofYaml,
  toml: ofToml,
  json: ofJson,
  lines: (text) => ({ front: ofLines(text) }),
};

function ofYaml(text: string): FrontValues {
  if (yamlDeeperThan(MAX_DEPTH, new Lexer().lex(text)) !== null) return TOO_DEEP;
  const document = parseDocument(text, {
    ...{ schema: 'failsafe', customTags: ['null'], resolveKnownTags: false },
    ...{ prettyErrors: true, uniqueKeys: true },
  });
  const [error] = document.errors;
  if (error !== undefined) {
    const line = (error.linePos?.[0].line ?? 0) + 1;
    return { fault: { fault: 'no-yaml', error: error.code, line } };
  }
  let value: JsonValue;
  try {
    value = plain(document.toJS({ maxAliasCount: MAX_ALIASES }), 0);
  } catch {
    // More aliases than anybody writes by hand, or values within each other without end.
    return TOO_DEEP;
  }
  return value === null ? { front: emptyObject() } : named(value);
}

function ofToml(text: string): FrontValues {
  try {
    return named(plain(parseTomlAsWritten(text), 0));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const line = 'lineNumber' in error && typeof error.lineNumber === 'number' ? error.lineNumber : 0;
    return { fault: { fault: 'no-toml', line: line + 1 } };
  }
}

/** Within `;;;` the brackets around the names may be left out. */
function ofJson(text: string): FrontValues {
  try {
    return named(parseJsonAsWritten(/^\s*\{/.test(text) ? text : `{${text}}`).value);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { fault: { fault: 'no-json', error: error.message } };
  }
}

/** Names are the same in any case, as the tools have it that read such lines; a line that is indented goes on with its text. */
function ofLines(text: string): JsonObject {
  const front = emptyObject();
  let name = '';
  for (const line of text.split(/\r?\n/)) {
    const [, begun, rest = line] = /^([A-Za-z][^:]*):(.*)$/.exec(line) ?? [];
    if (begun !== undefined) name = begun.trim().toLowerCase();
    if (rest.trim() === '') continue;
    front[name] = begun === undefined ? `${front[name] ?? ''}\n${rest.trim()}`.trim() : rest.trim();
  }
  return front;
}

function named(value: JsonValue): FrontValues {
  return isObject(value) ? { front: value } : { fault: { fault: 'no-names' } };
}

function plain(value: unknown, depth: number): JsonValue {
  if (depth > MAX_DEPTH) throw new RangeError('too deep');
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  if (value === null || typeof value !== 'object') return null;
  const object = emptyObject();
  for (const [name, member] of Object.entries(value)) object[name] = plain(member, depth + 1);
  return object;
}

function emptyObject(): Record<string, JsonValue> {
  return Object.create(null);
}
