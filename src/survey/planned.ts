/** Reads back what a plan would have written. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { z } from 'zod';
import type { Landing } from '../landing/port.ts';
import type { JsonObject } from '../model/json.ts';
import type { LaneRef } from '../model/run.ts';

const unzip = promisify(gunzip);
const MAX_BYTES = 512 * 1024 * 1024;

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
export async function* plannedWrites(landing: Landing, { run, lane }: LaneRef): AsyncGenerator<PlannedWrite> {
  for (const address of await landing.list(`${run}/${lane}/planned`)) {
    const text = (await unzip(await landing.get(address), { maxOutputLength: MAX_BYTES })).toString('utf8');
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const { status, entity, externalKey, data } = item.parse(JSON.parse(line));
      if (status !== 'failed' && status !== 'superseded') yield { entity, externalKey, data };
    }
  }
}
