/** Runs over the landing: quarantined records tried again, and records loaded again, without a call to their source. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runLane } from '../../test/fakes/lane.ts';
import { counts, type Given } from '../../test/fakes/lane-fixture.ts';
import { memorySource } from '../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../test/fakes/memory-target.ts';
import { openPeopleFixture, type PeopleFixture } from '../../test/fakes/people-fixture.ts';
import type { SourceRecord } from '../model/record.ts';

let fixture: PeopleFixture;
beforeAll(async () => {
  fixture = await openPeopleFixture();
});
afterAll(() => fixture.close());

test('a record keeps the assets it was read with, although its source can not be asked for them any more', async () => {
  const to = memoryTarget();
  const from = memorySource([{ key: '1', data: { title: 'x', body: 'see ferry-asset:a.png', author: null } }]);
  from.assets.set('a.png', 'the picture');
  const article: Given = {
    from,
    to,
    entity: 'article',
    map: () => ({ assets: [{ ref: 'a.png', name: 'a.png', path: ['body'] }] }),
  };
  const lane = await fixture.lane(article);
  await runLane(lane);
  const before = to.data('article', 'itsm:article:1')?.body;
  expect(before).toMatch(/^see \/files\/[0-9a-f]{64}$/);
  expect((await fixture.loadLanded(lane, 'loaded')).outcomes).toEqual(counts({ unchanged: 1 }));
  expect(to.data('article', 'itsm:article:1')?.body).toBe(before);

  from.assets.set('a.png', 'another picture');
  await fixture.run(article);
  const now = to.data('article', 'itsm:article:1')?.body;
  expect(now).not.toBe(before);
  expect((await fixture.loadLanded(lane, 'loaded')).outcomes).toEqual(counts({ unchanged: 1 }));
});

test('a quarantined record is tried again in its newest version with the mapping of today, and leaves the list once loaded', async () => {
  const to = memoryTarget();
  const { instance } = await to.check();
  await fixture.run(groups(to, 'old'));
  const lane = await fixture.lane(groups(to, 'new'));
  await runLane(lane);
  const filter = { targetInstance: instance, route: 'test', lane: 'itsm.group', limit: 9 };
  const quarantined = async (code = 'value-unknown') =>
    (await fixture.ledger.quarantinedNow({ ...filter, code })).map(({ key }) => key);
  expect(await quarantined()).toEqual(['1', '3', '5']);
  expect(await quarantined('other')).toEqual([]);

  const today = { ...lane.mapping, map: mapped };
  const retried = await fixture.loadLanded(lane, ['1', '3'], { mapping: today });
  expect(retried).toMatchObject({ outcomes: counts({ created: 2 }), enumerated: 2, settled: true });
  expect(to.data('group', 'itsm:group:3')).toEqual({ name: 'new' });
  expect(await quarantined()).toEqual(['5']);
  const [newest] = await fixture.ledger.plansOf(instance);
  expect(newest?.run, 'the next run over the landing takes the mappings of this run').toBe(retried.run);
  await fixture.run({ ...groups(to, 'new'), from: memorySource([{ key: '2', data: { name: 'new' } }]) });
  expect(await quarantined(), 'the source dropped it').toEqual([]);
});

test('nothing is loaded from a damaged landing', async () => {
  const to = memoryTarget();
  const lane = await fixture.lane({ from: memorySource([{ key: '1', data: { name: 'x' } }]), to, entity: 'group' });
  await runLane(lane);
  const damaged = { ...fixture.landing, get: async () => Buffer.from('something else') };
  const again = await fixture.landedLane(lane, ['1'], damaged);
  await expect(runLane(again)).rejects.toMatchObject({ code: 'landing-damaged' });
});

test('records come in the order they landed, over runs and batches, wherever reading is resumed', async () => {
  const to = memoryTarget();
  const all = Array.from({ length: 23 }, (_, i) => ({ key: `k${i}`, data: { name: `n${i}` } }));
  await fixture.run({ from: memorySource(all.slice(0, 11)), to, entity: 'group' });
  const lane = await fixture.lane({ from: memorySource(all.slice(11)), to, entity: 'group' });
  await runLane(lane);
  const keys = all.map(({ key }) => key).filter((_, i) => i % 3 !== 1);
  const { source } = await fixture.landedLane(lane, [...keys, 'never-read']);
  const read: string[] = [];
  const resumed: string[] = [];
  for await (const { records, continuation } of source.read('', null)) {
    read.push(...records.map(({ key }) => key));
    for await (const rest of source.read('', continuation)) {
      resumed.push(rest.records[0]?.key ?? '');
      break;
    }
  }
  expect(read).toEqual(keys);
  expect(resumed.every((key) => keys.includes(key))).toBe(true);
  expect(await source.count('')).toMatchObject({ count: keys.length });
  await expect(async () => {
    for await (const _ of source.read('', 'somewhere')) break;
  }).rejects.toMatchObject({ code: 'watermark-unknown' });
});

/** Five groups, of which the mapping quarantines those with odd keys. */
function groups(to: Given['to'], name: string) {
  const problem = { code: 'value-unknown', path: 'name', message: 'x' };
  return {
    from: memorySource(['1', '2', '3', '4', '5'].map((key) => ({ key, data: { name } }))),
    to,
    entity: 'group' as const,
    map: ({ key }: SourceRecord) => (Number(key) % 2 === 0 ? {} : { kind: 'quarantined' as const, key, problem }),
  };
}

function mapped({ key, data }: SourceRecord) {
  const nothing = { references: [], assets: [], identities: [], match: [], losses: [], warnings: [] };
  return { kind: 'mapped' as const, key, externalKey: `itsm:group:${key}`, fields: data, ...nothing };
}
