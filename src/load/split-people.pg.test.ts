/** Taking merges and matches back: every record gets its own again, and the target holds what it held before. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { counts } from '../../test/fakes/lane-fixture.ts';
import { memoryTarget } from '../../test/fakes/memory-target.ts';
import {
  desk,
  is,
  openPeopleFixture,
  type PeopleFixture,
  requester,
  user,
  waitingMatch,
} from '../../test/fakes/people-fixture.ts';

let fixture: PeopleFixture;
beforeAll(async () => {
  fixture = await openPeopleFixture();
});
afterAll(() => fixture.close());

test('a merged person is restored with every field, and so are the references', async () => {
  const to = memoryTarget();
  const made = desk(to);
  const { usersLane, ticketsLane } = await fixture.loadDesk(made);
  const asItWas = to.dump();
  await fixture.decide(to, { merge: [is('2', '1')] });
  await fixture.loadLanded(usersLane, ['2']);
  await fixture.loadLanded(ticketsLane, 'loaded');
  await fixture.decide(to, { split: ['itsm:person:2'] });
  expect(await fixture.loadLanded(usersLane, ['2'])).toMatchObject({ outcomes: counts({ updated: 1 }), tombstoned: 0 });
  expect(await fixture.loadLanded(ticketsLane, 'loaded')).toMatchObject({
    outcomes: counts({ updated: 1, unchanged: 3 }),
  });
  expect(to.dump()).toEqual(asItWas);
  expect(to.tombstoned('person', 'itsm:person:2')).toBe(false);
  to.items.length = 0;
  await fixture.loadDesk(made);
  expect(to.items).toEqual([]);
});

test('the other person loses the identities it had gained', async () => {
  const to = memoryTarget();
  const known = (login: string) => ({ identities: [{ system: 'login', id: login }] });
  const made = desk(to);
  made.users.from.records = [user('1', 'alice', known('alice')), user('2', 'alice2', known('alice2'))];
  const { usersLane } = await fixture.loadDesk(made);
  await fixture.decide(to, { merge: [is('2', '1')] });
  await fixture.loadLanded(usersLane, ['1', '2']);
  expect(to.data('person', 'itsm:person:1')?.identities).toHaveLength(2);
  await fixture.decide(to, { split: ['itsm:person:2'] });
  await fixture.loadLanded(usersLane, ['1', '2']);
  expect(to.data('person', 'itsm:person:1')?.identities).toEqual(known('alice').identities);
});

test('taking one merge of a chain back leaves the others', async () => {
  const to = memoryTarget();
  const { usersLane, ticketsLane } = await fixture.loadDesk(desk(to));
  await fixture.decide(to, { merge: [is('2', '1')] });
  await fixture.decide(to, { merge: [is('1', '3')] });
  await fixture.loadLanded(usersLane, ['1', '2']);
  await fixture.loadLanded(ticketsLane, 'loaded');
  await fixture.decide(to, { split: ['itsm:person:1'] });
  await fixture.loadLanded(usersLane, ['1', '2']);
  await fixture.loadLanded(ticketsLane, 'loaded');
  expect(['1', '2', '3'].map((number) => requester(to, number))).toEqual([
    ...['itsm:person:1', 'itsm:person:1', 'itsm:person:3'],
  ]);
});

test('a placeholder is restored', async () => {
  const to = memoryTarget();
  const { usersLane, ticketsLane } = await fixture.loadDesk(desk(to));
  await fixture.decide(to, { merge: [is('login=ghost', '3')] });
  await fixture.loadLanded(usersLane, []);
  await fixture.loadLanded(ticketsLane, 'loaded');
  expect(to.tombstoned('person', 'itsm:person:login=ghost')).toBe(true);
  await fixture.decide(to, { split: ['itsm:person:login=ghost'] });
  await fixture.loadLanded(ticketsLane, 'loaded');
  expect(requester(to, '4')).toBe('itsm:person:login=ghost');
  expect(to.tombstoned('person', 'itsm:person:login=ghost')).toBe(false);
});

test('a record that was matched leaves the one it shared, which loses the fields of that source alone', async () => {
  const to = memoryTarget();
  const { register, itsm, review } = await waitingMatch(fixture, to);
  await fixture.decide(to, { entity: 'customer', claim: [{ review, externalKey: 'register:customer:b' }] });
  await fixture.loadLanded(itsm, ['9']);
  await fixture.decide(to, { entity: 'customer', split: ['itsm:customer:9'] });
  expect((await fixture.loadLanded(register, ['b'])).outcomes).toEqual(counts({ updated: 1 }));
  expect((await fixture.loadLanded(itsm, ['9'])).outcomes).toEqual(counts({ created: 1 }));
  expect(to.data('customer', 'register:customer:b')).toEqual({ code: 'T1', name: 'Acme b' });
  expect(to.data('customer', 'itsm:customer:9')).toEqual({ code: 'T1', name: 'ACME', segment: 'retail' });
  expect((await fixture.loadLanded(itsm, ['9'])).outcomes).toEqual(counts({ unchanged: 1 }));
});
