/** `any`: the first of several rules that yields something. */
import type { JsonValue } from '../model/json.ts';
import type { Loss } from '../model/outcome.ts';
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
 * holds nothing of the record, so before one, as when none is taken, one loss of all those noted stays: the field is lost once,
 * however many ways to read it were tried.
 */
export function firstYield(alternatives: readonly Alternative[]): (frame: Frame) => JsonValue {
  return (frame) => {
    const { journal } = frame;
    const before = marksOf(journal);
    for (const { value, constant } of alternatives) {
      const marks = marksOf(journal);
      const found = value(frame);
      if (journal.problems.length === marks.problems && found !== null && (constant || !isBlank(found))) {
        standFor(journal, { from: before, to: marks, constant });
        return found;
      }
    }
    keepTelling(journal, before.losses, journal.losses.length);
    // The first that would have quarantined the record does: further ones are the same field's once more.
    journal.problems.splice(before.problems + 1);
    return null;
  };
}

interface Marks {
  readonly problems: number;
  readonly unknown: number;
  readonly losses: number;
  readonly references: number;
  readonly assets: number;
}

function marksOf({ problems, losses, references, assets, unknown }: Journal): Marks {
  return {
    problems: problems.length,
    losses: losses.length,
    references: references.length,
    assets: assets.length,
    unknown: unknown.length,
  };
}

/** Forgets what the alternatives before the one that is taken noted; a constant can't stand for what they lost and didn't know. */
function standFor(journal: Journal, { from, to, constant }: { from: Marks; to: Marks; constant: boolean }): void {
  if (constant) keepTelling(journal, from.losses, to.losses);
  forget(journal, from, constant ? { ...to, losses: from.losses, unknown: from.unknown } : to);
}

function forget(journal: Journal, from: Marks, to: Marks): void {
  journal.problems.splice(from.problems, to.problems - from.problems);
  journal.losses.splice(from.losses, to.losses - from.losses);
  journal.references.splice(from.references, to.references - from.references);
  journal.assets.splice(from.assets, to.assets - from.assets);
  journal.unknown.splice(from.unknown, to.unknown - from.unknown);
}

/** Leaves one of the losses in a stretch. */
function keepTelling(journal: Journal, from: number, to: number): void {
  const [first, ...others] = journal.losses.slice(from, to);
  if (first === undefined || others.length === 0) return;
  journal.losses.splice(from, to - from, [first, ...others].find(tells) ?? first);
}

/** That a pattern didn't match only says that an alternative wasn't meant. */
function tells({ code }: Loss): boolean {
  return code !== 'pattern-no-match';
}
