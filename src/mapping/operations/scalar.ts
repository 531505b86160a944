/** Numbers, true and false from what people typed. */
import { z } from 'zod';
import type { JsonValue } from '../../model/json.ts';
import { isScalar } from '../values.ts';
import { defineOperation, type RuleContext, type Step } from './operation.ts';
import { perItem, switchOn } from './steps.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/;
const TRUE = ['true', 'yes', '1', '是'];
const FALSE = ['false', 'no', '0', '否'];

export const number = defineOperation({
  name: 'number',
  stage: 'convert',
  about: 'to a number; text must be one in digits with a decimal point',
  keys: { number: switchOn },
  yields: 1.5,
  example: {
    rule: '{ from: a, number: true }',
    given: '1.5',
    gives: 1.5,
    fails: { given: '1,5', code: 'number-invalid' },
  },
  compile: (_, context) => numeric(context, (value) => Number.isFinite(value)),
});

export const integer = defineOperation({
  name: 'integer',
  stage: 'convert',
  about: 'to a whole number no larger than 2^53',
  keys: { integer: switchOn },
  yields: 1,
  example: {
    rule: '{ from: a, integer: true }',
    given: '42',
    gives: 42,
    fails: { given: '4.5', code: 'number-invalid' },
  },
  compile: (_, context) => numeric(context, (value) => Number.isSafeInteger(value)),
});

const words = z.array(z.union([z.string(), z.number(), z.boolean()])).min(1);

export const boolean = defineOperation({
  name: 'boolean',
  stage: 'convert',
  about: 'to true or false, from true/false, yes/no, 1/0, 是/否 or words of your own, in any case',
  keys: { boolean: z.union([switchOn, z.strictObject({ true: words, false: words })]) },
  yields: true,
  example: {
    rule: '{ from: a, boolean: { true: [Y], false: [N] } }',
    given: 'y',
    gives: true,
    fails: { given: 'maybe', code: 'boolean-invalid' },
  },
  compile: (rule, context) => {
    const own = rule.boolean === true ? { true: TRUE, false: FALSE } : rule.boolean;
    const truth = new Map<string, boolean>();
    for (const word of own.true) truth.set(spelled(word), true);
    for (const word of own.false) truth.set(spelled(word), false);
    return perItem((value, frame) => {
      const found = isScalar(value) ? truth.get(spelled(value)) : undefined;
      return found ?? context.fail(frame, { code: 'boolean-invalid' });
    });
  },
});

/** The form in which words for yes and no are compared. */
function spelled(value: string | number | boolean): string {
  return String(value).trim().toLowerCase();
}

function numeric(context: RuleContext, accepts: (value: number) => boolean): Step {
  return perItem((value, frame) => {
    const found = toNumber(value);
    if (found !== null && accepts(found) && exact(found)) return found;
    return context.fail(frame, { code: 'number-invalid', params: { form: 'declared' } });
  });
}

function toNumber(value: JsonValue): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return NUMBER.test(text) ? Number(text) : null;
}

/** Whole numbers above 2^53 were rounded on the way: better quarantined than wrong. */
function exact(value: number): boolean {
  return !Number.isInteger(value) || Number.isSafeInteger(value);
}
