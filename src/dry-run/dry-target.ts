/** The target of a plan: answers every write as the real target would, from what that holds, and writes nothing there. */
import type { Target } from '../connectors/port.ts';
import type { Held, SimulatedRecord, Simulation } from '../connectors/target-capabilities.ts';
import { FatalError } from '../errors.ts';
import { landPlanned, type PlannedItem } from '../landing/planned.ts';
import type { Landing } from '../landing/port.ts';
import type { Ledger } from '../ledger/port.ts';
import type { ItemReceipt, MappedBatch, WriteItem } from '../model/batch.ts';
import type { Entity } from '../model/entity.ts';
import type { JsonObject } from '../model/json.ts';
import type { Problem } from '../model/outcome.ts';
import type { LaneRef } from '../model/run.ts';

/** What a dry target of one lane needs. `real` is only read from: its `write` and its `putAsset` are never called. */
export interface DryTargetOptions {
  readonly ref: LaneRef;
  /** The name under which the plan's own copy of the record map is kept. */
  readonly instance: string;
  readonly real: Target;
  readonly ledger: Pick<Ledger, 'writtenRecords'>;
  readonly landing: Landing;
  /** The first problem that the live contract has with an item's fields; undefined: none. */
  readonly validate?: (entity: Entity, data: JsonObject, extent: 'whole' | 'partial') => Problem | undefined;
}

/**
 * Reads go through to the real target; `write` lands what would have been written and answers from what the target holds
 * now, which nothing here changes: repeated, it answers the same. Throws FatalError `target-blind` for a target whose
 * records can't be looked up or whose answers can't be simulated, `too-large` where the target would.
 *
 * ```ts
 * const target = dryTarget({ ref, instance: run.targetInstance, real, ledger, landing });
 * await target.write(batch); // lands the items, answers `created`, `updated` or `failed`, writes nothing
 * ```
 */
export function dryTarget(parts: DryTargetOptions): Target {
  const { real } = parts;
  const { lookup, edited, simulation } = real;
  if (lookup === undefined || simulation === undefined) {
    const hint = 'a plan needs a target whose records can be looked up, and whose answers can be simulated';
    throw new FatalError('this target does not say what it holds or would answer', { code: 'target-blind', hint });
  }
  return {
    check: () => real.check(),
    lookup: (entity, keys) => lookup.call(real, entity, keys),
    ...readingMethods(real),
    ...(edited && { edited: (entity, system) => untouched(parts, edited.call(real, entity, system)) }),
    write: async (batch) => {
      const items = await answerAll({ ...parts, simulation }, (keys) => lookup.call(real, batch.entity, keys), batch);
      return { replayed: false, items };
    },
    putAsset: async ({ sha256: hash }, open) => {
      let bytes = 0;
      for await (const chunk of open()) bytes += chunk.byteLength;
      return { sha256: hash, bytes };
    },
  };
}

/** The optional methods of the real target that only read. */
function readingMethods(real: Target): Partial<Target> {
  const { count, digest, contract, links } = real;
  return {
    ...(links && { links }),
    ...(count && { count: (entity, system) => count.call(real, entity, system) }),
    ...(digest && { digest: (entity, system, prefix) => digest.call(real, entity, system, prefix) }),
    ...(contract && { contract: () => contract.call(real) }),
  };
}

/**
 * Keys of records that people edited and the plan leaves alone. What it would write can't be told from an edit by comparing
 * the target with it; edits of those show when they are written.
 */
async function* untouched({ ledger, instance, ref }: DryTargetOptions, pages: AsyncIterable<readonly string[]>) {
  for await (const keys of pages) {
    const own = (await ledger.writtenRecords(instance, keys)).filter(({ run }) => run === ref.run);
    const written = new Set(own.map(({ externalKey }) => externalKey));
    const left = keys.filter((key) => !written.has(key));
    if (left.length > 0) yield left;
  }
}

type LookUp = (keys: readonly string[]) => Promise<readonly Held[]>;

/** The options once the target is known to simulate its answers. */
interface Simulating extends DryTargetOptions {
  readonly simulation: Simulation;
}

async function answerAll(parts: Simulating, lookUp: LookUp, batch: MappedBatch): Promise<readonly ItemReceipt[]> {
  const { entity, items } = batch;
  refuseLarge(parts, items);
  const keys = [...new Set(items.map(({ externalKey }) => externalKey))];
  const [held, written] = await Promise.all([lookUp(keys), parts.ledger.writtenRecords(parts.instance, keys)]);
  const there = new Map(held.map((one) => [one.externalKey, one]));
  const own = written.filter(({ run }) => run === parts.ref.run);
  const times = new Map(own.map(({ externalKey, etag }) => [externalKey, timesOf(etag)]));
  const answered = items.map((item): Answered => {
    const before = times.get(item.externalKey) ?? 0;
    const receipt = answerOne(parts, entity, {
      item,
      record: { held: there.get(item.externalKey), planned: before > 0 },
    });
    if (receipt.etag === undefined) return { item, receipt, time: before + 1 };
    times.set(item.externalKey, before + 1);
    return { item, receipt: { ...receipt, etag: etagOf(before + 1) }, time: before + 1 };
  });
  await keepPlanned(parts, entity, answered);
  return answered.map(({ receipt }) => receipt);
}

interface Answered {
  readonly item: WriteItem;
  readonly receipt: ItemReceipt;
  /** Which write of the plan to this record it is, from 1. */
  readonly time: number;
}

/** The version it would be has no etag yet; nothing is ever held to this one. It counts what the plan would write to a record. */
function etagOf(time: number): string {
  return `planned-${time}`;
}

function timesOf(etag: string): number {
  return Number(/^planned-(\d+)$/.exec(etag)?.[1] ?? 1);
}

function refuseLarge({ simulation }: Simulating, items: readonly WriteItem[]): void {
  if (Buffer.byteLength(JSON.stringify({ items })) <= simulation.maxCallBytes) return;
  throw new FatalError('the target would refuse a call of this size', { code: 'too-large' });
}

function answerOne(
  parts: Simulating,
  entity: Entity,
  { item, record }: { readonly item: WriteItem; readonly record: SimulatedRecord },
): ItemReceipt {
  const receipt = parts.simulation.answer(entity, item, record);
  if (receipt.status === 'failed' || item.op === 'tombstone') return receipt;
  const extent = record.held === undefined && !record.planned ? 'whole' : 'partial';
  const problem = parts.validate?.(entity, item.data, extent);
  if (problem === undefined) return receipt;
  const { externalKey, before } = receipt;
  return { externalKey, before, status: 'failed', problem: { ...problem, retryable: false } };
}

/** For the report: what would have been written, grouped by which write of its record it is. */
async function keepPlanned(
  { ref, landing }: DryTargetOptions,
  entity: Entity,
  answered: readonly Answered[],
): Promise<void> {
  const byTime = new Map<number, PlannedItem[]>();
  for (const { item, receipt, time } of answered) {
    const { externalKey, op, data } = item;
    const items = byTime.get(time) ?? [];
    byTime.set(time, items);
    items.push({ entity, externalKey, op, status: receipt.status, data });
  }
  for (const [time, items] of byTime) await landPlanned(landing, ref, { time, items });
}
