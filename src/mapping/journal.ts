/** What one record's mapping yields besides fields: losses, references, assets, values no table lists, and a reason to quarantine it. */
import { loss, problem, type UnplacedLoss, type UnplacedProblem } from '../messages/make.ts';
import type { JsonObject, PathStep } from '../model/json.ts';
import { showPath } from '../model/json.ts';
import type { SeenValue } from '../model/mapping-facts.ts';
import type { Loss, Problem } from '../model/outcome.ts';
import type { UnknownValue } from '../model/record.ts';
import type { AssetUse, Reference } from '../model/reference.ts';

/** Made for one record; rules add to it in the order of the file. */
export interface Journal {
  /** Every reason to quarantine the record, in the order of the file; once there is one, what rules yield no longer counts. */
  readonly problems: Problem[];
  readonly losses: Loss[];
  readonly references: Reference[];
  readonly assets: AssetUse[];
  /** Values that no table listed, whatever `otherwise` does with them. */
  readonly unknown: UnknownValue[];
  /** Every value that a table was asked for; null unless the record is traced, since it costs time. */
  readonly seen: SeenValue[] | null;
}

/** Where a rule stands: at the record itself, or at one item of one of its lists. */
export interface Frame {
  /** What paths start at. */
  readonly data: JsonObject;
  /** What `record` means. */
  readonly record: JsonObject;
  /** The target path that this frame's fields lie below. */
  readonly at: readonly PathStep[];
  readonly journal: Journal;
}

/** An empty one; with `seen`, every value that a table is asked for is noted in it. */
export function newJournal(seen: SeenValue[] | null = null): Journal {
  return { problems: [], losses: [], references: [], assets: [], unknown: [], seen };
}

/** Characters kept of a value that a table was asked for. */
const MOST_SEEN = 200;

/** Notes that a table was asked for a value: always when it isn't listed, and when it is only if the record is traced. */
export function noteAsked(frame: Frame, path: readonly PathStep[], asked: { value: string; known: boolean }): void {
  const { seen, unknown } = frame.journal;
  if (asked.known && seen === null) return;
  const field = showPath(fullPath(frame, path)).replace(/\[\d+\]/g, '[]');
  const value = asked.value.slice(0, MOST_SEEN);
  if (!asked.known) unknown.push({ field, value });
  seen?.push({ target: field, value, known: asked.known });
}

/** The target path of a rule that stands at `path` within its frame. */
export function fullPath(frame: Frame, path: readonly PathStep[]): readonly PathStep[] {
  return frame.at.length === 0 ? path : [...frame.at, ...path];
}

/** Reasons kept of one record: a list of a thousand broken items has one mistake, not a thousand. */
const MOST_PROBLEMS = 200;

/** Quarantines the record, which goes on to be mapped so that its other problems are known; yields null, so that a rule can return it. */
export function quarantine(frame: Frame, path: readonly PathStep[], what: UnplacedProblem): null {
  const { problems } = frame.journal;
  if (problems.length < MOST_PROBLEMS) problems.push(problem({ ...what, path: showPath(fullPath(frame, path)) }));
  return null;
}

/** Counts something dropped, cut or defaulted as a loss; yields null, so that a rule can return it. */
export function lose(frame: Frame, path: readonly PathStep[], what: UnplacedLoss): null {
  frame.journal.losses.push(loss({ ...what, path: showPath(fullPath(frame, path)) }));
  return null;
}
