/** What an operation of the mapping language is: everything the compiler, the docs and the reports know about it. */
import { z } from 'zod';
import type { UnplacedFailure } from '../../messages/make.ts';
import { isObject, type JsonValue, type PathStep } from '../../model/json.ts';
import type { ReferenceFact } from '../../model/mapping-facts.ts';
import type { Frame } from '../journal.ts';
import type { Slot } from '../target/slots.ts';

/** One step of a compiled rule. Never called with null; yields null for "nothing". Never throws: what fails goes to the journal. */
export type Step = (value: JsonValue, frame: Frame) => JsonValue;

/** What a step needs to know about the rule it belongs to. */
export interface RuleContext {
  /** Target path of the rule within its frame. */
  readonly path: readonly PathStep[];
  /** Null for rules that fill no field of the target: keys and identities. */
  readonly slot: Slot | null;
  readonly zone: string;
  readonly tables: Readonly<Record<string, string>>;
  /** Names of all tables that there are, read or not. */
  readonly tableNames: readonly string[];
  /** The paths of `from`, as written: `matrix` needs two. */
  readonly sources: readonly string[];
  /** Compiles the path that one of the operation's `paths` keys holds; null after reporting that it is none. */
  readonly reader: (key: string, path: string) => ((frame: Frame) => JsonValue) | null;
  /** Notes a value that the author wrote at one of the operation's keys and that it yields: it must fit the field in the end. */
  readonly written: (key: readonly PathStep[], value: JsonValue) => void;
  /** What `onError` says: quarantines the record, or yields null and counts the loss. */
  readonly fail: (frame: Frame, what: UnplacedFailure) => null;
  /** Reports a mistake in the mapping at one of the operation's keys. */
  readonly report: (key: string | readonly PathStep[], message: string, hint?: string) => void;
}

/** When an operation runs; of `choose` and of `convert` a rule may have one each. */
type Stage = 'text' | 'pattern' | 'list' | 'choose' | 'convert' | 'limit';

/** A rule for the reference of the language, with a value of field `a` and what comes out. A test compiles and runs it. */
export interface OperationExample {
  readonly rule: string;
  readonly given: JsonValue;
  readonly gives: JsonValue;
  /** A value of the same field that fails, and the code it is quarantined or counted under. */
  readonly fails?: { readonly given: JsonValue; readonly code: string };
  /** The target field; `custom.a` when left out. */
  readonly target?: string;
  /** Text of the CSV tables that the rule names. */
  readonly tables?: Readonly<Record<string, string>>;
}

/** Which keys of an operation name a CSV table beside the mapping, the column to look in, and the column to take. */
export interface TableKeys {
  readonly table: string;
  readonly by: string;
  readonly take: string;
}

/** What operations yield that make texts of any kind. */
export const ANY_TEXT = 'a';

/** What every operation says of itself, besides its keys and how it runs. */
interface Declared {
  readonly stage: Stage;
  /** For the reference of the language: what it does, in one line. */
  readonly about: string;
  readonly example: OperationExample;
  /** A value such as it yields, of a list each item, to check it against the target field. Left out: depends on the value. */
  readonly yields?: JsonValue;
  /** Whether it yields one value or a list, whatever it is given. Left out: what it is given, item by item. */
  readonly gives?: 'one' | 'list';
  /** A key that may stand for `from`, as `by` does in a reference. */
  readonly source?: string;
  readonly tableKeys?: TableKeys;
  /** What is empty although the source isn't, in words for the author; left out: nothing is. */
  readonly leavesEmpty?: string;
}

/** An operation as all others use it. Rules are given as they are written. */
export interface Operation extends Declared {
  /** The key that switches it on. */
  readonly name: string;
  /** All keys it reads. */
  readonly keys: readonly string[];
  /** Those keys with what each takes: for editors and the reference. */
  readonly shape: z.ZodRawShape;
  /** Those of its keys that hold a path in the source record, read besides the rule's own source. */
  readonly paths: readonly string[];
  /** The values it lists, for operations that choose; null for any other. */
  readonly lists: ((rule: unknown, tables: Readonly<Record<string, string>>) => readonly string[]) | null;
  /** Which records it points at, for operations that fill references; null for any other. */
  readonly reference: ((rule: unknown) => ReferenceFact | null) | null;
  /** Null after reporting what is wrong. */
  readonly compile: (rule: unknown, context: RuleContext) => Step | null;
}

interface Definition<S extends z.ZodRawShape> extends Declared {
  readonly name: string & keyof S;
  readonly keys: S;
  readonly paths?: readonly (string & keyof S)[];
  readonly lists?: (rule: Rule<S>, tables: Readonly<Record<string, string>>) => Iterable<string>;
  readonly reference?: (rule: Rule<S>) => ReferenceFact;
  readonly compile: (rule: Rule<S>, context: RuleContext) => Step | null;
}

type Rule<S extends z.ZodRawShape> = z.output<z.ZodObject<S>>;

/**
 * Makes an operation from its keys' schemas and functions that get the rule checked by them. Whatever else reads rules
 * (facts, warnings, comparison of versions, hash, docs) asks the definition, so it needs no other change:
 *
 * ```ts
 * export const after = defineOperation({
 *   name: 'after',
 *   stage: 'text',
 *   about: 'puts the text of another field before this one',
 *   keys: { after: z.string() },
 *   paths: ['after'],
 *   example: { rule: '{ from: a, after: id }', given: 'x', gives: '1x' },
 *   compile: (rule, context) => {
 *     const read = context.reader('after', rule.after);
 *     return read && perItem((value, frame) => `${read(frame)}${value}`);
 *   },
 * });
 * ```
 */
export function defineOperation<S extends z.ZodRawShape>(definition: Definition<S>): Operation {
  const { keys, paths = [], lists, reference, compile, ...declared } = definition;
  const schema = z.object(keys);
  return {
    ...declared,
    paths,
    keys: Object.keys(keys),
    shape: keys,
    lists: lists === undefined ? null : (rule, tables) => [...(given(schema, rule, (it) => lists(it, tables)) ?? [])],
    reference: reference === undefined ? null : (rule) => given(schema, rule, reference),
    compile: (rule, context) => {
      const checked = schema.safeParse(rule);
      if (checked.success) return compile(checked.data, context);
      for (const issue of checked.error.issues) {
        const path = issue.path.filter((step) => typeof step !== 'symbol');
        context.report(path, explain(rule, definition.name, issue));
      }
      return null;
    },
  };
}

function given<R, T>(schema: z.ZodType<R>, rule: unknown, use: (rule: R) => T): T | null {
  const checked = schema.safeParse(rule);
  return checked.success ? use(checked.data) : null;
}

function explain(rule: unknown, name: string, issue: z.core.$ZodIssue): string {
  const key = String(issue.path[0] ?? name);
  const absent = !isObject(rule) || !Object.hasOwn(rule, key);
  return absent ? `${name} needs ${key}` : `${key}: ${issue.message}`;
}
