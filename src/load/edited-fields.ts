/** Finds the fields of a record that people edited: those whose value in the target isn't what we last wrote. */
import type { Held } from '../connectors/target-capabilities.ts';
import type { LaneDeps } from '../extract/lane-deps.ts';
import type { WrittenRecord } from '../ledger/records/rows.ts';
import { systemOf } from '../model/record.ts';
import { fieldHash, ownPart } from './fingerprints.ts';

/** A record by its external key, and the names of the fields that people edited. */
export interface EditedRecord {
  readonly key: string;
  /** Empty when the target can't be asked, or the edit touches nothing of ours. */
  readonly fields: readonly string[];
}

/** One answer per key; at most 1,000 keys. */
export async function editedFields(deps: LaneDeps, keys: readonly string[]): Promise<readonly EditedRecord[]> {
  const { target, ledger, lane, run } = deps;
  const held = target.lookup === undefined ? [] : await target.lookup(lane.entity, keys);
  const heldByKey = new Map(held.map((one) => [one.externalKey, one]));
  const written = await ledger.writtenRecords(run.targetInstance, keys);
  const writtenByKey = new Map(written.map((row) => [row.externalKey, row]));
  return keys.map((key) => ({ key, fields: differing(heldByKey.get(key), writtenByKey.get(key)) }));
}

function differing(held: Held | undefined, written: WrittenRecord | undefined): readonly string[] {
  if (held === undefined || written === undefined) return [];
  const system = systemOf(held.externalKey);
  const names = new Set([...Object.keys(held.data), ...Object.keys(written.fieldHashes)]);
  return [...names].filter((name) => {
    const value = ownPart(held.data, { entity: written.entity, name, system });
    return fieldHash(written.entity, name, value) !== written.fieldHashes[name];
  });
}
