/** A person merged into another one: what becomes of both records, of what refers to them, and of later runs. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { counts } from '../../test/fakes/lane-fixture.ts';
import { memoryTarget } from '../../test/fakes/memory-target.ts';
import {
  desk,
  fail,
  is,
  openPeopleFixture,
  type PeopleFixture,
  requester,
  user,
} from '../../test/fakes/people-fixture.ts';
import { tombstoneDuplicates } from './tombstone-duplicates.ts';

let fixture: PeopleFixture;
beforeAll(async () => {
  fixture = await openPeopleFixture();
});
afterAll(() => fixture.close());

test('the duplicate is tombstoned, and references to it become references to the other, without a call to the source', async () => {
  const to = memoryTarget();
  const { usersLane, ticketsLane } = await fixture.loadDesk(desk(to));
  await fixture.decide(to, { merge: [is('2', '1')] });
  to.items.length = 0;

  expect(await fixture.loadLanded(usersLane, ['2'])).toMatchObject({
    outcomes: counts({ excluded: 1 }),
    settled: true,
    tombstoned: 1,
  });
  expect(await fixture.loadLanded(ticketsLane, 'loaded')).toMatchObject({
    outcomes: counts({ updated: 1, unchanged: 3 }),
    settled: true,
    sourceCount: { count: 4 },
  });
  expect(requester(to, '2')).toBe('itsm:person:1');
  expect(to.tombstoned('person', 'itsm:person:2')).toBe(true);
  expect(to.items.map(({ op, externalKey, data }) => [op, externalKey, data])).toEqual([
    ['tombstone', 'itsm:person:2', {}],
    ['upsert', 'itsm:ticket:2', { requester: 'itsm:person:1' }],
  ]);
});

test('the other person gains the identities of the duplicate, and a later run writes nothing', async () => {
  const to = memoryTarget();
  const known = (login: string) => ({ identities: [{ system: 'login', id: login }] });
  const made = desk(to);
  made.users.from.records = [user('1', 'alice', known('alice')), user('2', 'alice2', known('alice2'))];
  const { usersLane } = await fixture.loadDesk(made);
  await fixture.decide(to, { merge: [is('2', '1')] });
  await fixture.loadLanded(usersLane, ['1', '2']);
  expect(to.data('person', 'itsm:person:1')?.identities).toEqual([
    ...known('alice').identities,
    ...known('alice2').identities,
  ]);
  to.items.length = 0;
  await fixture.loadDesk(made);
  expect(to.items.filter(({ externalKey }) => externalKey === 'itsm:person:1')).toEqual([]);
});

test('later runs exclude the duplicate and write nothing', async () => {
  const to = memoryTarget();
  const made = desk(to);
  await fixture.loadDesk(made);
  await fixture.decide(to, { merge: [is('2', '1')] });
  await fixture.loadDesk(made);
  to.items.length = 0;
  const { settled, usersLane } = await fixture.loadDesk(made);
  expect(settled.map(({ outcomes }) => outcomes)).toEqual([
    counts({ unchanged: 2, excluded: 1 }),
    counts({ unchanged: 4 }),
  ]);
  expect(to.items).toEqual([]);
  expect(usersLane.run.mode).toBe('full');
});

test('records that come later find the other person by the login of the duplicate', async () => {
  const to = memoryTarget();
  const made = desk(to);
  await fixture.loadDesk(made);
  await fixture.decide(to, { merge: [is('2', '3')] });
  made.tickets.from.records.push({ key: '9', data: { number: '9', title: 'alice2', status: 'open', requester: null } });
  await fixture.loadDesk(made);
  expect(requester(to, '9')).toBe('itsm:person:3');
});

test('a chain of merges leads to its end, and is kept as it was decided', async () => {
  const to = memoryTarget();
  const { usersLane, ticketsLane } = await fixture.loadDesk(desk(to));
  await fixture.decide(to, { merge: [is('2', '1')] });
  await fixture.decide(to, { merge: [is('1', '3')] });
  await fixture.loadLanded(usersLane, ['1', '2']);
  await fixture.loadLanded(ticketsLane, 'loaded');
  expect(['1', '2', '3'].map((number) => requester(to, number))).toEqual(Array(3).fill('itsm:person:3'));
  const merges = await fixture.ledger.identityMerges((await to.check()).instance, 'person');
  expect(merges.map(({ from, to: next, final }) => [from, next, final])).toEqual([
    ['itsm:person:1', 'itsm:person:3', 'itsm:person:3'],
    ['itsm:person:2', 'itsm:person:1', 'itsm:person:3'],
  ]);
});

test('a placeholder is tombstoned, and no later run makes it again', async () => {
  const to = memoryTarget();
  const made = desk(to);
  const { usersLane, ticketsLane } = await fixture.loadDesk(made);
  expect(requester(to, '4')).toBe('itsm:person:login=ghost');
  await fixture.decide(to, { merge: [is('login=ghost', '3')] });
  expect(await fixture.loadLanded(usersLane, [])).toMatchObject({ tombstoned: 1, settled: true });
  await fixture.loadLanded(ticketsLane, 'loaded');
  expect(requester(to, '4')).toBe('itsm:person:3');
  const full = await fixture.loadDesk(made);
  expect(full.settled.map(({ placeholders }) => placeholders)).toEqual([0, 0]);
  expect(to.tombstoned('person', 'itsm:person:login=ghost')).toBe(true);
});

test('a reference that somebody changed by hand stays, and a record that somebody edited is not tombstoned', async () => {
  const to = memoryTarget();
  const { usersLane, ticketsLane } = await fixture.loadDesk(desk(to));
  to.edit('ticket', 'itsm:ticket:2', { requester: 'itsm:person:3' });
  to.edit('person', 'itsm:person:2', { phone: '1234' });
  await fixture.decide(to, { merge: [is('2', '1')] });
  const persons = await fixture.loadLanded(usersLane, ['2']);
  const tickets = await fixture.loadLanded(ticketsLane, 'loaded');
  expect(requester(to, '2')).toBe('itsm:person:3');
  expect(tickets.outcomes).toEqual(counts({ unchanged: 3, quarantined: 1 }));
  expect(await fixture.ledger.findings(tickets.run)).toMatchObject([
    { code: 'edited-in-console', key: 'itsm:ticket:2', fields: ['requester'] },
  ]);
  expect(persons.tombstoned).toBe(0);
  expect(to.tombstoned('person', 'itsm:person:2')).toBe(false);
  expect((await fixture.ledger.findings(persons.run)).map(({ code, key }) => [code, key])).toContainEqual([
    'end-refused',
    'itsm:person:2',
  ]);
});

test('nothing is tombstoned before the other person is loaded', async () => {
  const to = memoryTarget();
  const { usersLane } = await fixture.loadDesk(desk(to));
  await fixture.decide(to, { merge: [is('2', 'nobody')] });
  expect(await fixture.loadLanded(usersLane, ['2'])).toMatchObject({ tombstoned: 0 });
  expect(to.tombstoned('person', 'itsm:person:2')).toBe(false);
});

test('a retry after the target answered and before the ledger knew sends one tombstone', async () => {
  const to = memoryTarget();
  const { usersLane } = await fixture.loadDesk(desk(to));
  await fixture.decide(to, { merge: [is('2', '1')] });
  const dying = { ...fixture.ledger, settleBatch: async () => fail() };
  await expect(tombstoneDuplicates({ ...usersLane, ledger: dying })).rejects.toMatchObject({ code: 'source-called' });
  expect(to.tombstoned('person', 'itsm:person:2')).toBe(true);
  expect(await tombstoneDuplicates(usersLane)).toEqual({ tombstoned: 1 });
  expect(await tombstoneDuplicates(usersLane)).toEqual({ tombstoned: 0 });
  expect(to.items.filter(({ op }) => op === 'tombstone')).toHaveLength(1);
});
