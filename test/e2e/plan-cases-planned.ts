/** Holds what a plan said it would write against what the console holds after the run: neither goes through the ledger. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { type Ferry, type Fields, type Held, type Json, listAll } from './recount.ts';

const planned = z.object({
  entity: z.string(),
  externalKey: z.string(),
  op: z.string(),
  status: z.string(),
  data: z.record(z.string(), z.json()),
});

interface Planned {
  readonly entity: string;
  readonly key: string;
  /** What the record's fields would be afterwards, as far as the plan would write them. */
  readonly fields: Fields;
}

/** What would have been written, folded to one entry a record: a patch of the second pass comes after the first write. */
export function plannedWrites(home: string, run: string): readonly Planned[] {
  const root = path.join(home, 'landing', run);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\/planned\/.*\.ndjson\.gz$/.test(file),
  );
  const byKey = new Map<string, Planned>();
  for (const file of files.sort()) {
    for (const line of gunzipSync(readFileSync(path.join(root, file)))
      .toString('utf8')
      .split('\n')) {
      if (line === '') continue;
      const { entity, externalKey, status, data } = planned.parse(JSON.parse(line));
      if (status === 'failed' || status === 'superseded') continue;
      const known = byKey.get(externalKey);
      byKey.set(externalKey, { entity, key: externalKey, fields: { ...known?.fields, ...data } });
    }
  }
  return [...byKey.values()];
}

export interface Mismatch {
  readonly key: string;
  readonly field: string;
  readonly planned: Json;
  readonly held: Json;
}

/** Fields that the console holds otherwise than the plan said; empty when it holds what was planned. */
export async function mismatches(ferry: Ferry, writes: readonly Planned[]): Promise<readonly Mismatch[]> {
  const entities = [...new Set(writes.map(({ entity }) => entity))];
  const held = new Map<string, Held>();
  for (const entity of entities) for (const [key, one] of await listAll(ferry, entity)) held.set(key, one);
  return writes.flatMap(({ key, fields }) =>
    Object.entries(fields).flatMap(([field, value]) => {
      const there = ownOf(key, held.get(key)?.data[field] ?? null);
      return sorted(value) === sorted(there) ? [] : [{ key, field, planned: value, held: there }];
    }),
  );
}

const child = z.looseObject({ externalId: z.string() });

/** What the record's own system wrote: people's comments stand in the same list, under keys of the console. */
function ownOf(key: string, value: Json): Json {
  if (!Array.isArray(value)) return value;
  return value.filter((one) => {
    const { success, data } = child.safeParse(one);
    return !success || systemOf(data.externalId) === systemOf(key);
  });
}

function systemOf(key: string): string {
  return key.slice(0, key.indexOf(':'));
}

/** Names in order; lists as they are. */
function sorted(value: Json): string {
  return JSON.stringify(value, (_name, member: Json) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
