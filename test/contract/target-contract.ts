/** The contract of `Target`, held by every connector. A capability is a describe block; optional ones are skipped when absent. */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Target } from '../../src/connectors/port.ts';
import { FatalError } from '../../src/errors.ts';
import type { ItemReceipt, Receipt, WriteItem } from '../../src/model/batch.ts';
import { fingerprint } from '../../src/model/canonical.ts';
import type { JsonObject } from '../../src/model/json.ts';

export interface TargetUnderTest {
  readonly target: Target;
  /** Changes a group's name as a person would, not as an import. */
  readonly edit: (externalKey: string, name: string) => Promise<void>;
  /** The same target with a token it doesn't know. */
  readonly stranger: Target;
  readonly closeRun?: (run: string) => Promise<void>;
  /** Freezes and thaws again. */
  readonly freeze?: (frozen: 'frozen' | 'thawed') => Promise<void>;
}

type Under = () => TargetUnderTest;

/** Declares the suite for one connector. `make` is called once; tests keep apart by keys and runs of their own. */
export function testTarget(name: string, make: () => Promise<TargetUnderTest>): void {
  describe(`target ${name}`, () => {
    let made: TargetUnderTest | undefined;
    beforeAll(async () => {
      made = await make();
    });
    const under: Under = () => {
      if (made === undefined) throw new Error('the target was not made');
      return made;
    };
    checkSuite(under);
    writeSuite(under);
    beforeSuite(under);
    guardSuite(under);
    lookupSuite(under);
    assetSuite(under);
    linksSuite(under);
    compareSuite(under);
  });
}

function checkSuite(under: Under): void {
  describe('check', () => {
    test('names an instance that stays the same', async () => {
      const { target } = under();
      const first = await target.check();
      expect(first.instance).toMatch(/^[0-9a-f-]{36}$/);
      expect(await target.check()).toEqual(first);
    });

    test('a token it does not know holds the run instead of failing it', async () => {
      await expect(under().stranger.check()).rejects.toMatchObject({ name: 'StuckError', code: 'auth-refused' });
    });
  });
}

function writeSuite(under: Under): void {
  describe('write', () => {
    test('answers every item in the order sent', async () => {
      const items = [upsert('w1', { name: 'one' }), upsert('w2', { name: 'two' }), upsert('w3', { name: '三' })];
      const receipt = await write(under(), 'run-order', items);
      expect(receipt.replayed).toBe(false);
      expect(receipt.items.map(({ externalKey }) => externalKey)).toEqual(items.map(({ externalKey }) => externalKey));
      expect(receipt.items.map(({ status }) => status)).toEqual(['created', 'created', 'created']);
    });

    test('the same write again gives the same receipt and changes nothing', async () => {
      const items = [upsert('again', { name: 'once' })];
      const first = await write(under(), 'run-again', items, 'same key');
      const second = await write(under(), 'run-again', items, 'same key');
      expect(second).toEqual({ ...first, replayed: true });
      const third = await write(under(), 'run-again', items);
      expect(third.items[0]).toMatchObject({ status: 'unchanged', etag: first.items[0]?.etag });
    });

    test('another write under the same key is refused', async () => {
      await write(under(), 'run-key', [upsert('key', { name: 'a' })], 'one key');
      const other = write(under(), 'run-key', [upsert('key', { name: 'b' })], 'one key');
      await expect(other).rejects.toMatchObject({ name: 'FatalError', code: 'write-differs' });
    });

    test('says what it holds by the same fingerprint as ours', async () => {
      const data = { name: 'hashed', kind: '值班' };
      const { items } = await write(under(), 'run-hash', [upsert('hash', data)]);
      expect(items[0]?.contentHash).toBe(fingerprint(data, sha256));
    });

    test('touches only the fields sent, and null clears', async () => {
      await write(under(), 'run-part-1', [upsert('part', { name: 'kept', kind: 'gone' })]);
      const receipt = await write(under(), 'run-part-2', [upsert('part', { kind: null })]);
      expect(receipt.items[0]?.before?.data).toEqual({ name: 'kept', kind: 'gone' });
      expect((await dataOf(under(), 'part'))?.name).toBe('kept');
      expect((await dataOf(under(), 'part'))?.kind ?? null).toBeNull();
    });

    test('a bad item fails alone, with code and path', async () => {
      const receipt = await write(under(), 'run-bad', [
        upsert('good', { name: 'ok' }),
        upsert('bad', { name: 'a\0b' }),
      ]);
      expect(receipt.items.map(({ status }) => status)).toEqual(['created', 'failed']);
      expect(receipt.items[1]?.problem).toMatchObject({ code: 'text-nul', path: 'name', retryable: false });
    });

    test('tombstones and restores', async () => {
      await write(under(), 'run-tomb', [upsert('tomb', { name: 'here' })]);
      expect((await write(under(), 'run-tomb', [item('tombstone', 'tomb')])).items[0]?.status).toBe('tombstoned');
      expect((await write(under(), 'run-tomb', [item('restore', 'tomb')])).items[0]?.status).toBe('restored');
    });

    test('a write of a closed run is refused, its replay too', async (context) => {
      const { closeRun } = under();
      if (closeRun === undefined) return context.skip('the target can not close a run');
      await write(under(), 'run-closing', [upsert('closing', { name: 'a' })], 'closing');
      await closeRun('run-closing');
      for (const key of ['closing', 'another']) {
        const late = write(under(), 'run-closing', [upsert('closing', { name: 'a' })], key);
        await expect(late).rejects.toMatchObject({ name: 'FatalError', code: 'run-closed' });
      }
    });

    test('a frozen target holds the run', async (context) => {
      const { freeze } = under();
      if (freeze === undefined) return context.skip('the target can not be frozen');
      await freeze('frozen');
      try {
        const held = write(under(), 'run-frozen', [upsert('frozen', { name: 'a' })]);
        await expect(held).rejects.toMatchObject({ name: 'StuckError', code: 'target-frozen' });
      } finally {
        await freeze('thawed');
      }
    });
  });
}

function beforeSuite(under: Under): void {
  describe('before-image', () => {
    test('is nothing for what was created, also at the second write of the run', async () => {
      const first = await write(under(), 'run-new', [upsert('new', { name: 'one' })]);
      const second = await write(under(), 'run-new', [upsert('new', { name: 'two' })]);
      expect([first.items[0]?.before, second.items[0]?.before]).toEqual([null, null]);
    });

    test('is what another run left, however often this run writes', async () => {
      const left = await write(under(), 'run-old', [upsert('old', { name: 'left' })]);
      for (const name of ['one', 'two']) {
        const { items } = await write(under(), 'run-over', [upsert('old', { name })]);
        expect(items[0]?.before).toEqual({ etag: left.items[0]?.etag, tombstoned: false, data: { name: 'left' } });
      }
    });
  });
}

function guardSuite(under: Under): void {
  describe('guards', () => {
    test('ifMatch lets through what nobody changed, however often this run wrote', async () => {
      const [seen] = (await write(under(), 'run-m1', [upsert('match', { name: 'seen' })])).items;
      for (const name of ['ours', 'ours again']) {
        const [result] = (await write(under(), 'run-m2', [{ ...upsert('match', { name }), ...etag(seen) }])).items;
        expect(result?.status).toBe('updated');
      }
    });

    test('ifMatch stops at what a person changed since', async () => {
      const [seen] = (await write(under(), 'run-e1', [upsert('edited', { name: 'seen' })])).items;
      await under().edit(keyOf('edited'), 'by hand');
      const [result] = (await write(under(), 'run-e2', [{ ...upsert('edited', { name: 'ours' }), ...etag(seen) }]))
        .items;
      expect(result).toMatchObject({ status: 'failed', problem: { code: 'target-changed', retryable: false } });
      expect(await dataOf(under(), 'edited')).toMatchObject({ name: 'by hand' });
    });

    test('`none` stops at what is there already', async () => {
      await write(under(), 'run-n1', [upsert('none', { name: 'there' })]);
      const { items } = await write(under(), 'run-n2', [{ ...upsert('none', { name: 'new' }), ifMatch: 'none' }]);
      expect(items[0]?.problem?.code).toBe('target-changed');
    });

    test('an older source version is superseded', async () => {
      await write(under(), 'run-v', [{ ...upsert('version', { name: 'newer' }), sourceVersion: '2' }]);
      const { items } = await write(under(), 'run-v', [
        { ...upsert('version', { name: 'older' }), sourceVersion: '1' },
      ]);
      expect(items[0]?.status).toBe('superseded');
      expect(await dataOf(under(), 'version')).toMatchObject({ name: 'newer' });
    });
  });
}

function lookupSuite(under: Under): void {
  describe('lookup', () => {
    test('finds what exists, tombstoned or not, and leaves out the rest', async (context) => {
      const { target } = under();
      if (target.lookup === undefined) return context.skip('the target has no lookup');
      await write(under(), 'run-l', [
        upsert('live', { name: 'a' }),
        upsert('dead', { name: 'b' }),
        item('tombstone', 'dead'),
      ]);
      const held = await target.lookup('group', ['live', 'dead', 'never'].map(keyOf));
      const shown = held.map(({ externalKey, tombstoned, edited, data }) => ({
        externalKey,
        tombstoned,
        edited,
        data,
      }));
      expect(shown.sort((a, b) => a.externalKey.localeCompare(b.externalKey))).toEqual([
        { externalKey: keyOf('dead'), tombstoned: true, edited: false, data: { name: 'b' } },
        { externalKey: keyOf('live'), tombstoned: false, edited: false, data: { name: 'a' } },
      ]);
    });

    test('takes more keys than one call may have', async (context) => {
      const { target } = under();
      if (target.lookup === undefined) return context.skip('the target has no lookup');
      await write(under(), 'run-many', [upsert('many', { name: 'a' })]);
      const keys = Array.from({ length: 2500 }, (_, number) => keyOf(`none-${number}`));
      expect(await target.lookup('group', [...keys, keyOf('many')])).toHaveLength(1);
    });
  });
}

function assetSuite(under: Under): void {
  describe('assets', () => {
    test('are sent once and known by their hash', async (context) => {
      const { target } = under();
      if (target.putAsset === undefined) return context.skip('the target takes no assets');
      const bytes = Buffer.from('拓扑 '.repeat(100_000));
      const asset = {
        sha256: createHash('sha256').update(bytes).digest('hex'),
        name: '图 1.png',
        mediaType: 'image/png',
      };
      let opened = 0;
      const open = async function* () {
        opened += 1;
        yield bytes.subarray(0, 1000);
        yield bytes.subarray(1000);
      };
      expect(await target.putAsset(asset, open)).toEqual({ sha256: asset.sha256, bytes: bytes.length });
      expect(await target.putAsset(asset, open)).toEqual({ sha256: asset.sha256, bytes: bytes.length });
      expect(opened).toBe(1);
    });

    test('other bytes than announced are refused', async (context) => {
      const { target } = under();
      if (target.putAsset === undefined) return context.skip('the target takes no assets');
      const asset = { sha256: 'a'.repeat(64), name: 'x', mediaType: 'not a type' };
      const open = async function* () {
        yield Buffer.from('something else');
      };
      await expect(target.putAsset(asset, open)).rejects.toBeInstanceOf(FatalError);
    });
  });
}

function linksSuite(under: Under): void {
  describe('links', () => {
    test('give each record and each asset an address of its own, whatever is in a key', (context) => {
      const { links } = under().target;
      if (links === undefined) return context.skip('the target has no addresses');
      const keys = ['a', 'a/b', 'a#b', 'a?b=c', '值班', 'a b', '%2F'].map(keyOf);
      const records = [...keys.map((one) => links.record('group', one)), links.record('person', keyOf('a'))];
      const addresses = [...records, links.asset('a'.repeat(64)), links.asset('b'.repeat(64))];
      expect(new Set(addresses).size).toBe(addresses.length);
      for (const address of addresses) expect(address).toMatch(/^[^\s()<>"'\\]+$/);
    });
  });
}

function compareSuite(under: Under): void {
  describe('digest, edited and count', () => {
    test('an edit shows in all of them', async (context) => {
      const { target, edit } = under();
      if (target.digest === undefined || target.edited === undefined || target.count === undefined)
        return context.skip('the target lacks digest, edited or count');
      const keys = ['d1', 'd2', 'd3'].map((id) => `digested:group:${id}`);
      await target.write({ entity: 'group', run: 'run-d', items: keys.map((key) => of(key, { name: key })) }, key());
      const before = await target.digest('group', 'digested', '');
      expect(before.reduce((sum, { count }) => sum + count, 0)).toBe(3);
      expect(await target.count('group', 'digested')).toBe(3);
      expect(await collect(target.edited('group', 'digested'))).toEqual([]);

      await edit('digested:group:d2', 'by hand');
      const after = await target.digest('group', 'digested', '');
      const changed = after.filter(({ digest }) => !before.some((bucket) => bucket.digest === digest));
      expect(changed.map(({ prefix }) => prefix)).toEqual([
        sha256('digested:group:d2').slice(0, changed[0]?.prefix.length),
      ]);
      expect(await collect(target.edited('group', 'digested'))).toEqual(['digested:group:d2']);
    });
  });
}

let keys = 0;
/** Every key of a call is another one, unless a test names it. */
function key(name = `${Date.now()}-${keys++}`): string {
  return `target-contract-${name}`;
}

async function write(
  { target }: TargetUnderTest,
  run: string,
  items: readonly WriteItem[],
  named?: string,
): Promise<Receipt> {
  return target.write({ entity: 'group', run, items }, key(named));
}

function keyOf(id: string): string {
  return `contract:group:${id}`;
}

function of(externalKey: string, data: JsonObject): WriteItem {
  return { op: 'upsert', externalKey, data };
}

function upsert(id: string, data: JsonObject): WriteItem {
  return of(keyOf(id), data);
}

function item(op: WriteItem['op'], id: string): WriteItem {
  return { op, externalKey: keyOf(id), data: {} };
}

function etag(seen: ItemReceipt | undefined): { ifMatch: string } {
  return { ifMatch: seen?.etag ?? 'never seen' };
}

async function dataOf({ target }: TargetUnderTest, id: string): Promise<JsonObject | undefined> {
  return (await target.lookup?.('group', [keyOf(id)]))?.[0]?.data;
}

async function collect(pages: AsyncIterable<readonly string[]>): Promise<string[]> {
  const found: string[] = [];
  for await (const page of pages) found.push(...page);
  return found;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
