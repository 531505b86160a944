/** A target in memory that behaves as the console does: versions, before-images, preconditions, children, stored answers. */
import { createHash, randomUUID } from 'node:crypto';
import type { Target } from '../../src/connectors/port.ts';
import type { Held } from '../../src/connectors/target-capabilities.ts';
import { FatalError } from '../../src/errors.ts';
import type { BeforeImage, ItemReceipt, MappedBatch, Receipt, WriteItem } from '../../src/model/batch.ts';
import { fingerprint } from '../../src/model/canonical.ts';
import { CHILDREN, type Entity } from '../../src/model/entity.ts';
import { isObject, type JsonObject, type JsonValue } from '../../src/model/json.ts';
import { systemOf } from '../../src/model/record.ts';

interface Version extends BeforeImage {
  /** Null: a person. */
  readonly run: string | null;
  readonly sourceVersion: string | undefined;
}

export interface MemoryTarget extends Target {
  /** Edits as a person would. */
  edit(entity: Entity, key: string, fields: JsonObject): void;
  data(entity: Entity, key: string): JsonObject | undefined;
  tombstoned(entity: Entity, key: string): boolean;
  /** Keys that exist, sorted. */
  keys(entity: Entity): readonly string[];
  /** Every item that arrived, stored answers not counted. */
  readonly items: WriteItem[];
  /** Everything held, in a form that can be compared. */
  dump(): unknown;
  readonly assets: Map<string, Buffer>;
  /** Returns the item's problem code to have it refused, or undefined. */
  refuse: (item: WriteItem) => { code: string; retryable: boolean } | undefined;
  /** Throws to refuse a call as a whole. */
  before: (batch: MappedBatch) => void;
}

export function memoryTarget(): MemoryTarget {
  const records = new Map<string, Version[]>();
  const answers = new Map<string, Receipt>();
  const assets = new Map<string, Buffer>();
  const instance = randomUUID();
  const versionsOf = (entity: Entity, key: string) => records.get(`${entity} ${key}`) ?? [];

  const push = (entity: Entity, key: string, version: Omit<Version, 'etag'>): Version => {
    const versions = versionsOf(entity, key);
    const made = { ...version, etag: `${versions.length + 1}-${hashOf(version.data).slice(0, 8)}` };
    records.set(`${entity} ${key}`, [...versions, made]);
    return made;
  };

  const target: MemoryTarget = {
    items: [],
    assets,
    refuse: () => undefined,
    before: () => undefined,
    check: async () => ({ kind: 'memory', version: null, instance, production: false }),
    lookup: async (entity, keys) => keys.flatMap((key) => heldOf(key, versionsOf(entity, key))),
    write: async (batch, key) => {
      target.before(batch);
      const stored = answers.get(key);
      if (stored !== undefined) return { ...stored, replayed: true };
      const items = batch.items.map((item): ItemReceipt => {
        target.items.push(item);
        const problem = target.refuse(item);
        if (problem === undefined) return apply(batch, item, versionsOf(batch.entity, item.externalKey), push);
        return failed(item, { ...problem, path: '', message: 'refused' }, null);
      });
      answers.set(key, { replayed: false, items });
      return { replayed: false, items };
    },
    putAsset: async ({ sha256 }, open) => {
      if (!assets.has(sha256)) assets.set(sha256, await collect(open()));
      return { sha256, bytes: assets.get(sha256)?.length ?? 0 };
    },
    edited: async function* (entity, system) {
      const keys = target.keys(entity).filter((key) => systemOf(key) === system);
      yield keys.filter((key) => heldOf(key, versionsOf(entity, key))[0]?.edited);
    },
    links: {
      record: (entity, key) => `/records/${entity}/${encodeURIComponent(key)}`,
      asset: (sha256) => `/files/${sha256}`,
    },
    count: async (entity, system) => target.keys(entity).filter((key) => systemOf(key) === system).length,
    edit: (entity, key, fields) => {
      const last = versionsOf(entity, key).at(-1);
      if (last === undefined) throw new FatalError('no such record', { code: 'record-missing' });
      push(entity, key, { ...last, run: null, data: editedBy({ entity, held: last.data, sent: fields }) });
    },
    tombstoned: (entity, key) => versionsOf(entity, key).at(-1)?.tombstoned === true,
    data: (entity, key) => versionsOf(entity, key).at(-1)?.data,
    keys: (entity) =>
      [...records.keys()]
        .filter((name) => name.startsWith(`${entity} `))
        .map((name) => name.slice(entity.length + 1))
        .sort(),
    dump: () => [...records].map(([name, versions]) => [name, versions.at(-1)?.data]).sort(),
  };
  return target;
}

function apply(
  batch: MappedBatch,
  item: WriteItem,
  versions: readonly Version[],
  push: (entity: Entity, key: string, version: Omit<Version, 'etag'>) => Version,
): ItemReceipt {
  const last = versions.at(-1);
  const base = versions.findLast(({ run }) => run !== batch.run);
  const before = base === undefined ? null : { etag: base.etag, tombstoned: base.tombstoned, data: base.data };
  const newest = versions.findLast(({ sourceVersion }) => sourceVersion !== undefined)?.sourceVersion;
  if (item.sourceVersion !== undefined && newest !== undefined && item.sourceVersion < newest) {
    return { externalKey: item.externalKey, status: 'superseded', before };
  }
  if (item.ifMatch !== undefined && item.ifMatch !== (base?.etag ?? 'none')) {
    return failed(item, { code: 'target-changed', path: '', message: 'changed', retryable: false }, before);
  }
  const system = systemOf(item.externalKey);
  const data = merge({ entity: batch.entity, held: last?.data ?? {}, sent: item.data, system });
  const tombstoned = item.op === 'tombstone';
  const same = last !== undefined && last.tombstoned === tombstoned && hashOf(last.data) === hashOf(data);
  const version = { run: batch.run, tombstoned, data, sourceVersion: item.sourceVersion };
  const now = same ? last : push(batch.entity, item.externalKey, version);
  const status = statusOf(last, now);
  const shown = Object.fromEntries(
    Object.keys(item.data).map((name) => [name, ownOf(batch.entity, name, data, system)]),
  );
  return {
    externalKey: item.externalKey,
    status,
    id: `id of ${item.externalKey}`,
    etag: now.etag,
    contentHash: hashOf(shown),
    before,
  };
}

function statusOf(last: Version | undefined, now: Version): ItemReceipt['status'] {
  if (last === undefined) return 'created';
  if (last === now) return 'unchanged';
  if (now.tombstoned) return 'tombstoned';
  return last.tombstoned ? 'restored' : 'updated';
}

function failed(
  item: WriteItem,
  problem: NonNullable<ItemReceipt['problem']>,
  before: BeforeImage | null,
): ItemReceipt {
  return { externalKey: item.externalKey, status: 'failed', before, problem };
}

interface Merge {
  readonly entity: Entity;
  readonly held: JsonObject;
  readonly sent: JsonObject;
  readonly system: string;
}

function merge({ entity, held, sent, system }: Merge): JsonObject {
  const merged: Record<string, JsonValue> = { ...held };
  for (const [name, value] of Object.entries(sent)) {
    if (value === null) delete merged[name];
    else if (CHILDREN[entity]?.includes(name) && Array.isArray(value)) {
      const others = listOf(held[name]).filter((child) => systemOf(keyOf(child)) !== system);
      merged[name] = [...value, ...others];
    } else merged[name] = value;
  }
  return merged;
}

/** People add and replace single children. */
function editedBy({ entity, held, sent }: Omit<Merge, 'system'>): JsonObject {
  const fields = Object.entries(sent).map(([name, value]): [string, JsonValue] => {
    if (!CHILDREN[entity]?.includes(name)) return [name, value];
    const byKey = new Map([...listOf(held[name]), ...listOf(value)].map((child) => [keyOf(child), child]));
    return [name, [...byKey.values()]];
  });
  return { ...held, ...Object.fromEntries(fields) };
}

function ownOf(entity: Entity, name: string, data: JsonObject, system: string): JsonValue {
  const value = data[name] ?? null;
  if (!CHILDREN[entity]?.includes(name) || value === null) return value;
  return listOf(value).filter((child) => systemOf(keyOf(child)) === system);
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function keyOf(child: JsonValue): string {
  return isObject(child) ? String(child.externalId) : '';
}

function heldOf(externalKey: string, versions: readonly Version[]): Held[] {
  const last = versions.at(-1);
  if (last === undefined) return [];
  const { etag, tombstoned, data } = last;
  const edited = versions.some(({ run }) => run === null);
  return [{ externalKey, id: `id of ${externalKey}`, etag, contentHash: hashOf(data), tombstoned, edited, data }];
}

function hashOf(value: JsonValue): string {
  return fingerprint(value, (text) => createHash('sha256').update(text).digest('hex'));
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}
