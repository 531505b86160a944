/** Landed writes of a plan: what it would have written to the target. */
import { z } from 'zod';
import type { ItemReceipt, WriteItem } from '../model/batch.ts';
import type { Entity } from '../model/entity.ts';
import type { JsonObject } from '../model/json.ts';
import type { LaneRef } from '../model/run.ts';
import { sha256 } from '../sha256.ts';
import { plannedAddress, plannedFolder } from './addresses.ts';
import { packLines, unpackLines } from './lines.ts';
import type { Landing } from './port.ts';

/** One line: an item, and how the target would have answered it. */
export interface PlannedItem {
  readonly entity: Entity;
  readonly externalKey: string;
  readonly op: WriteItem['op'];
  readonly status: ItemReceipt['status'];
  readonly data: JsonObject;
}

/**
 * Lands items that the plan would have written for the `time`-th time, from 0. The same items give the same address, and
 * addresses sort by time: of one record, later writes come after earlier ones.
 */
export async function landPlanned(
  landing: Pick<Landing, 'putIfAbsent'>,
  ref: LaneRef,
  { time, items }: { readonly time: number; readonly items: readonly PlannedItem[] },
): Promise<void> {
  const lines = items.map((item) => JSON.stringify(item));
  const hash = sha256(`${lines.join('\n')}\n`);
  await landing.putIfAbsent(plannedAddress(ref, { time, hash }), await packLines(lines));
}

const item = z.object({
  entity: z.string(),
  externalKey: z.string(),
  op: z.string(),
  status: z.string(),
  data: z.record(z.string(), z.json()),
});

/** What would be sent for one record: all fields of a new one, else those that change; null clears one. */
export interface PlannedWrite {
  readonly entity: string;
  readonly externalKey: string;
  readonly data: JsonObject;
}

/** Writes that the target would take; of one record, later ones after earlier ones. */
export async function* plannedWrites(landing: Landing, ref: LaneRef): AsyncGenerator<PlannedWrite> {
  for (const address of await landing.list(plannedFolder(ref))) {
    for (const line of await unpackLines(await landing.get(address))) {
      const { status, entity, externalKey, data } = item.parse(JSON.parse(line));
      if (status !== 'failed' && status !== 'superseded') yield { entity, externalKey, data };
    }
  }
}
