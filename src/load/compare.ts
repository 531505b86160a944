/** Compares what the sources say with what was last written: only the difference becomes a change. */

import type { LaneDeps } from '../extract/lane-deps.ts';
import type { Contribution, WrittenRecord } from '../ledger/records/rows.ts';
import type { WriteItem } from '../model/batch.ts';
import { canonicalJson } from '../model/canonical.ts';
import { MASTERS } from '../model/entity.ts';
import type { JsonObject, JsonValue } from '../model/json.ts';
import { fieldHashes } from './fingerprints.ts';
import { type Change, partition, type Ready } from './step-types.ts';
import { addIdentities, mergeContributions } from './survivorship.ts';

/** A record compared with what was last written of it. With neither a change nor a contribution nothing is left to do. */
export interface Compared {
  readonly record: Ready;
  /** Undefined: the target holds all of it already. */
  readonly change: Change | undefined;
  /** What this source says, when that is kept for merging and new. */
  readonly contribution: Contribution | undefined;
  /** Fields that the target holds and this reading says nothing of: they are left. */
  readonly unsaid: readonly string[];
}

/** One comparison per record, in order. Masters are merged with what other sources say about them. */
export async function compareAll(deps: LaneDeps, records: readonly Ready[]): Promise<readonly Compared[]> {
  const keys = records.map(({ externalKey }) => externalKey);
  const written = await deps.ledger.writtenRecords(deps.run.targetInstance, keys);
  const priors = new Map(written.map((row) => [row.externalKey, row]));
  const others = await contributionsOf(deps, keys);
  return records.map((record) => compare(deps, record, { priors, others }));
}

/**
 * What the sources contributed to each record, by external key; nothing for entities that only one source can know. After
 * them come the contributions of records that a person merged into it, under their own keys: it gains their identities.
 */
export async function contributionsOf(
  deps: LaneDeps,
  externalKeys: readonly string[],
): Promise<ReadonlyMap<string, readonly Contribution[]>> {
  if (!MASTERS.includes(deps.lane.entity)) return new Map();
  const { ledger, run, lane } = deps;
  const rows = await ledger.contributions(run.targetInstance, externalKeys);
  const gained = lane.entity === 'person' ? await ledger.mergedContributions(run.targetInstance, externalKeys) : [];
  const byKey = new Map<string, Contribution[]>();
  for (const row of rows) byKey.set(row.externalKey, [...(byKey.get(row.externalKey) ?? []), row]);
  for (const { by, ...row } of gained) byKey.set(by, [...(byKey.get(by) ?? []), row]);
  return byKey;
}

interface Known {
  readonly priors: ReadonlyMap<string, WrittenRecord>;
  readonly others: ReadonlyMap<string, readonly Contribution[]>;
}

function compare(deps: LaneDeps, record: Ready, { priors, others }: Known): Compared {
  const prior = priors.get(record.externalKey);
  const known = others.get(record.externalKey) ?? [];
  const unsaid = unsaidOf(record, prior);
  const fields = without(record.fields, unsaid);
  const merged = mergeOwn(deps, known, { externalKey: record.externalKey, fields, unsaid });
  // What this lane said of a master before is part of what was merged.
  const left = MASTERS.includes(deps.lane.entity) ? [] : unsaid;
  const change = changeOf(deps, { externalKey: record.externalKey, fields: merged.fields, prior, unsaid: left });
  const alone = known.every(
    ({ source, externalKey }) => source === deps.lane.source || externalKey !== record.externalKey,
  );
  const version = alone && record.externalKey === record.mapped.externalKey ? record.mapped.version : undefined;
  return {
    record,
    unsaid,
    contribution: merged.contribution,
    change: change && { ...change, item: { ...change.item, ...(version !== undefined && { sourceVersion: version }) } },
  };
}

/** A record that isn't there yet, or not any more, is made of all that is known. */
function unsaidOf({ mapped }: Ready, prior: WrittenRecord | undefined): readonly string[] {
  if (mapped.unsaid === undefined || prior === undefined || prior.tombstoned) return [];
  return mapped.unsaid;
}

function without(fields: JsonObject, names: readonly string[]): JsonObject {
  if (names.length === 0) return fields;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/** Replaces what this lane contributed before by its fields now, and merges the contributions of all. */
export function mergeOwn(
  deps: LaneDeps,
  known: readonly Contribution[],
  own: { readonly externalKey: string; readonly fields: JsonObject; readonly unsaid?: readonly string[] },
): { readonly fields: JsonObject; readonly contribution: Contribution | undefined } {
  const { source, lane, entity, precedence } = deps.lane;
  if (!MASTERS.includes(entity)) return { fields: present(own.fields), contribution: undefined };
  const [gained, direct] = partition(known, (one): one is Contribution => one.externalKey !== own.externalKey);
  const before = direct.find((one) => one.lane === lane && one.source === source);
  const saidBefore = Object.entries(before?.fields ?? {}).filter(([name]) => own.unsaid?.includes(name) === true);
  const fields = { ...Object.fromEntries(saidBefore), ...present(own.fields) };
  const contribution = { externalKey: own.externalKey, source, lane, fields };
  const all = [...direct.filter((one) => one !== before), contribution];
  const same = before !== undefined && canonicalJson(before.fields) === canonicalJson(fields);
  return {
    fields: addIdentities(mergeContributions(own.externalKey, all, precedence), gained),
    contribution: same ? undefined : contribution,
  };
}

/** Null and absent mean the same; absent is what is compared and merged. */
function present(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** What a record shall hold, null being the same as absent; `prior` undefined: we never wrote it. */
export interface Wanted {
  readonly externalKey: string;
  /** All fields the target shall hold of ours. */
  readonly fields: JsonObject;
  readonly prior: WrittenRecord | undefined;
  /** Fields that stay as they were written. */
  readonly unsaid?: readonly string[];
}

/** The write that brings a record from what was written to what is wanted; undefined when nothing differs. */
export function changeOf(deps: LaneDeps, { externalKey, fields, prior, unsaid = [] }: Wanted): Change | undefined {
  const { entity } = deps.lane;
  const left = Object.entries(prior?.fieldHashes ?? {}).filter(([name]) => unsaid.includes(name));
  const hashes = { ...fieldHashes(entity, fields), ...Object.fromEntries(left) };
  if (prior?.tombstoned === true) return restored(deps, { externalKey, fields, prior }, hashes);
  const data = prior === undefined ? present(fields) : difference(fields, hashes, prior);
  if (prior !== undefined && Object.keys(data).length === 0) return undefined;
  const item: WriteItem = { op: 'upsert', externalKey, ...precondition(deps.run.run, prior), data };
  return { entity, item, hashes, prior, whole: present(fields), placeholder: false };
}

/** A record that we tombstoned as a duplicate exists by itself again, with all its fields. */
function restored(
  deps: LaneDeps,
  { externalKey, fields, prior }: Wanted & { readonly prior: WrittenRecord },
  hashes: Change['hashes'],
): Change {
  const whole = present(fields);
  const gone = Object.keys(prior.fieldHashes).filter((name) => !Object.hasOwn(hashes, name));
  const data = { ...whole, ...Object.fromEntries(gone.map((name) => [name, null])) };
  const item: WriteItem = { op: 'restore', externalKey, ...precondition(deps.run.run, prior), data };
  return { entity: deps.lane.entity, item, hashes, prior, whole, placeholder: false };
}

/** As `changeOf`, when only some fields are compared and the others stay as they were written. */
export function patchChange(
  deps: LaneDeps,
  { externalKey, fields, prior }: Wanted & { readonly prior: WrittenRecord },
): Change | undefined {
  const { entity } = deps.lane;
  const others = Object.entries(prior.fieldHashes).filter(([name]) => !Object.hasOwn(fields, name));
  const hashes = { ...Object.fromEntries(others), ...fieldHashes(entity, fields) };
  const data = difference(fields, hashes, prior);
  if (Object.keys(data).length === 0) return undefined;
  const item: WriteItem = { op: 'upsert', externalKey, ...precondition(deps.run.run, prior), data };
  return { entity, item, hashes, prior, whole: present(fields), placeholder: false };
}

/** Fields that differ, and null for those the sources no longer have. */
function difference(fields: JsonObject, hashes: Readonly<Record<string, string>>, prior: WrittenRecord): JsonObject {
  const changed = Object.keys(hashes).filter((name) => hashes[name] !== prior.fieldHashes[name]);
  const gone = Object.keys(prior.fieldHashes).filter((name) => !Object.hasOwn(hashes, name));
  const entry = (name: string): [string, JsonValue] => [name, fields[name] ?? null];
  return Object.fromEntries([...changed, ...gone].map(entry));
}

/**
 * The etag of the newest version that this run did not write: after our own write of this run, the one from before it.
 * A target that keeps no etags can't be held to one.
 */
export function precondition(run: string, prior: WrittenRecord | undefined): { readonly ifMatch?: string } {
  if (prior === undefined) return { ifMatch: 'none' };
  const etag = prior.run === run ? prior.baseEtag : prior.etag;
  return etag === '' ? {} : { ifMatch: etag };
}
