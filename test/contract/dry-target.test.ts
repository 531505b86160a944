/** What a plan's target answers, held to what the real console then really answers to the very same calls. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consoleTarget } from '../../src/connectors/console.ts';
import type { Target } from '../../src/connectors/port.ts';
import { dryTarget } from '../../src/dry-run/dry-target.ts';
import { openLanding } from '../../src/landing/directory.ts';
import { plannedWrites } from '../../src/landing/planned.ts';
import type { Landing } from '../../src/landing/port.ts';
import type { ItemReceipt, WriteItem } from '../../src/model/batch.ts';
import type { Entity } from '../../src/model/entity.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { secret } from '../../src/model/secret.ts';
import { OPERATE, openConsole, type TestConsole } from '../setup/console.ts';

let site: TestConsole;
let real: Target;
let landing: Landing;
let folder: string;
let calls = 0;

beforeAll(async () => {
  site = await openConsole();
  real = consoleTarget({ kind: 'console', url: site.url, token: 'env:TOKEN' }, { secret: () => secret(OPERATE) });
  folder = await mkdtemp(path.join(tmpdir(), 'ferry-dry-'));
  landing = openLanding(folder);
});
afterAll(async () => {
  await site.close();
  await rm(folder, { recursive: true });
});

/** As a plan has it that has written nothing yet, or that has got these answers. */
function dry(run: string, answered: readonly ItemReceipt[] = []): Target {
  const none = { entity: 'ticket' as const, run, fieldHashes: {}, baseEtag: 'none', targetId: '', kept: [] };
  const rows = answered.map(({ externalKey, etag = '' }) => ({ ...none, externalKey, etag, placeholder: false }));
  const ledger = { writtenRecords: async () => rows };
  const parts = { ref: { run, lane: 'itsm.test' }, instance: 'plan', real, ledger, landing };
  return dryTarget(parts);
}

async function write(target: Target, run: string, { entity, items }: Situation): Promise<readonly ItemReceipt[]> {
  calls += 1;
  return (await target.write({ entity, run, items }, `dry-target-call-${calls}`)).items;
}

interface Situation {
  readonly entity: Entity;
  readonly items: readonly WriteItem[];
}

const upsert = (externalKey: string, data: JsonObject, more: Partial<WriteItem> = {}): WriteItem => ({
  op: 'upsert',
  externalKey,
  data,
  ...more,
});
const ticket = (key: string, data: JsonObject = {}) => ({
  number: key,
  title: `title of ${key}`,
  status: 'open',
  ...data,
});
const comment = (key: string, body: string): JsonObject => ({
  externalId: key,
  internal: false,
  body: { format: 'text', content: body },
});

async function etagOf(entity: Entity, key: string): Promise<string> {
  return (await real.lookup?.(entity, [key]))?.[0]?.etag ?? 'none';
}

async function edit(key: string, fields: object): Promise<void> {
  const at = `/v1/entities/ticket/${encodeURIComponent(key)}`;
  const headers = { 'if-match': await etagOf('ticket', key), 'edited-by': 'alice' };
  expect((await site.call('PATCH', at, { headers, body: fields })).status).toBe(200);
}

/** What an answer says about the record; ids and etags of versions that don't exist yet can't be foretold. */
function said({ externalKey, status, contentHash, before, problem }: ItemReceipt) {
  return { externalKey, status, contentHash, before, problem };
}

const CASES: readonly (readonly [string, (key: string) => Promise<Situation>])[] = [
  ['a new record', async (key) => one(upsert(key, ticket(key), { ifMatch: 'none' }))],
  [
    'a record that is there as it is sent',
    async (key) => {
      await put(upsert(key, ticket(key)));
      return one(upsert(key, ticket(key)));
    },
  ],
  [
    'a record that changes',
    async (key) => {
      await put(upsert(key, ticket(key)));
      return one(upsert(key, { title: 'another' }, { ifMatch: await etagOf('ticket', key) }));
    },
  ],
  [
    'a reading older than the one that is there',
    async (key) => {
      await put(upsert(key, ticket(key), { sourceVersion: '2026-02-02' }));
      return one(upsert(key, ticket(key, { title: 'of old' }), { sourceVersion: '2026-02-01' }));
    },
  ],
  [
    'a field that is cleared',
    async (key) => {
      await put(upsert(key, ticket(key, { priority: 'high' })));
      return one(upsert(key, { priority: null }));
    },
  ],
  [
    'a record that a person edited since',
    async (key) => {
      await put(upsert(key, ticket(key)));
      const ifMatch = await etagOf('ticket', key);
      await edit(key, { title: 'by hand' });
      return one(upsert(key, { title: 'another' }, { ifMatch }));
    },
  ],
  [
    'an edited record, sent with the etag of the edit',
    async (key) => {
      await put(upsert(key, ticket(key)));
      await edit(key, { title: 'by hand' });
      return one(upsert(key, { status: 'closed' }, { ifMatch: await etagOf('ticket', key) }));
    },
  ],
  [
    'a record that must not exist and does',
    async (key) => {
      await put(upsert(key, ticket(key)));
      return one(upsert(key, ticket(key), { ifMatch: 'none' }));
    },
  ],
  [
    'a record that must exist and does not',
    async (key) => one(upsert(key, ticket(key), { ifMatch: '1-abcdefabcdef' })),
  ],
  [
    'a tombstone',
    async (key) => {
      await put(upsert(key, ticket(key)));
      return one({ op: 'tombstone', externalKey: key, data: {} });
    },
  ],
  ['a tombstone for nothing', async (key) => one({ op: 'tombstone', externalKey: key, data: {} })],
  [
    'a tombstoned record that is sent again',
    async (key) => {
      await put(upsert(key, ticket(key)));
      await put({ op: 'tombstone', externalKey: key, data: {} });
      return one(upsert(key, { title: 'again' }));
    },
  ],
  [
    'a restored record',
    async (key) => {
      await put(upsert(key, ticket(key)));
      await put({ op: 'tombstone', externalKey: key, data: {} });
      return one({ op: 'restore', externalKey: key, data: ticket(key) });
    },
  ],
  [
    'children beside those of another system',
    async (key) => {
      await put(upsert(key, ticket(key, { comments: [comment('itsm:comment:1', 'ours')] })));
      await edit(key, { comments: [comment('itsm:comment:1', 'ours'), comment('console:comment:9', 'theirs')] });
      return one(upsert(key, { comments: [comment('itsm:comment:2', 'new')] }));
    },
  ],
  [
    'a child of another system',
    async (key) => one(upsert(key, ticket(key, { comments: [comment('crm:comment:1', 'not ours')] }))),
  ],
  [
    'a child twice',
    async (key) => {
      const twice = [comment('itsm:comment:1', 'a'), comment('itsm:comment:1', 'b')];
      return one(upsert(key, ticket(key, { comments: twice })));
    },
  ],
  ['a text that is too long', async (key) => one(upsert(key, ticket(key, { title: 'x'.repeat(501) })))],
  ['a required field that is missing', async (key) => one(upsert(key, { number: key }))],
  ['a field nobody knows', async (key) => one(upsert(key, ticket(key, { colour: 'red' })))],
  ['a key that is none', async () => one(upsert('no key at all', ticket('x')))],
  [
    'several records, one of them wrong',
    async (key) => ({
      entity: 'ticket',
      items: [upsert(`${key}-a`, ticket('a')), upsert(`${key}-b`, {}), upsert(`${key}-c`, ticket('c'))],
    }),
  ],
];

const one = (item: WriteItem): Situation => ({ entity: 'ticket', items: [item] });

async function put(item: WriteItem): Promise<void> {
  const [receipt] = await write(real, 'run-before', one(item));
  expect(receipt?.status).not.toBe('failed');
}

test.each(CASES)('%s is answered as the console answers it', async (_what, prepare) => {
  const key = `itsm:ticket:${calls}`;
  const situation = await prepare(key);
  const keys = situation.items.map(({ externalKey }) => externalKey);
  const before = await real.lookup?.('ticket', keys);
  const planned = await write(dry('plan-1'), 'plan-1', situation);
  expect(await real.lookup?.('ticket', keys)).toEqual(before);

  const done = await write(real, `run-${calls}`, situation);
  expect(planned.map(said)).toEqual(done.map(said));
});

test('what would have been written lies in the landing before it is answered, once however often it is sent', async () => {
  const run = 'plan-landing';
  const situation = one(upsert('itsm:ticket:landed', ticket('landed')));
  await write(dry(run), run, situation);
  await write(dry(run), run, situation);
  expect(await landing.list(`${run}/itsm.test/planned`)).toHaveLength(1);
});

test('what a plan would write to a record again and again is read back in that order', async () => {
  const run = 'plan-order';
  const titles = Array.from({ length: 12 }, (_, at) => `title ${at}`);
  let answered: readonly ItemReceipt[] = [];
  for (const title of titles) {
    const item = upsert('itsm:ticket:again', answered.length === 0 ? ticket('again', { title }) : { title });
    answered = await write(dry(run, answered), run, one(item));
  }
  const read: unknown[] = [];
  for await (const { data } of plannedWrites(landing, { run, lane: 'itsm.test' })) read.push(data.title);
  expect(read).toEqual(titles);
});

test('an asset is not stored', async () => {
  const asset = { sha256: 'a'.repeat(64), mediaType: 'text/plain', name: 'x.txt' };
  const stored = await dry('plan-2').putAsset?.(asset, async function* () {
    yield new Uint8Array([1, 2, 3]);
  });
  expect(stored).toEqual({ sha256: asset.sha256, bytes: 3 });
  expect((await site.call('HEAD', `/v1/assets/${asset.sha256}`)).status).toBe(404);
});

test('a plan links records and assets as the run will', () => {
  const planned = dry('plan-links').links;
  expect(planned?.record('ticket', 'itsm:ticket:1')).toBe('/entities/ticket/itsm%3Aticket%3A1');
  expect(planned?.asset('a'.repeat(64))).toBe(`/v1/assets/${'a'.repeat(64)}`);
  expect(planned).toBe(real.links);
});
