/** Limits, applied when everything else is done: how long a text may be, and each item of a list once. */
import { z } from 'zod';
import type { JsonValue } from '../../model/json.ts';
import { lose } from '../journal.ts';
import { isList, isScalar } from '../values.ts';
import { defineOperation } from './operation.ts';
import { perItem, switchOn } from './steps.ts';

export const max = defineOperation({
  name: 'max',
  stage: 'limit',
  about: 'cuts text at so many characters; a counted loss',
  keys: { max: z.int().min(1).max(1_000_000) },
  example: { rule: '{ from: a, max: 3 }', given: 'ab', gives: 'ab', fails: { given: 'abcd', code: 'truncated' } },
  compile: ({ max: limit }, { path }) =>
    perItem((value, frame) => {
      if (typeof value !== 'string' || value.length <= limit) return value;
      lose(frame, path, { code: 'truncated', params: { what: 'text', max: limit } });
      return value.slice(0, wholeUpTo(value, limit));
    }),
});

export const unique = defineOperation({
  name: 'unique',
  stage: 'limit',
  about: 'each item of a list once, in the order of their first appearance',
  keys: { unique: switchOn },
  example: { rule: '{ from: a, unique: true }', given: ['x', 'y', 'x'], gives: ['x', 'y'] },
  compile: () => (value) => (isList(value) ? distinct(value) : value),
});

/** Never cuts between the two halves of a character outside the basic plane. */
function wholeUpTo(text: string, limit: number): number {
  const code = text.charCodeAt(limit - 1);
  return code >= 0xd800 && code <= 0xdbff ? limit - 1 : limit;
}

function distinct(list: readonly JsonValue[]): readonly JsonValue[] {
  const seen = new Set<string>();
  return list.filter((item) => {
    const known = isScalar(item) ? `${typeof item} ${item}` : JSON.stringify(item);
    if (seen.has(known)) return false;
    seen.add(known);
    return true;
  });
}
