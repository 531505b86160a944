/** What kind of thing a field of the target holds, and in which words authors are told how to fill it. */
import { z } from 'zod';

/** `any`: whatever JSON can hold. */
export type SlotKind = 'text' | 'word' | 'instant' | 'day' | 'boolean' | 'number' | 'list' | 'object' | 'any';

/** The kind of a schema of the model, without what makes it optional. Pure. */
export function kindOf(schema: z.ZodType): SlotKind {
  if (schema instanceof z.ZodISODateTime) return 'instant';
  if (schema instanceof z.ZodISODate) return 'day';
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) return 'text';
  if (schema instanceof z.ZodEnum) return 'word';
  if (schema instanceof z.ZodBoolean) return 'boolean';
  if (schema instanceof z.ZodNumber || schema instanceof z.ZodNumberFormat) return 'number';
  if (schema instanceof z.ZodArray) return 'list';
  return schema instanceof z.ZodObject || schema instanceof z.ZodRecord ? 'object' : 'any';
}

/** `takes …` in a sentence. */
export const TAKES: Readonly<Record<SlotKind, string>> = {
  text: 'text',
  word: 'one of its words',
  instant: 'an instant',
  day: 'a calendar day',
  boolean: 'true or false',
  number: 'a number',
  list: 'a list',
  object: 'an object',
  any: 'anything',
};

/** How a text comes to fit, to be typed next. `list` and `object` are filled by other rules. */
export const READ_TEXT: Readonly<Partial<Record<SlotKind, string>>> = {
  instant: 'date: iso reads it, or date: with the form it is written in, as "DD-MM-YYYY HH:mm"',
  boolean: 'boolean: true reads it, or boolean: { true: [words], false: [words] }',
  number: 'number: true reads it, or integer: true',
};

/** Characters that a text field takes at most; null: the field says nothing of it. Pure. */
export function longestOf(schema: z.ZodType): number | null {
  return schema instanceof z.ZodString && typeof schema.maxLength === 'number' ? schema.maxLength : null;
}
