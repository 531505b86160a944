/** What a rule can yield, as far as that is known without a record, and whether its field can hold it. */
import { type JsonValue, showPath } from '../model/json.ts';
import { ANY_TEXT, type Operation, type RuleContext, type Step } from './operations/operation.ts';
import { checkReference, type RuleKeys } from './rule-checks.ts';
import type { RuleSource } from './rule-source.ts';
import { kindOf, longestOf, READ_TEXT, type SlotKind, TAKES } from './target/slot-kinds.ts';
import { fitsOne, itemFields, type Slot, wordsOf } from './target/slots.ts';
import { checkListed, emptyFrame, type FieldContext, type WrittenValue } from './written-values.ts';

/** What is known of a rule's value before and behind each of its operations. */
interface Yielded {
  /** Whether it is a list; null: that depends on the record. */
  readonly list: boolean | null;
  /**
   * `cell`: a text as the source has it; `made`: one that a pattern or template makes; `text`: one that was converted or put
   * together; `object`: the record as a whole; else a value such as it yields. Null where nothing is known, or where what
   * tables list is checked value by value.
   */
  readonly of: 'cell' | 'made' | 'text' | 'object' | { readonly sample: JsonValue } | null;
  /** The operation that made it so; null: it is copied. */
  readonly by: Operation | null;
}

/** A rule whose parts are compiled: its operations and what became of them, in the order they run. */
interface Checked {
  readonly source: Pick<RuleSource, 'gives'>;
  readonly active: readonly Operation[];
  readonly steps: readonly Step[];
  readonly written: readonly WrittenValue[];
}

/** Reports whatever the field can't hold of what the rule yields or its author wrote, whatever the record. */
export function checkResult(spec: RuleKeys, { source, active, steps, written }: Checked, context: FieldContext): void {
  const { slot } = context;
  checkReference(active, context, slot);
  const choosing = active.findIndex(({ stage }) => stage === 'choose');
  const start: Yielded = { ...source.gives, by: null };
  const asked = active.slice(0, choosing).reduce(after, start);
  const mistake = mistakeOf(active.reduce(after, start), slot, showPath(context.path));
  if (mistake !== null) context.report(...mistake);
  else checkMax(spec.max, context);
  if (mistake === null) checkSpelling({ active, steps }, context);
  for (const one of written) checkListed(one, { steps: steps.slice(choosing + 1), list: asked.list }, context);
}

/** Reports changes of a text after which none is left of those that the field takes, as capitals where its words have none. */
function checkSpelling({ active, steps }: Pick<Checked, 'active' | 'steps'>, context: FieldContext): void {
  const { slot } = context;
  const [first] = active;
  if (first === undefined || !active.every(({ stage }) => stage === 'text' || stage === 'limit')) return;
  const schema = slot.item ?? slot.schema;
  const taken = kindOf(schema) === 'instant' ? [SOME_INSTANT] : wordsOf(slot);
  if (taken.length === 0) return;
  const left = taken.map((word) => steps.reduce<JsonValue>((one, step) => step(one, emptyFrame()), word));
  if (!left.some((word) => fitsOne(schema, word)))
    context.report(first.name, `${showPath(context.path)} can't hold what ${first.name} yields`);
}

const SOME_INSTANT = '2000-01-01T00:00:00Z';

/** Whether a rule yields a list, whatever the record. Pure. */
export function yieldsList(source: Pick<RuleSource, 'gives'>, active: readonly Operation[]): boolean {
  return active.reduce(after, { ...source.gives, by: null }).list === true;
}

function after(before: Yielded, operation: Operation): Yielded {
  const { gives, stage } = operation;
  const list = gives === undefined ? before.list : gives === 'list';
  const of = contentAfter(before.of, operation);
  if (of === undefined) return { ...before, list };
  // What tables list is checked value by value, and may be lists.
  const table = stage === 'choose' && operation.reference === null && gives === undefined;
  return { list: table && list === false ? null : list, of, by: operation };
}

/** Undefined: the operation leaves it as it is. */
function contentAfter(of: Yielded['of'], { gives, yields, stage }: Operation): Yielded['of'] | undefined {
  if (yields !== undefined) return yields === ANY_TEXT ? 'text' : { sample: yields };
  // Lists are made by taking texts apart, whatever the text was.
  if (stage === 'list' && gives === 'list') return of === 'cell' ? 'cell' : 'made';
  if (stage === 'pattern') return 'made';
  return stage === 'choose' || stage === 'convert' ? null : undefined;
}

type Told = Parameters<RuleContext['report']>;

function mistakeOf(yielded: Yielded, slot: Slot, field: string): Told | null {
  return listMistake(yielded, slot, field) ?? contentMistake(yielded, slot, field);
}

/** One value where a list belongs, or a list where one value does. */
function listMistake({ list, by, of }: Yielded, slot: Slot, field: string): Told | null {
  const kind = kindOf(slot.schema);
  const at = by?.name ?? [];
  if (list === true && kind !== 'list' && kind !== 'any') {
    const one = kind === 'text' ? `one ${slot.reference ? 'reference' : 'text'}` : TAKES[kind];
    const hint = 'first: true takes one of them, join: ", " makes one text of them';
    return [at, `${field} takes ${one}, and the rule yields a list`, hint];
  }
  if (list !== false || kind !== 'list') return null;
  if (itemFields(slot) !== null)
    return [
      at,
      `${field} is a list of objects, and the rule yields one value`,
      `fill it under each: ${field}: { from: …, fields: … }`,
    ];
  const hint = 'path[] makes a list of one, from: [a, b] one of several fields, split: ";" one of a text with several';
  return of === 'object' ? null : [at, `${field} takes a list, and the rule yields one value`, hint];
}

function contentMistake({ of, by, list }: Yielded, slot: Slot, field: string): Told | null {
  const schema = slot.item !== null && list !== false ? slot.item : slot.schema;
  const kind = kindOf(schema);
  if (of === null || kind === 'any') return null;
  if (of === 'object') return objectMistake({ kind, field });
  if (typeof of === 'string') return textMistake(of, by, { kind, field });
  if (fitsOne(schema, of.sample)) return null;
  return [by?.name ?? [], `${field} can't hold what ${by?.name} yields`];
}

/** A field and what it holds. */
interface Held {
  readonly kind: SlotKind;
  readonly field: string;
}

function objectMistake({ kind, field }: Held): Told | null {
  if (kind === 'object') return null;
  const hint = "record is the record as a whole; a field of that name is written ['record']";
  return [[], `${field} takes ${TAKES[kind]}, and the rule yields a whole record`, hint];
}

/**
 * Which kinds of field texts can fit: words and days are often written as the target takes them. An instant in UTC is not, unless a
 * pattern or template makes it.
 */
const HOLDS: Readonly<Record<'cell' | 'made' | 'text', readonly SlotKind[]>> = {
  cell: ['text', 'word', 'day'],
  made: ['text', 'word', 'instant', 'day'],
  text: ['text'],
};

function textMistake(of: keyof typeof HOLDS, by: Operation | null, { kind, field }: Held): Told | null {
  if (HOLDS[of].includes(kind)) return null;
  if (by !== null && of === 'text') return [by.name, `${field} can't hold what ${by.name} yields`];
  const hint = READ_TEXT[kind] ?? `fill its parts by name: ${field}.PART: path`;
  return [by?.name ?? [], `${field} takes ${TAKES[kind]}, and the rule yields text`, hint];
}

/** Reports a `max` beyond what the field takes: longer texts would be quarantined instead of cut. */
function checkMax(max: unknown, context: FieldContext): void {
  const { slot } = context;
  const longest = longestOf(slot.item ?? slot.schema);
  if (typeof max !== 'number' || longest === null || max <= longest) return;
  const message = `${showPath(context.path)} takes ${longest} characters at most, so that longer texts would be quarantined`;
  context.report('max', message, `max: ${longest}`);
}
