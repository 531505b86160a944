/** From text to list and back. */
import { z } from 'zod';
import type { JsonValue } from '../../model/json.ts';
import { isBlank, isList, isScalar } from '../values.ts';
import { ANY_TEXT, defineOperation } from './operation.ts';
import { onText, switchOn } from './steps.ts';

export const split = defineOperation({
  name: 'split',
  stage: 'list',
  about: 'text to list; parts are trimmed, blank ones dropped',
  keys: { split: z.string().min(1) },
  gives: 'list',
  example: {
    rule: '{ from: a, split: ";" }',
    given: 'x; y;',
    gives: ['x', 'y'],
    fails: { given: { b: 1 }, code: 'text-expected' },
  },
  compile: ({ split: separator }, context) => {
    const step = onText(context, (text) => partsOf(text, separator));
    return (value, frame) => {
      const parts = step(value, frame);
      return isList(value) && isList(parts) ? parts.flat() : parts;
    };
  },
});

export const join = defineOperation({
  name: 'join',
  stage: 'list',
  about: 'list to text; what is blank is left out',
  keys: { join: z.string() },
  yields: ANY_TEXT,
  gives: 'one',
  example: {
    rule: '{ from: a, join: "/" }',
    given: ['x', '', 'y'],
    gives: 'x/y',
    fails: { given: [{ b: 1 }], code: 'text-expected' },
  },
  compile:
    ({ join: separator }, context) =>
    (value, frame) => {
      const parts = isList(value) ? value.filter((part) => !isBlank(part)) : [value];
      if (parts.every(isScalar)) return parts.length === 0 ? null : parts.map(String).join(separator);
      return context.fail(frame, { code: 'text-expected', params: { wanted: 'text' } });
    },
});

export const first = defineOperation({
  name: 'first',
  stage: 'list',
  about: 'the first item that is not blank',
  keys: { first: switchOn },
  gives: 'one',
  example: { rule: '{ from: a, first: true }', given: ['', 'x', 'y'], gives: 'x' },
  compile: () => (value) => (isList(value) ? firstOf(value) : value),
});

function partsOf(text: string, separator: string): readonly JsonValue[] {
  const parts: string[] = [];
  for (const part of text.split(separator)) {
    const trimmed = part.trim();
    if (trimmed !== '') parts.push(trimmed);
  }
  return parts;
}

/** An item that is a list itself (several paths, one of them to a list) counts as the first of its own items. */
function firstOf(list: readonly JsonValue[]): JsonValue {
  const item = list.find((candidate) => !isBlank(candidate)) ?? null;
  return isList(item) ? firstOf(item) : item;
}
