/** Simulates the console's answer to an item: its own rules, applied to the record as it holds it. */

import { applyItem, type RecordState } from '../../console/apply.ts';
import type { ItemReceipt, WriteItem } from '../../model/batch.ts';
import type { Entity } from '../../model/entity.ts';
import { sha256 } from '../../sha256.ts';
import type { Held, SimulatedRecord, Simulation } from '../target-capabilities.ts';
import { itemProblem } from './item-problem.ts';

/**
 * The contract of a bulk import as the reference console keeps it. References aren't looked at: they were resolved to
 * records that exist or that the plan would have written. What the plan would have written to a record before counts as
 * there, without its contents: an item for it has only the fields that differ from them.
 */
export const consoleSimulation: Simulation = {
  maxCallBytes: 64 * 1024 * 1024,
  answer: (entity, item, record) => answer(entity, item, record),
};

function answer(entity: Entity, item: WriteItem, record: SimulatedRecord): ItemReceipt {
  const { held } = record;
  const before = held === undefined ? null : { etag: held.etag, tombstoned: held.tombstoned, data: held.data };
  const wire = { ...item, externalId: item.externalKey };
  const applied = applyItem(wire, stateOf(record), { entity, sha256, dangling: () => [] });
  const { status, state, contentHash, problem } = applied;
  if (status === 'failed' || status === 'skipped') {
    return {
      externalKey: item.externalKey,
      status: 'failed',
      before,
      ...(problem && { problem: itemProblem(problem) }),
    };
  }
  return {
    externalKey: item.externalKey,
    status: statusAfter(status, item, record),
    ...(held !== undefined && { id: held.id }),
    ...(state && { etag: state.etag }),
    ...(contentHash !== undefined && { contentHash }),
    before,
  };
}

/** What differs from an earlier write of the plan changes the record, even back to what the target holds now. */
function statusAfter(
  status: ItemReceipt['status'],
  { data }: WriteItem,
  { planned }: SimulatedRecord,
): ItemReceipt['status'] {
  return planned && status === 'unchanged' && Object.keys(data).length > 0 ? 'updated' : status;
}

function stateOf({ held, planned }: SimulatedRecord): RecordState | undefined {
  if (held !== undefined) return heldState(held);
  if (!planned) return undefined;
  const none = { number: 1, etag: '1-', contentHash: '', importedHash: '', tombstoned: false };
  return { ...none, sourceVersions: {}, data: {}, imported: {}, before: null };
}

/** Imports and edits are not distinguished: a plan only needs to know what would be there afterwards. */
function heldState({ etag, contentHash, tombstoned, sourceVersions = {}, data }: Held): RecordState {
  const number = Number(/^\d+/.exec(etag)?.[0] ?? '1');
  const now = { etag, tombstoned, data };
  return { ...now, number, contentHash, importedHash: contentHash, sourceVersions, imported: data, before: now };
}
