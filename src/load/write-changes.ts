/** Writes changes to the target without overwriting what people edited there since our last write. */
import { TransientError } from '../errors.ts';
import type { LaneDeps } from '../extract/lane-deps.ts';
import type { ItemReceipt } from '../model/batch.ts';
import type { Entity } from '../model/entity.ts';
import { TARGET_CHANGED } from '../model/outcome.ts';
import { edited, leaveKept, reconsider } from './conflicts.ts';
import { reasonOf } from './refusal-reason.ts';
import { send } from './send.ts';
import type { Attempt, Change, WriteResult } from './step-types.ts';

/**
 * One result per change, in no particular order. A field that a person edited since we last wrote it is kept as it
 * is, now and in later runs until its value is ours again; a change of such fields alone is refused. Throws
 * TransientError when nothing may be settled yet.
 */
export async function writeChanges(
  deps: LaneDeps,
  batch: string,
  changes: readonly Change[],
): Promise<readonly WriteResult[]> {
  const results: WriteResult[] = [];
  for (const entity of new Set(changes.map((change) => change.entity))) {
    const group = changes.filter((change) => change.entity === entity);
    results.push(...(await writeEntity(deps, { batch, entity }, group)));
  }
  return results;
}

interface Destination {
  readonly batch: string;
  readonly entity: Entity;
}

/** Sends twice at most: with the etags that the ledger knows, then with those that the target answered. */
async function writeEntity(
  deps: LaneDeps,
  to: Destination,
  changes: readonly Change[],
): Promise<readonly WriteResult[]> {
  const attempts = await leaveKept(deps, to.entity, changes);
  const first = await sendAll(deps, to, attempts);
  const conflicts = first.answered.filter(isConflict);
  const settled = [...first.empty, ...first.answered.filter((one) => !isConflict(one)).map(asResult)];
  if (conflicts.length === 0) return settled;

  const second = await sendAll(deps, to, await reconsider(deps, to.entity, conflicts));
  if (!second.answered.some(isConflict)) return [...settled, ...second.empty, ...second.answered.map(asResult)];
  // Edited once more in between. Under the same key the target would replay its first answer: the repeat needs another key.
  await deps.ledger.refuseAnswers(deps.run.run, to.batch);
  throw new TransientError('records are being edited while they are written', { code: 'target-changing' });
}

interface Answered {
  readonly attempt: Attempt;
  readonly receipt: ItemReceipt;
}

interface Sent {
  readonly answered: readonly Answered[];
  /** Attempts with no field left to write. */
  readonly empty: readonly WriteResult[];
}

/** Sends what has anything left to write. */
async function sendAll(deps: LaneDeps, to: Destination, attempts: readonly Attempt[]): Promise<Sent> {
  const full = attempts.filter(({ refused }) => !refused);
  const items = full.map(({ item }) => item);
  const receipts = items.length === 0 ? [] : await send(deps, { ...to, items });
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

function asResult({ attempt, receipt }: Answered): WriteResult {
  const { change, item, kept } = attempt;
  if (receipt.status === 'superseded') return { kind: 'superseded', change, receipt };
  if (receipt.status !== 'failed') return { kind: 'written', change, item, receipt, kept };
  return { kind: 'refused', change, problem: reasonOf(receipt), kept };
}
