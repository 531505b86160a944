/** What happens to one record on its way through a mapping besides its fields: losses, references, assets, its end. */
import { loss, problem, type UnplacedLoss, type UnplacedProblem } from '../messages/make.ts';
import type { JsonObject, PathStep } from '../model/json.ts';
import { showPath } from '../model/json.ts';
import type { SeenValue } from '../model/mapping-facts.ts';
import type { Loss, Problem } from '../model/outcome.ts';
import type { AssetUse, Reference, UnknownValue } from '../model/record.ts';

/** Kept for one record and one mapping of it; filled from the first rule to the last. */
export interface Journal {
  /** The first reason to set the record aside; once there, what the other rules say no longer counts. */
  problem: Problem | null;
  readonly losses: Loss[];
  readonly references: Reference[];
  readonly assets: AssetUse[];
  /** Values that no table listed, whatever the rule says then. */
  readonly unknown: UnknownValue[];
  /** Every value that met a table; null unless somebody looks closely, since it costs time. */
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

/** An empty one; with `seen`, every value that meets a table is noted in it. */
export function newJournal(seen: SeenValue[] | null = null): Journal {
  return { problem: null, losses: [], references: [], assets: [], unknown: [], seen };
}

/** Characters kept of a value that met a table. */
const MOST_SEEN = 200;

/** Notes that a table was asked for a value; what isn't known is noted always, what is known only when looked at closely. */
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

/** Ends the record's journey. The first call of a record decides; yields null, so that a rule can return it. */
export function quarantine(frame: Frame, path: readonly PathStep[], what: UnplacedProblem): null {
  frame.journal.problem ??= problem({ ...what, path: showPath(fullPath(frame, path)) });
  return null;
}

/** Counts something dropped, cut or defaulted. */
export function lose(frame: Frame, path: readonly PathStep[], what: UnplacedLoss): null {
  frame.journal.losses.push(loss({ ...what, path: showPath(fullPath(frame, path)) }));
  return null;
}
