import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crossLane } from '../../test/fakes/lane.ts';
import { counts, type Given, type LaneFixture, openLaneFixture } from '../../test/fakes/lane-fixture.ts';
import { type MemorySource, memorySource } from '../../test/fakes/memory-source.ts';
import { type MemoryTarget, memoryTarget } from '../../test/fakes/memory-target.ts';
import type { Source } from '../connectors/port.ts';
import { FatalError } from '../errors.ts';
import { landedSource } from '../extract/landed-source.ts';
import type { LaneDeps } from '../extract/lane-deps.ts';
import type { Decisions } from '../ledger/people/rows.ts';
import type { WantedRecords } from '../ledger/runs/rows.ts';
import type { Reference, SourceRecord } from '../model/record.ts';
import { endRecords } from './tombstone-duplicates.ts';

let fixture: LaneFixture;
beforeAll(async () => {
  fixture = await openLaneFixture();
});
afterAll(() => fixture.close());

const UNTOUCHABLE: Source = {
  check: async () => fail(),
  // biome-ignore lint/correctness/useYield: it never gets that far
  read: async function* () {
    fail();
  },
  count: async () => fail(),
  asset: async () => fail(),
};

function fail(): never {
  throw new FatalError('the source was touched', { code: 'source-touched' });
}

const user = (key: string, login: string, more: SourceRecord['data'] = {}): SourceRecord => ({
  key,
  data: { kind: 'customer', name: login, ...more },
});

/** Users known by login; tickets that refer to them by it. */
function business(to: MemoryTarget) {
  const users: Given & { from: MemorySource } = {
    from: memorySource([user('1', 'alice'), user('2', 'alice2'), user('3', 'bob')]),
    to,
    entity: 'person',
    map: ({ data }) => ({ identities: [{ kind: 'login', value: String(data.name) }] }),
  };
  const by = (login: string): Reference => ({
    ...{ path: ['requester'], entity: 'person', value: login, via: 'login', missing: 'placeholder', form: 'field' },
  });
  const tickets: Given & { from: MemorySource } = {
    from: memorySource(
      ['alice', 'alice2', 'bob', 'ghost'].map((login, i) => ({
        key: String(i + 1),
        data: { number: String(i + 1), title: login, status: 'open', requester: null },
      })),
    ),
    to,
    entity: 'ticket',
    map: ({ data }) => ({ references: [by(String(data.title))] }),
  };
  return { users, tickets };
}

async function crossAll(to: MemoryTarget, made = business(to)) {
  const [users, tickets] = [await fixture.lane(made.users), await fixture.lane(made.tickets)];
  const settled = [await crossLane(users)];
  await endRecords(users);
  settled.push(await crossLane(tickets));
  return { ...made, settled, usersLane: users, ticketsLane: tickets };
}

let retries = 0;

/** The lane once more, over what has landed. */
async function again(deps: LaneDeps, keys: WantedRecords['keys'], more: Partial<LaneDeps> = {}) {
  retries += 1;
  const run = { ...deps.run, run: `retry-${retries}`, mode: 'retry' as const };
  await fixture.ledger.startRun({ plan: run, pins: [], wanted: [{ lane: deps.lane.lane, keys }] });
  const ref = { run: run.run, lane: deps.lane.lane };
  const source = landedSource({ ref, ledger: fixture.ledger, landing: fixture.landing, origin: UNTOUCHABLE });
  const lane = { ...deps, run, source, ...more };
  const settled = await crossLane(lane);
  return { ...settled, run: run.run, ...(await endRecords(lane)) };
}

async function decide(to: MemoryTarget, some: Partial<Decisions>) {
  const { instance } = await to.check();
  const none = { merge: [], apart: [], claim: [], split: [], run: null, by: 'alice', entity: 'person' as const };
  await fixture.ledger.decide({ ...none, targetInstance: instance, ...some });
}

const requester = (to: MemoryTarget, ticket: string) => to.data('ticket', `itsm:ticket:${ticket}`)?.requester;
const is = (from: string, to: string) => ({ from: `itsm:person:${from}`, to: `itsm:person:${to}` });

describe('a person who is somebody else', () => {
  test('ends, and everything that meant them means the other one, without the source being touched', async () => {
    const to = memoryTarget();
    const { usersLane, ticketsLane } = await crossAll(to);
    await decide(to, { merge: [is('2', '1')] });
    to.items.length = 0;

    expect(await again(usersLane, ['2'])).toMatchObject({ outcomes: counts({ excluded: 1 }), settled: true, ended: 1 });
    expect(await again(ticketsLane, 'loaded')).toMatchObject({
      outcomes: counts({ updated: 1, unchanged: 3 }),
      settled: true,
      sourceCount: { count: 4 },
    });
    expect(requester(to, '2')).toBe('itsm:person:1');
    expect(to.ended('person', 'itsm:person:2')).toBe(true);
    expect(to.items.map(({ op, externalKey, data }) => [op, externalKey, data])).toEqual([
      ['tombstone', 'itsm:person:2', {}],
      ['upsert', 'itsm:ticket:2', { requester: 'itsm:person:1' }],
    ]);
  });

  test('hands on the identities they were known by, and takes them along again', async () => {
    const to = memoryTarget();
    const known = (login: string) => ({ identities: [{ system: 'login', id: login }] });
    const made = business(to);
    made.users.from.records = [user('1', 'alice', known('alice')), user('2', 'alice2', known('alice2'))];
    const { usersLane } = await crossAll(to, made);
    const identities = () => to.data('person', 'itsm:person:1')?.identities;
    await decide(to, { merge: [is('2', '1')] });
    await again(usersLane, ['1', '2']);
    expect(identities()).toEqual([...known('alice').identities, ...known('alice2').identities]);
    to.items.length = 0;
    await crossAll(to, made);
    expect(to.items.filter(({ externalKey }) => externalKey === 'itsm:person:1')).toEqual([]);
    await decide(to, { split: ['itsm:person:2'] });
    await again(usersLane, ['1', '2']);
    expect(identities()).toEqual(known('alice').identities);
  });

  test('stays the other one in later runs, which write nothing, and says why the record is left out', async () => {
    const to = memoryTarget();
    const { users, tickets } = await crossAll(to);
    await decide(to, { merge: [is('2', '1')] });
    await crossAll(to, { users, tickets });
    to.items.length = 0;
    const { settled, usersLane } = await crossAll(to, { users, tickets });
    expect(settled.map(({ outcomes }) => outcomes)).toEqual([
      counts({ unchanged: 2, excluded: 1 }),
      counts({ unchanged: 4 }),
    ]);
    expect(to.items).toEqual([]);
    expect(usersLane.run.mode).toBe('full');
  });

  test('is found by the login it had, also for records that come later, and by its key', async () => {
    const to = memoryTarget();
    const { users, tickets } = await crossAll(to);
    await decide(to, { merge: [is('2', '3')] });
    tickets.from.records.push({ key: '9', data: { number: '9', title: 'alice2', status: 'open', requester: null } });
    await crossAll(to, { users, tickets });
    expect(requester(to, '9')).toBe('itsm:person:3');
  });

  test('is whoever the other one is said to be later', async () => {
    const to = memoryTarget();
    const { usersLane, ticketsLane } = await crossAll(to);
    await decide(to, { merge: [is('2', '1')] });
    await decide(to, { merge: [is('1', '3')] });
    await again(usersLane, ['1', '2']);
    await again(ticketsLane, 'loaded');
    expect(['1', '2', '3'].map((number) => requester(to, number))).toEqual(Array(3).fill('itsm:person:3'));
    const known = await fixture.ledger.identityMerges((await to.check()).instance, 'person');
    expect(known.map(({ from, to: next, final }) => [from, next, final])).toEqual([
      ['itsm:person:1', 'itsm:person:3', 'itsm:person:3'],
      ['itsm:person:2', 'itsm:person:1', 'itsm:person:3'],
    ]);

    await decide(to, { split: ['itsm:person:1'] });
    await again(usersLane, ['1', '2']);
    await again(ticketsLane, 'loaded');
    expect(['1', '2', '3'].map((number) => requester(to, number))).toEqual([
      ...['itsm:person:1', 'itsm:person:1', 'itsm:person:3'],
    ]);
  });

  test('was a placeholder: it ends, and nobody makes it again', async () => {
    const to = memoryTarget();
    const { users, tickets, usersLane, ticketsLane } = await crossAll(to);
    expect(requester(to, '4')).toBe('itsm:person:login=ghost');
    await decide(to, { merge: [is('login=ghost', '3')] });
    expect(await again(usersLane, [])).toMatchObject({ ended: 1, settled: true });
    await again(ticketsLane, 'loaded');
    expect(requester(to, '4')).toBe('itsm:person:3');
    const full = await crossAll(to, { users, tickets });
    expect(full.settled.map(({ placeholders }) => placeholders)).toEqual([0, 0]);
    expect(to.ended('person', 'itsm:person:login=ghost')).toBe(true);

    await decide(to, { split: ['itsm:person:login=ghost'] });
    await again(ticketsLane, 'loaded');
    expect(requester(to, '4')).toBe('itsm:person:login=ghost');
    expect(to.ended('person', 'itsm:person:login=ghost')).toBe(false);
  });

  test('gets everything of their own again when the decision is taken back', async () => {
    const to = memoryTarget();
    const { users, tickets, usersLane, ticketsLane } = await crossAll(to);
    const asItWas = to.dump();
    await decide(to, { merge: [is('2', '1')] });
    await again(usersLane, ['2']);
    await again(ticketsLane, 'loaded');
    await decide(to, { split: ['itsm:person:2'] });
    expect(await again(usersLane, ['2'])).toMatchObject({ outcomes: counts({ updated: 1 }), ended: 0 });
    expect(await again(ticketsLane, 'loaded')).toMatchObject({ outcomes: counts({ updated: 1, unchanged: 3 }) });
    expect(to.dump()).toEqual(asItWas);
    expect(to.ended('person', 'itsm:person:2')).toBe(false);
    to.items.length = 0;
    await crossAll(to, { users, tickets });
    expect(to.items).toEqual([]);
  });

  test('never takes a reference that somebody changed by hand, nor a record that somebody worked in', async () => {
    const to = memoryTarget();
    const { usersLane, ticketsLane } = await crossAll(to);
    to.edit('ticket', 'itsm:ticket:2', { requester: 'itsm:person:3' });
    to.edit('person', 'itsm:person:2', { phone: '1234' });
    await decide(to, { merge: [is('2', '1')] });
    const persons = await again(usersLane, ['2']);
    const moved = await again(ticketsLane, 'loaded');
    expect(requester(to, '2')).toBe('itsm:person:3');
    expect(moved.outcomes).toEqual(counts({ unchanged: 3, quarantined: 1 }));
    expect(await fixture.ledger.findings(moved.run)).toMatchObject([
      { code: 'edited-in-console', key: 'itsm:ticket:2', fields: ['requester'] },
    ]);
    expect(persons.ended).toBe(0);
    expect(to.ended('person', 'itsm:person:2')).toBe(false);
    expect((await fixture.ledger.findings(persons.run)).map(({ code, key }) => [code, key])).toContainEqual([
      'end-refused',
      'itsm:person:2',
    ]);
  });

  test('waits while the other one has not crossed: nothing ends before there is somebody to be', async () => {
    const to = memoryTarget();
    const { usersLane } = await crossAll(to);
    await decide(to, { merge: [is('2', 'nobody')] });
    expect(await again(usersLane, ['2'])).toMatchObject({ ended: 0 });
    expect(to.ended('person', 'itsm:person:2')).toBe(false);
  });

  test('repeated after dying anywhere, is ended once', async () => {
    const to = memoryTarget();
    const { usersLane } = await crossAll(to);
    await decide(to, { merge: [is('2', '1')] });
    const dying = { ...fixture.ledger, settleBatch: async () => fail() };
    await expect(endRecords({ ...usersLane, ledger: dying })).rejects.toMatchObject({ code: 'source-touched' });
    expect(to.ended('person', 'itsm:person:2')).toBe(true);
    expect(await endRecords(usersLane)).toEqual({ ended: 1 });
    expect(await endRecords(usersLane)).toEqual({ ended: 0 });
    expect(to.items.filter(({ op }) => op === 'tombstone')).toHaveLength(1);
  });
});

describe('a customer two sources know', () => {
  const customers = (to: MemoryTarget, source: string, records: readonly SourceRecord[]) => ({
    from: memorySource(records),
    to,
    source,
    entity: 'customer' as const,
    lane: { precedence: ['register', 'itsm'] },
    map: ({ data }: SourceRecord) => ({ identities: [{ kind: 'tax', value: String(data.code) }], match: [['tax']] }),
  });

  async function ambiguous() {
    const to = memoryTarget();
    const duplicates = ['a', 'b'].map((key) => ({ key, data: { code: 'T1', name: `Acme ${key}` } }));
    const register = await fixture.lane(customers(to, 'register', duplicates));
    await crossLane(register);
    const itsm = await fixture.lane(
      customers(to, 'itsm', [{ key: '9', data: { code: 'T1', name: 'ACME', segment: 'retail' } }]),
    );
    expect((await crossLane(itsm)).outcomes).toEqual(counts({ quarantined: 1 }));
    const { instance } = await to.check();
    const [review] = await fixture.ledger.reviews(instance, 'customer');
    if (review === undefined) throw new Error('nothing waits');
    return { to, register, itsm, review, instance };
  }

  test('waits with its name and candidates until a person says which it is, and then joins that one from the landing', async () => {
    const { to, itsm, register, review, instance } = await ambiguous();
    expect(review).toMatchObject({
      ownKey: 'itsm:customer:9',
      name: 'ACME',
      candidates: ['register:customer:a', 'register:customer:b'],
      decided: null,
    });
    await decide(to, { entity: 'customer', claim: [{ review, externalKey: 'register:customer:b' }] });
    expect((await again(itsm, ['9'])).outcomes).toEqual(counts({ updated: 1 }));
    expect(to.data('customer', 'register:customer:b')).toEqual({ code: 'T1', name: 'Acme b', segment: 'retail' });
    expect(await fixture.ledger.reviews(instance, 'customer')).toMatchObject([{ decided: 'register:customer:b' }]);

    await decide(to, { entity: 'customer', split: ['itsm:customer:9'] });
    expect((await again(register, ['b'])).outcomes).toEqual(counts({ updated: 1 }));
    expect((await again(itsm, ['9'])).outcomes).toEqual(counts({ created: 1 }));
    expect(to.data('customer', 'register:customer:b')).toEqual({ code: 'T1', name: 'Acme b' });
    expect(to.data('customer', 'itsm:customer:9')).toEqual({ code: 'T1', name: 'ACME', segment: 'retail' });
    expect((await again(itsm, ['9'])).outcomes).toEqual(counts({ unchanged: 1 }));
  });

  test('becomes a record of its own when it is none of them', async () => {
    const { to, itsm, review } = await ambiguous();
    await decide(to, { entity: 'customer', claim: [{ review, externalKey: review.ownKey }] });
    expect((await again(itsm, ['9'])).outcomes).toEqual(counts({ created: 1 }));
    expect(to.keys('customer')).toEqual(['itsm:customer:9', 'register:customer:a', 'register:customer:b']);
  });
});

test('a record keeps the assets it came with, although its source can not be asked for them any more', async () => {
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
  await crossLane(lane);
  const before = to.data('article', 'itsm:article:1')?.body;
  expect(before).toMatch(/^see \/v1\/assets\/[0-9a-f]{64}$/);
  expect((await again(lane, 'loaded')).outcomes).toEqual(counts({ unchanged: 1 }));
  expect(to.data('article', 'itsm:article:1')?.body).toBe(before);

  from.assets.set('a.png', 'another picture');
  await fixture.cross(article);
  const now = to.data('article', 'itsm:article:1')?.body;
  expect(now).not.toBe(before);
  expect((await again(lane, 'loaded')).outcomes).toEqual(counts({ unchanged: 1 }));
});

describe('what was set aside', () => {
  test('is tried again as it was read last, with the mapping of today, and leaves the list when it crosses', async () => {
    const to = memoryTarget();
    const { instance } = await to.check();
    const strict = (name: string) => ({
      from: memorySource(['1', '2', '3', '4', '5'].map((key) => ({ key, data: { name } }))),
      to,
      entity: 'group' as const,
      map: ({ key }: SourceRecord) =>
        Number(key) % 2 === 0
          ? {}
          : { kind: 'quarantined' as const, key, problem: { code: 'value-unknown', path: 'name', message: 'x' } },
    });
    await fixture.cross(strict('old'));
    const lane = await fixture.lane(strict('new'));
    await crossLane(lane);
    const filter = { targetInstance: instance, route: 'test', lane: 'itsm.group', limit: 9 };
    const keysNow = async (code = 'value-unknown') =>
      (await fixture.ledger.quarantinedNow({ ...filter, code })).map(({ key }) => key);
    expect(await keysNow()).toEqual(['1', '3', '5']);
    expect(await keysNow('other')).toEqual([]);

    const today = { ...lane.mapping, map: (record: SourceRecord) => mapped(record) };
    const retried = await again(lane, ['1', '3'], { mapping: today });
    expect(retried).toMatchObject({ outcomes: counts({ created: 2 }), enumerated: 2, settled: true });
    expect(to.data('group', 'itsm:group:3')).toEqual({ name: 'new' });
    expect(await keysNow()).toEqual(['5']);
    const [newest] = await fixture.ledger.plansOf(instance);
    expect(newest?.run, 'what runs next over the landing takes the mappings of this run').toBe(retried.run);
    await fixture.cross({ ...strict('new'), from: memorySource([{ key: '2', data: { name: 'new' } }]) });
    expect(await keysNow(), 'the source dropped it').toEqual([]);
  });

  test('is not used when the landing was damaged', async () => {
    const to = memoryTarget();
    const lane = await fixture.lane({ from: memorySource([{ key: '1', data: { name: 'x' } }]), to, entity: 'group' });
    await crossLane(lane);
    const damaged = { ...fixture.landing, get: async () => Buffer.from('something else') };
    const run = { ...lane.run, run: 'retry-damaged', mode: 'retry' as const };
    await fixture.ledger.startRun({ plan: run, pins: [], wanted: [{ lane: lane.lane.lane, keys: ['1'] }] });
    const ref = { run: run.run, lane: lane.lane.lane };
    const source = landedSource({ ref, ledger: fixture.ledger, landing: damaged, origin: UNTOUCHABLE });
    await expect(crossLane({ ...lane, run, source })).rejects.toMatchObject({ code: 'landing-damaged' });
  });

  test('comes in the order it landed, over runs and batches, however reading is cut', async () => {
    const to = memoryTarget();
    const all = Array.from({ length: 23 }, (_, i) => ({ key: `k${i}`, data: { name: `n${i}` } }));
    await fixture.cross({ from: memorySource(all.slice(0, 11)), to, entity: 'group' });
    const lane = await fixture.lane({ from: memorySource(all.slice(11)), to, entity: 'group' });
    await crossLane(lane);
    const run = { ...lane.run, run: 'retry-order', mode: 'retry' as const };
    const keys = all.map(({ key }) => key).filter((_, i) => i % 3 !== 1);
    await fixture.ledger.startRun({
      plan: run,
      pins: [],
      wanted: [{ lane: lane.lane.lane, keys: [...keys, 'never-read'] }],
    });
    const ref = { run: run.run, lane: lane.lane.lane };
    const source = landedSource({ ref, ledger: fixture.ledger, landing: fixture.landing, origin: UNTOUCHABLE });
    const read: string[] = [];
    const cut: string[] = [];
    for await (const { records, continuation } of source.read('', null)) {
      read.push(...records.map(({ key }) => key));
      for await (const rest of source.read('', continuation)) {
        cut.push(rest.records[0]?.key ?? '');
        break;
      }
    }
    expect(read).toEqual(keys);
    expect(cut.every((key) => keys.includes(key))).toBe(true);
    expect(await source.count('')).toMatchObject({ count: keys.length });
    await expect(async () => {
      for await (const _ of source.read('', 'somewhere')) break;
    }).rejects.toMatchObject({ code: 'watermark-unknown' });
  });
});

function mapped({ key, data }: SourceRecord) {
  const nothing = { references: [], assets: [], identities: [], match: [], losses: [], warnings: [] };
  return { kind: 'mapped' as const, key, externalKey: `itsm:group:${key}`, fields: data, ...nothing };
}
