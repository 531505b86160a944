/** Keys of records and of list items: text that is there, can be stored, and is the same every time. */
import type { UnplacedProblem } from '../messages/make.ts';
import type { JsonValue } from '../model/json.ts';
import { type Compilation, report, type Site } from './compilation.ts';
import type { Frame } from './journal.ts';
import { compileRule } from './rule.ts';
import type { WrittenRule } from './shape.ts';
import { isBlank, isList, isScalar, textTrouble } from './values.ts';

/** What a key rule gave for one record. */
export interface Key {
  readonly text: string;
  /** Why it can't be a key. */
  readonly trouble: UnplacedProblem | null;
}

/** Pure. The same record gives the same key, whatever was mapped before it. */
export type ReadKey = (frame: Frame) => Key;

/** Targets take external keys up to 400 characters (`externalKey`), of which the system and the entity need some. */
const LONGEST = 300;

/** Compiles a key rule. A key of several parts is missing when any part is; null after reporting a mistake. */
export function compileKey(
  rule: WrittenRule,
  where: Pick<Site, 'at' | 'scope'>,
  compilation: Compilation,
): ReadKey | null {
  if (typeof rule === 'string' || !Array.isArray(rule.from)) return single(rule, where, compilation);
  const { from, join, ...rest } = rule;
  if (typeof join !== 'string') {
    report(compilation, { at: where.at, message: 'a key of several parts needs join', hint: 'join: "/"' });
    return null;
  }
  const parts = from.map((path) => single({ ...rest, from: path }, where, compilation));
  const readers = parts.filter((part) => part !== null);
  if (readers.length !== parts.length) return null;
  return (frame) => {
    const keys = readers.map((read) => read(frame));
    return joinKeys(keys, join);
  };
}

/** A key of one part. */
function single(rule: WrittenRule, where: Pick<Site, 'at' | 'scope'>, compilation: Compilation): ReadKey | null {
  const compiled = compileRule(rule, { ...where, compilation, role: 'key', path: ['key'], slot: null });
  if (compiled?.list === true) {
    const hint = 'first: true takes one of several, join: "/" makes one text of them';
    report(compilation, { at: where.at, message: 'a key is one text, and the rule yields a list', hint });
  }
  return compiled === null ? null : (frame) => toKey(compiled.value(frame));
}

function joinKeys(keys: readonly Key[], separator: string): Key {
  const wrong = keys.find((key) => key.trouble !== null);
  return wrong ?? toKey(keys.map((key) => key.text).join(separator));
}

/** The text of a key, or why the value can't be one. */
function toKey(value: JsonValue): Key {
  if (isBlank(value)) return { text: '', trouble: { code: 'key-missing', params: { line: null } } };
  if (isList(value) || !isScalar(value)) return invalid({ why: 'no-text' });
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return invalid({ why: 'inexact' });
  const text = String(value);
  if (text.length > LONGEST) return invalid({ why: 'too-long', max: LONGEST });
  const trouble = textTrouble(text);
  return trouble === null
    ? { text, trouble: null }
    : { text: '', trouble: { code: trouble, params: { holder: 'value' } } };
}

function invalid(params: Extract<UnplacedProblem, { code: 'key-invalid' }>['params']): Key {
  return { text: '', trouble: { code: 'key-invalid', params } };
}
