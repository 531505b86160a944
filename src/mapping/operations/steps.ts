/** What the steps of several operations share: running over lists and texts, and what happens with values no table lists. */
import { z } from 'zod';
import type { JsonValue } from '../../model/json.ts';
import { type Frame, lose, quarantine } from '../journal.ts';
import { isList, isScalar } from '../values.ts';
import type { RuleContext, Step } from './operation.ts';

/** The step on each item of a list, or on the value itself when it is none. Nulls stay, so that items keep their index. */
export function perItem(step: Step): Step {
  return (value, frame) => {
    if (!isList(value)) return step(value, frame);
    return value.map((item) => (item === null ? null : step(item, frame)));
  };
}

/** The step on text. Numbers and booleans are taken as their text; anything else fails with `text-expected`. */
export function onText(context: RuleContext, step: (text: string, frame: Frame) => JsonValue): Step {
  return perItem((value, frame) => {
    if (typeof value === 'string') return step(value, frame);
    if (isScalar(value)) return step(String(value), frame);
    return context.fail(frame, { code: 'text-expected', params: { wanted: 'text' } });
  });
}

/** The value of keys that only say that something is done. */
export const switchOn = z.literal(true);

/** What happens with a value that a table doesn't list. */
export const otherwiseKey = z.union([
  z.enum(['quarantine', 'null', 'keep']),
  z.null(),
  z.strictObject({ const: z.json() }),
]);

/** The step for values that a table doesn't list. */
export function otherwise(choice: z.output<typeof otherwiseKey>, context: RuleContext): Step {
  const { path } = context;
  if (choice === 'keep') return (value) => value;
  if (choice === 'quarantine') {
    return (_, frame) => quarantine(frame, path, { code: 'value-unknown' });
  }
  if (choice === 'null' || choice === null) {
    return (_, frame) => lose(frame, path, { code: 'value-unknown' });
  }
  context.written(['otherwise', 'const'], choice.const);
  return (_, frame) => {
    lose(frame, path, { code: 'defaulted', params: { was: 'unknown' } });
    return choice.const;
  };
}
