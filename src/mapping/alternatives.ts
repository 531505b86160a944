/** `any`: the first of several rules that yields something. */
import type { JsonValue } from '../model/json.ts';
import type { Frame, Journal } from './journal.ts';
import { isBlank } from './values.ts';

/** A compiled rule, as far as choosing between several is concerned. */
interface Alternative {
  readonly value: (frame: Frame) => JsonValue;
  readonly constant: boolean;
}

/**
 * The value of the first alternative that yields something that isn't blank (a constant always counts), null when none
 * does. What the alternatives before it noted in the journal is removed: the one that is taken stands for them. A constant
 * holds nothing of the record, so losses noted before one stay; and when none is taken, all stays.
 */
export function firstYield(alternatives: readonly Alternative[]): (frame: Frame) => JsonValue {
  return (frame) => {
    const { journal } = frame;
    const before = { problem: journal.problem, marks: marksOf(journal) };
    let problem = before.problem;
    for (const { value, constant } of alternatives) {
      const marks = marksOf(journal);
      journal.problem = null;
      const found = value(frame);
      if (journal.problem === null && found !== null && (constant || !isBlank(found))) {
        forget(journal, before.marks, constant ? { ...marks, losses: before.marks.losses } : marks);
        journal.problem = before.problem;
        return found;
      }
      problem ??= journal.problem;
    }
    journal.problem = problem;
    return null;
  };
}

interface Marks {
  readonly unknown: number;
  readonly losses: number;
  readonly references: number;
  readonly assets: number;
}

function marksOf({ losses, references, assets, unknown }: Journal): Marks {
  return { losses: losses.length, references: references.length, assets: assets.length, unknown: unknown.length };
}

function forget(journal: Journal, from: Marks, to: Marks): void {
  journal.losses.splice(from.losses, to.losses - from.losses);
  journal.references.splice(from.references, to.references - from.references);
  journal.assets.splice(from.assets, to.assets - from.assets);
  journal.unknown.splice(from.unknown, to.unknown - from.unknown);
}
