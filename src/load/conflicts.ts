/** Resolves conflicts with people's edits: compares fingerprints to tell which fields of the target are still as we wrote them. */
import type { Held } from '../connectors/target-capabilities.ts';
import type { LaneDeps } from '../extract/lane-deps.ts';
import { problem } from '../messages/make.ts';
import type { BeforeImage, ItemReceipt, WriteItem } from '../model/batch.ts';
import type { Entity } from '../model/entity.ts';
import type { JsonObject } from '../model/json.ts';
import { TARGET_CHANGED } from '../model/outcome.ts';
import { systemOf } from '../model/record.ts';
import { fieldHash, fieldHashes, ownPart } from './fingerprints.ts';
import type { Attempt, Change, WriteResult } from './step-types.ts';

/** Leaves out fields known to be kept for a person's edit, unless the target holds our value again. */
export async function leaveKept(
  deps: LaneDeps,
  entity: Entity,
  changes: readonly Change[],
): Promise<readonly Attempt[]> {
  const touched = changes.filter((change) => keptFields(change).length > 0);
  const held = await lookup(deps, entity, touched);
  return changes.map((change) => {
    const now = held.get(change.item.externalKey);
    const kept = keptFields(change).filter((name) => now === undefined || !isOurs(change, now.data, name));
    return attempt(change, { item: change.item, kept });
  });
}

function keptFields({ prior, item }: Change): readonly string[] {
  return (prior?.kept ?? []).filter((name) => Object.hasOwn(item.data, name));
}

/** The change without the kept fields. */
function attempt(change: Change, made: { readonly item: Change['item']; readonly kept: readonly string[] }): Attempt {
  const data = Object.fromEntries(Object.entries(made.item.data).filter(([name]) => !made.kept.includes(name)));
  const refused = made.kept.length > 0 && Object.keys(data).length === 0;
  return { change, item: { ...made.item, data }, kept: made.kept, refused };
}

/** An item that the target refused, since it isn't the version we took it to be. */
export interface Conflict {
  readonly attempt: Attempt;
  /** Failed with `target-changed`; `before` is the newest version that this run didn't write. */
  readonly receipt: ItemReceipt;
}

/** The same changes once more, against what the target really holds and without the fields people edited. */
export async function reconsider(
  deps: LaneDeps,
  entity: Entity,
  conflicts: readonly Conflict[],
): Promise<readonly Attempt[]> {
  const changes = conflicts.map((conflict) => conflict.attempt.change);
  const held = await lookup(deps, entity, changes);
  return conflicts.map((conflict) => {
    const now = held.get(conflict.attempt.change.item.externalKey);
    return reconsiderOne(conflict, now);
  });
}

/** `before` goes before `held`: it is the version the precondition is about, also when this run wrote a newer one. */
function reconsiderOne({ attempt: { change, item, kept }, receipt }: Conflict, held: Held | undefined): Attempt {
  const base = receipt.before ?? held;
  // The target lost the record: it is written as new, with all its fields.
  if (base === undefined)
    return { change, item: { ...item, ifMatch: 'none', data: change.whole }, kept: [], refused: false };
  if (change.placeholder && !holdsAlready(change, base)) return { change, item, kept: [], refused: true };
  if (base.tombstoned) return { change, item, kept: Object.keys(item.data), refused: true };
  const again = { ...item, ifMatch: base.etag };
  // Nobody edited it since it was imported: we wrote it, in a run that ended before its ledger recorded that.
  if (held?.edited === false) return attempt(change, { item: overPlaceholder(change, again, base.data), kept });
  return attempt(change, { item: again, kept: [...kept, ...editsOf(change, base.data)] });
}

/** Every field, not only those about to be written: our next write hides the edit from the next precondition. */
function editsOf(change: Change, held: JsonObject): readonly string[] {
  const names = new Set([...Object.keys(change.item.data), ...Object.keys(change.prior?.fieldHashes ?? {})]);
  for (const name of Object.keys(held)) names.add(name);
  return [...names].filter((name) => !isOurs(change, held, name));
}

/** A placeholder that an unfinished run left is taken over; any other record under its key stays as it is. */
function holdsAlready({ entity, hashes }: Change, { tombstoned, data }: BeforeImage): boolean {
  const held = fieldHashes(entity, data);
  const same = Object.keys(held).every((name) => held[name] === hashes[name]);
  return !tombstoned && same && Object.keys(held).length === Object.keys(hashes).length;
}

/** Clears the mark of a placeholder that the ledger doesn't know of, when the real record is written over it. */
function overPlaceholder({ prior, placeholder }: Change, item: WriteItem, held: JsonObject): WriteItem {
  if (placeholder || prior !== undefined || held.placeholder !== true) return item;
  return { ...item, data: { placeholder: null, ...item.data } };
}

/** Whether a held field is what we last wrote, or what we are about to write. */
function isOurs({ entity, item, prior, hashes }: Change, held: JsonObject, name: string): boolean {
  const hash = fieldHash(entity, name, ownPart(held, { entity, name, system: systemOf(item.externalKey) }));
  return hash === prior?.fieldHashes[name] || hash === hashes[name];
}

/** Empty for a target that can't be asked: then every field counts as edited. */
async function lookup(deps: LaneDeps, entity: Entity, changes: readonly Change[]): Promise<ReadonlyMap<string, Held>> {
  if (deps.target.lookup === undefined || changes.length === 0) return new Map();
  const held = await deps.target.lookup(
    entity,
    changes.map(({ item }) => item.externalKey),
  );
  return new Map(held.map((one) => [one.externalKey, one]));
}

/** Nothing of the change may be written: a person edited all of it. */
export function edited(change: Change, kept: readonly string[]): WriteResult {
  const path = kept.join(', ');
  return { kind: 'refused', change, kept, problem: problem({ code: TARGET_CHANGED, path }) };
}
