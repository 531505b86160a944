/** Brings changes to the target without writing over what people edited there since our last write. */

import { TransientError } from '../errors.ts';
import type { LaneDeps } from '../extract/lane-deps.ts';
import type { ItemReceipt } from '../model/batch.ts';
import type { Entity } from '../model/entity.ts';
import { TARGET_CHANGED } from '../model/outcome.ts';
import { edited, leaveKept, reconsider } from './conflicts.ts';
import { reasonOf } from './reason.ts';
import type { Attempt, Change, Delivery } from './record-progress.ts';
import { send } from './send.ts';

/**
 * One delivery per change, in no particular order. A field that a person edited since we last wrote it is kept as it
 * is, now and in later runs until its value is ours again; a change with nothing else in it is refused. Throws
 * TransientError when nothing may be settled yet.
 */
export async function deliver(deps: LaneDeps, batch: string, changes: readonly Change[]): Promise<readonly Delivery[]> {
  const deliveries: Delivery[] = [];
  for (const entity of new Set(changes.map((change) => change.entity))) {
    const group = changes.filter((change) => change.entity === entity);
    deliveries.push(...(await deliverEntity(deps, { batch, entity }, group)));
  }
  return deliveries;
}

interface Aim {
  readonly batch: string;
  readonly entity: Entity;
}

/** Twice at most: as the ledger knows the target, then as the target says it is. */
async function deliverEntity(deps: LaneDeps, aim: Aim, changes: readonly Change[]): Promise<readonly Delivery[]> {
  const attempts = await leaveKept(deps, aim.entity, changes);
  const first = await sendAll(deps, aim, attempts);
  const conflicts = first.answered.filter(isConflict);
  const settled = [...first.empty, ...first.answered.filter((one) => !isConflict(one)).map(asDelivery)];
  if (conflicts.length === 0) return settled;

  const second = await sendAll(deps, aim, await reconsider(deps, aim.entity, conflicts));
  if (!second.answered.some(isConflict)) return [...settled, ...second.empty, ...second.answered.map(asDelivery)];
  // Edited once more in between. The target replays its first answer under the same key: the repeat must carry another.
  await deps.ledger.refuseAnswers(deps.run.run, aim.batch);
  throw new TransientError('records are being edited while they are written', { code: 'target-changing' });
}

interface Answered {
  readonly attempt: Attempt;
  readonly receipt: ItemReceipt;
}

interface Sent {
  readonly answered: readonly Answered[];
  /** Attempts with no field left to write. */
  readonly empty: readonly Delivery[];
}

/** Sends what has anything left to write. */
async function sendAll(deps: LaneDeps, aim: Aim, attempts: readonly Attempt[]): Promise<Sent> {
  const full = attempts.filter(({ refused }) => !refused);
  const items = full.map(({ item }) => item);
  const receipts = items.length === 0 ? [] : await send(deps, { ...aim, items });
  return {
    answered: full.flatMap((attempt, i) => {
      const receipt = receipts[i];
      return receipt === undefined ? [] : [{ attempt, receipt }];
    }),
    empty: attempts.filter(({ refused }) => refused).map(({ change, kept }) => edited(change, kept)),
  };
}

function isConflict({ receipt }: Answered): boolean {
  return receipt.status === 'failed' && receipt.problem?.code === TARGET_CHANGED;
}

function asDelivery({ attempt, receipt }: Answered): Delivery {
  const { change, item, kept } = attempt;
  if (receipt.status === 'superseded') return { kind: 'superseded', change, receipt };
  if (receipt.status !== 'failed') return { kind: 'written', change, item, receipt, kept };
  return { kind: 'refused', change, problem: reasonOf(receipt), kept };
}
