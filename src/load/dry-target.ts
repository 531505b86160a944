/** The target of a plan: answers every write as the real target would, from what that holds, and writes nothing there. */
import type { Held, Target } from '../connectors/port.ts';
import { FatalError } from '../errors.ts';
import type { Landing } from '../landing/port.ts';
import type { Ledger } from '../ledger/port.ts';
import type { ItemReceipt, MappedBatch, WriteItem } from '../model/batch.ts';
import type { Entity } from '../model/entity.ts';
import type { JsonObject } from '../model/json.ts';
import type { Problem } from '../model/outcome.ts';
import type { LaneRef } from '../model/run.ts';
import { sha256 } from '../sha256.ts';
import { pack } from './read-batch.ts';

/** What is known of a record that an item is for. */
export interface DryRecord {
  /** As the target holds it now; undefined: it has none. */
  readonly held: Held | undefined;
  /** The plan would have written it before. */
  readonly planned: boolean;
}

/** What the target would answer for one item; pure. */
export type DryAnswer = (entity: Entity, item: WriteItem, record: DryRecord) => ItemReceipt;

/** Of one lane of a plan. `real` is only read from: its `write` and its `putAsset` are never called. */
export interface DryParts {
  readonly ref: LaneRef;
  /** The plan's own instance. */
  readonly instance: string;
  readonly real: Target;
  readonly ledger: Pick<Ledger, 'writtenRecords'>;
  readonly landing: Landing;
  readonly answer: DryAnswer;
  /** What the live contract has against an item's fields; undefined: nothing. */
  readonly validate?: (entity: Entity, data: JsonObject, extent: 'whole' | 'partial') => Problem | undefined;
  /** Bytes of one call beyond which the target refuses it. */
  readonly mostBytes: number;
}

/** One line of a planned batch in the landing. */
export interface PlannedItem {
  readonly entity: Entity;
  readonly externalKey: string;
  readonly op: WriteItem['op'];
  readonly status: ItemReceipt['status'];
  readonly data: JsonObject;
}

/**
 * Reads go through to the real target; `write` lands what would have been written and answers from what the target holds
 * now, which nothing here changes: repeated, it answers the same. Throws FatalError `target-blind` for a target whose
 * records can't be looked up, `too-large` where the target would.
 */
export function dryTarget(parts: DryParts): Target {
  const { real } = parts;
  const { lookup, edited } = real;
  if (lookup === undefined) {
    const hint = 'a plan needs a target whose records can be looked up';
    throw new FatalError('this target does not say what it holds', { code: 'target-blind', hint });
  }
  return {
    check: () => real.check(),
    lookup: (entity, keys) => lookup.call(real, entity, keys),
    ...passed(real),
    ...(edited && { edited: (entity, system) => untouched(parts, edited.call(real, entity, system)) }),
    write: async (batch) => {
      const items = await answerAll(parts, (keys) => lookup.call(real, batch.entity, keys), batch);
      return { replayed: false, items };
    },
    putAsset: async ({ sha256: hash }, open) => {
      let bytes = 0;
      for await (const chunk of open()) bytes += chunk.byteLength;
      return { sha256: hash, bytes };
    },
  };
}

/** What only reads. */
function passed(real: Target): Partial<Target> {
  const { count, digest, contract } = real;
  return {
    ...(count && { count: (entity, system) => count.call(real, entity, system) }),
    ...(digest && { digest: (entity, system, prefix) => digest.call(real, entity, system, prefix) }),
    ...(contract && { contract: () => contract.call(real) }),
  };
}

/**
 * Keys of records that people edited and the plan leaves alone. What it would write can't be told from an edit by comparing
 * the target with it; edits of those show when they are written.
 */
async function* untouched({ ledger, instance, ref }: DryParts, pages: AsyncIterable<readonly string[]>) {
  for await (const keys of pages) {
    const own = (await ledger.writtenRecords(instance, keys)).filter(({ run }) => run === ref.run);
    const written = new Set(own.map(({ externalKey }) => externalKey));
    const left = keys.filter((key) => !written.has(key));
    if (left.length > 0) yield left;
  }
}

type LookUp = (keys: readonly string[]) => Promise<readonly Held[]>;

async function answerAll(parts: DryParts, lookUp: LookUp, batch: MappedBatch): Promise<readonly ItemReceipt[]> {
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
  await landPlanned(parts, entity, answered);
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

function refuseLarge({ mostBytes }: DryParts, items: readonly WriteItem[]): void {
  if (Buffer.byteLength(JSON.stringify({ items })) <= mostBytes) return;
  throw new FatalError('the target would refuse a call of this size', { code: 'too-large' });
}

function answerOne(
  parts: DryParts,
  entity: Entity,
  { item, record }: { readonly item: WriteItem; readonly record: DryRecord },
): ItemReceipt {
  const receipt = parts.answer(entity, item, record);
  if (receipt.status === 'failed' || item.op === 'tombstone') return receipt;
  const extent = record.held === undefined && !record.planned ? 'whole' : 'partial';
  const problem = parts.validate?.(entity, item.data, extent);
  if (problem === undefined) return receipt;
  const { externalKey, before } = receipt;
  return { externalKey, before, status: 'failed', problem: { ...problem, retryable: false } };
}

/**
 * For the report. The same items with the same answers give the same addresses, which sort by how often the plan would have
 * written the record: of one record, later writes come after earlier ones.
 */
async function landPlanned({ ref, landing }: DryParts, entity: Entity, answered: readonly Answered[]): Promise<void> {
  const byTime = new Map<number, string[]>();
  for (const { item, receipt, time } of answered) {
    const { externalKey, op, data } = item;
    const planned: PlannedItem = { entity, externalKey, op, status: receipt.status, data };
    const lines = byTime.get(time) ?? [];
    byTime.set(time, lines);
    lines.push(JSON.stringify(planned));
  }
  for (const [time, lines] of byTime) {
    const text = `${lines.join('\n')}\n`;
    const name = `${String(time).padStart(6, '0')}-${sha256(text).slice(0, 32)}`;
    await landing.putIfAbsent(`${ref.run}/${ref.lane}/planned/${name}.ndjson.gz`, await pack(text));
  }
}
