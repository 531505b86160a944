/** The YAML between the first two `---` lines of an article, as JSON, and the text that follows it. */
import { Lexer, parseDocument } from 'yaml';
import type { UnplacedProblem } from '../../messages/make.ts';
import type { JsonObject, JsonValue } from '../../model/json.ts';
import { isObject } from '../../model/json.ts';
import { yamlDeeperThan } from '../../model/yaml-depth.ts';
import { MAX_DEPTH } from '../json-text.ts';

/** What the sentence of `front-matter` is made of. */
export type FrontMatterFault = Extract<UnplacedProblem, { code: 'front-matter' }>['params'];

/** `front` has no prototype; it is empty where there is none, or a faulty one. `body` is as written, line ends too. */
export interface Article {
  readonly front: JsonObject;
  readonly body: string;
  /** Why the front matter can't be used; names its line, none of its contents. */
  readonly fault?: FrontMatterFault;
}

const OPENING = /^---[ \t]*(?:\r?\n|$)/;
const CLOSING = /^---[ \t]*(?:\r?\n|$)/m;
const MAX_ALIASES = 100;
const TOO_DEEP = { fault: 'too-deep' } as const;
const MAX_FRONT = 256 * 1024;

/** Text without front matter is all body. Faulty front matter leaves the body as it is after it. */
export function splitFrontMatter(text: string): Article {
  const opening = OPENING.exec(text)?.[0];
  if (opening === undefined) return { front: emptyObject(), body: text };
  const closing = CLOSING.exec(text.slice(opening.length));
  if (closing === null) return { front: emptyObject(), body: text, fault: { fault: 'endless' } };
  const yaml = text.slice(opening.length, opening.length + closing.index);
  const body = text.slice(opening.length + closing.index + closing[0].length);
  return { body, ...parseFront(yaml) };
}

function parseFront(yaml: string): Pick<Article, 'front' | 'fault'> {
  if (yaml.length > MAX_FRONT) return { front: emptyObject(), fault: { fault: 'too-large' } };
  if (yamlDeeperThan(MAX_DEPTH, new Lexer().lex(yaml)) !== null) return { front: emptyObject(), fault: TOO_DEEP };
  const document = parseDocument(yaml, { schema: 'core', intAsBigInt: true, prettyErrors: true, uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const line = (error.linePos?.[0].line ?? 0) + 1;
    return { front: emptyObject(), fault: { fault: 'no-yaml', error: error.code, line } };
  }
  try {
    const value = plain(document.toJS({ maxAliasCount: MAX_ALIASES }), 0);
    if (value === null) return { front: emptyObject() };
    return isObject(value) ? { front: value } : { front: emptyObject(), fault: { fault: 'no-names' } };
  } catch {
    return { front: emptyObject(), fault: TOO_DEEP };
  }
}

function plain(value: unknown, depth: number): JsonValue {
  if (depth > MAX_DEPTH) throw new RangeError('too deep');
  if (typeof value === 'bigint' || typeof value === 'number') return plainNumber(value);
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  if (value === null || typeof value !== 'object') return null;
  const object = emptyObject();
  for (const [name, member] of Object.entries(value)) object[name] = plain(member, depth + 1);
  return object;
}

/** What YAML knows and JSON doesn't becomes text: big integers, infinities. */
function plainNumber(value: bigint | number): JsonValue {
  const number = Number(value);
  const exact = typeof value === 'bigint' ? Number.isSafeInteger(number) : Number.isFinite(number);
  return exact ? number : String(value);
}

function emptyObject(): Record<string, JsonValue> {
  return Object.create(null);
}
