/** What an operation of the mapping language is: its keys, its place in the order, and how it becomes a step. */
import { z } from 'zod';
import type { UnplacedFailure } from '../../messages/make.ts';
import type { JsonValue, PathStep } from '../../model/json.ts';
import { isObject, showPath } from '../../model/json.ts';
import type { Frame } from '../journal.ts';
import { lose, quarantine } from '../journal.ts';
import { didYouMean } from '../suggest.ts';
import type { Slot } from '../target.ts';
import { fits, wordsOf } from '../target.ts';
import { isList, isScalar } from '../values.ts';

/** One step of a compiled rule. Never called with null; yields null for "nothing". Total: what fails goes to the journal. */
export type Step = (value: JsonValue, frame: Frame) => JsonValue;

/** What a step needs to know about the rule it belongs to. */
export interface RuleContext {
  /** Target path of the rule within its frame. */
  readonly path: readonly PathStep[];
  /** Null for rules that fill no field of the target: keys and identities. */
  readonly slot: Slot | null;
  readonly zone: string;
  readonly tables: Readonly<Record<string, string>>;
  /** How many paths the rule reads, as `matrix` needs two. */
  readonly sources: readonly string[];
  /** What `onError` says: ends the record, or yields null and counts the loss. */
  readonly fail: (frame: Frame, what: UnplacedFailure) => null;
  /** Reports a mistake in the mapping at one of the operation's keys. */
  readonly report: (key: string | readonly PathStep[], message: string, hint?: string) => void;
}

/** Where an operation stands in the order; of `choose` and of `convert` a rule may have one each. */
type Stage = 'text' | 'pattern' | 'list' | 'choose' | 'convert' | 'limit';

/** An operation as the rule compiler uses it. */
export interface Operation {
  /** The key that switches it on. */
  readonly name: string;
  readonly stage: Stage;
  /** For the reference of the language: what it does, in one line. */
  readonly about: string;
  /** All keys it reads. */
  readonly keys: readonly string[];
  /** Those keys with what each takes: for editors and the reference. */
  readonly shape: z.ZodRawShape;
  /** What it yields at most: used to check it against the target. Absent: depends on the value. */
  readonly yields?: JsonValue;
  /** Null after reporting what is wrong. */
  readonly compile: (rule: unknown, context: RuleContext) => Step | null;
}

interface Definition<S extends z.ZodRawShape> {
  readonly name: string & keyof S;
  readonly stage: Stage;
  readonly about: string;
  readonly keys: S;
  readonly yields?: JsonValue;
  readonly compile: (rule: z.output<z.ZodObject<S>>, context: RuleContext) => Step | null;
}

/** Makes an operation from its keys' schemas and a compiler that gets them checked. */
export function defineOperation<S extends z.ZodRawShape>(definition: Definition<S>): Operation {
  const schema = z.object(definition.keys);
  const { name, stage, about, yields } = definition;
  return {
    name,
    stage,
    about,
    keys: Object.keys(definition.keys),
    shape: definition.keys,
    ...(yields === undefined ? {} : { yields }),
    compile: (rule, context) => {
      const checked = schema.safeParse(rule);
      if (checked.success) return definition.compile(checked.data, context);
      for (const issue of checked.error.issues) {
        const path = issue.path.filter((step) => typeof step !== 'symbol');
        context.report(path, explain(rule, name, issue));
      }
      return null;
    },
  };
}

/** The step on each item of a list, or on the value itself when it is none. Nulls stay, so that places keep their meaning. */
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

/** What happens with a value that a table doesn't know. */
export const otherwiseKey = z.union([
  z.enum(['quarantine', 'null', 'keep']),
  z.null(),
  z.strictObject({ const: z.json() }),
]);

/** The step for values that a table doesn't know. */
export function otherwise(choice: z.output<typeof otherwiseKey>, context: RuleContext): Step {
  const { path } = context;
  if (choice === 'keep') return (value) => value;
  if (choice === 'quarantine') {
    return (_, frame) => quarantine(frame, path, { code: 'value-unknown' });
  }
  if (choice === 'null' || choice === null) {
    return (_, frame) => lose(frame, path, { code: 'value-unknown' });
  }
  return (_, frame) => {
    lose(frame, path, { code: 'defaulted', params: { was: 'unknown' } });
    return choice.const;
  };
}

/** Reports a value that the author wrote (in a table, as a constant) and that the field can't hold. */
export function checkWritten(
  context: Pick<RuleContext, 'slot' | 'path' | 'report'>,
  key: readonly PathStep[],
  value: JsonValue,
): void {
  const { slot } = context;
  if (slot === null || value === null || fits(slot, value)) return;
  const words = wordsOf(slot);
  const hint = words.length > 0 ? didYouMean(String(value), words) : undefined;
  context.report(key, `${showPath(context.path)} can't hold ${JSON.stringify(value)}`, hint);
}

function explain(rule: unknown, name: string, issue: z.core.$ZodIssue): string {
  const key = String(issue.path[0] ?? name);
  const absent = !isObject(rule) || !Object.hasOwn(rule, key);
  return absent ? `${name} needs ${key}` : `${key}: ${issue.message}`;
}
