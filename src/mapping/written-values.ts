/** Values that authors write into rules (constants, tables, `missing`), held against the field that they fill. */
import { type JsonValue, type PathStep, showPath } from '../model/json.ts';
import { type Frame, newJournal } from './journal.ts';
import type { RuleContext, Step } from './operations/operation.ts';
import { didYouMean } from './suggest.ts';
import { fitsOne, type Slot, wordsOf } from './target/slots.ts';
import { isList } from './values.ts';

/** A value that the author wrote, at the key of the rule where it stands. */
export interface WrittenValue {
  readonly key: readonly PathStep[];
  readonly value: JsonValue;
}

/** The context of a rule that fills a field. */
export type FieldContext = RuleContext & { readonly slot: Slot };

/** A frame of no record, for steps that are run before there is one. */
export function emptyFrame(): Frame {
  return { data: {}, record: {}, at: [], journal: newJournal() };
}

/** Reports a value that stands for the whole field, as a constant does, and that it can't hold. */
export function checkWhole(context: RuleContext, key: readonly PathStep[], value: JsonValue): void {
  const { slot } = context;
  if (slot === null || value === null || fitsOne(slot.schema, value)) return;
  const listed = slot.item !== null && !isList(value) && fitsOne(slot.item, value);
  reportValue(context, { key, value }, listed ? `it takes a list: [${JSON.stringify(value)}]` : undefined);
}

/** Reports a value of a table that, after what follows the table, the field can't hold: alone, or as an item of a list. */
export function checkListed(
  { key, value }: WrittenValue,
  { steps, list }: { steps: readonly Step[]; list: boolean | null },
  context: FieldContext,
): void {
  const { slot } = context;
  if (value === null) return;
  const frame = emptyFrame();
  const found = steps.reduce<JsonValue>((one, step) => (one === null ? null : step(one, frame)), value);
  const schemas = [
    ...(list === true ? [] : [slot.schema]),
    ...(list === false || slot.item === null ? [] : [slot.item]),
  ];
  const fitting = schemas.length === 0 ? [slot.schema] : schemas;
  if (found !== null && frame.journal.problems.length === 0 && fitting.some((schema) => fitsOne(schema, found))) return;
  reportValue(context, { key, value }, undefined);
}

function reportValue(context: RuleContext, { key, value }: WrittenValue, hint: string | undefined): void {
  const words = context.slot === null ? [] : wordsOf(context.slot);
  const near = words.length > 0 ? didYouMean(String(value), words) : undefined;
  context.report(key, `${showPath(context.path)} can't hold ${JSON.stringify(value)}`, hint ?? near);
}
