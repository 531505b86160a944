/** Sends items so that the ledger knows of every write: intent first, calls of bounded size, a refused call bisected down to the record. */
import { FatalError, TransientError } from '../errors.ts';
import type { LaneDeps } from '../extract/lane-deps.ts';
import type { Intent } from '../ledger/batches/rows.ts';
import { problem } from '../messages/make.ts';
import type { ItemReceipt, WriteItem } from '../model/batch.ts';
import type { Entity } from '../model/entity.ts';
import { sha256 } from '../sha256.ts';
import { hashOf } from './fingerprints.ts';

/** The most that one call holds: every target must take as much. */
const MAX_ITEMS = 1000;
const MAX_BYTES = 8 * 1024 * 1024;

/** Refusals of a whole call that may be about one record in it. */
const ABOUT_RECORDS = ['too-large', 'contract', 'request-refused'] as const;
type Refusal = FatalError & { readonly code: (typeof ABOUT_RECORDS)[number] };

function isAboutRecords(error: unknown): error is Refusal {
  return error instanceof FatalError && ABOUT_RECORDS.some((code) => code === error.code);
}

/** Items of one batch in the order they must arrive, any number of them: calls are cut to size. */
export interface Sending {
  readonly batch: string;
  readonly entity: Entity;
  readonly items: readonly WriteItem[];
}

/**
 * One receipt per item, in order; an item the target can't take has status `failed`. Throws TransientError when the
 * target couldn't be asked or wants to be asked again: nothing may be settled then.
 */
export async function send(deps: LaneDeps, sending: Sending): Promise<readonly ItemReceipt[]> {
  const receipts: ItemReceipt[] = [];
  for (const items of chunks(sending.items)) {
    deps.heartbeat();
    receipts.push(...(await call(deps, { ...sending, items })));
  }
  return receipts;
}

/** In order, since items of one key must arrive as they were read. */
function chunks(items: readonly WriteItem[]): readonly (readonly WriteItem[])[] {
  const made: WriteItem[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = JSON.stringify(item).length;
    const last = made.at(-1);
    if (last === undefined || last.length >= MAX_ITEMS || bytes + size > MAX_BYTES) {
      made.push([item]);
      bytes = size;
    } else {
      last.push(item);
      bytes += size;
    }
  }
  return made;
}

/** One call, or its halves when it is refused. */
async function call(deps: LaneDeps, sending: Sending): Promise<readonly ItemReceipt[]> {
  try {
    return await write(deps, sending);
  } catch (error) {
    if (!isAboutRecords(error)) throw error;
    return bisect(deps, sending, error);
  }
}

async function bisect(deps: LaneDeps, sending: Sending, error: Refusal): Promise<readonly ItemReceipt[]> {
  const [only] = sending.items;
  if (only === undefined) return [];
  if (sending.items.length === 1) return [refused(only, error)];
  const middle = Math.ceil(sending.items.length / 2);
  const halves = [sending.items.slice(0, middle), sending.items.slice(middle)];
  const receipts: ItemReceipt[] = [];
  for (const items of halves) receipts.push(...(await call(deps, { ...sending, items })));
  // A target that refuses every single record has another problem: stop, instead of quarantining the whole lane.
  const all = receipts.every(({ status, problem }) => status === 'failed' && problem?.code === error.code);
  if (all && error.code === 'request-refused') throw error;
  return receipts;
}

function refused(item: WriteItem, { code }: Refusal): ItemReceipt {
  const why = code === 'contract' ? problem({ code, path: '', params: { why: 'call' } }) : problem({ code, path: '' });
  return { externalKey: item.externalKey, status: 'failed', before: null, problem: { ...why, retryable: false } };
}

/** The intent is committed before the target is called. */
async function write(deps: LaneDeps, { batch, entity, items }: Sending): Promise<readonly ItemReceipt[]> {
  const run = deps.run.run;
  const intent: Intent = {
    run,
    lane: deps.lane.lane,
    batch,
    entity,
    idempotencyKey: sha256(`${run}\n${batch}\n${entity}\n${contentHash(items)}`),
    externalKeys: items.map(({ externalKey }) => externalKey),
  };
  const { refusals } = await deps.ledger.recordIntent(intent);
  const key = refusals === 0 ? intent.idempotencyKey : `${intent.idempotencyKey}-${refusals}`;
  const receipt = await deps.target.write({ entity, run, items }, key);
  if (receipt.items.length !== items.length) {
    throw new FatalError('the target answered for another number of items than were sent', {
      code: 'receipt-incomplete',
    });
  }
  const again = receipt.items.find(({ status, problem }) => status === 'failed' && problem?.retryable === true);
  if (again === undefined) return receipt.items;
  await deps.ledger.refuseAnswers(run, batch);
  throw new TransientError(`the target wants to be asked again (${again.problem?.code})`, { code: 'target-busy' });
}

/** Over everything that the items say: the same write always gets the same idempotency key. */
function contentHash(items: readonly WriteItem[]): string {
  return sha256(
    items
      .map(({ op, externalKey, ifMatch, sourceVersion, data }) =>
        hashOf([op, externalKey, ifMatch ?? null, sourceVersion ?? null, data]),
      )
      .join('\n'),
  );
}
