/** A customer that matches several records of another source waits until a person decides which of them it is. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { counts } from '../../test/fakes/lane-fixture.ts';
import { memoryTarget } from '../../test/fakes/memory-target.ts';
import { openPeopleFixture, type PeopleFixture, waitingMatch } from '../../test/fakes/people-fixture.ts';

let fixture: PeopleFixture;
beforeAll(async () => {
  fixture = await openPeopleFixture();
});
afterAll(() => fixture.close());

test('is quarantined, and waits with its name and its candidates', async () => {
  const { outcomes, review } = await waitingMatch(fixture, memoryTarget());
  expect(outcomes).toEqual(counts({ quarantined: 1 }));
  expect(review).toMatchObject({
    ownKey: 'itsm:customer:9',
    name: 'ACME',
    candidates: ['register:customer:a', 'register:customer:b'],
    decided: null,
  });
});

test('is loaded from the landing as the candidate decided, with the fields of both sources', async () => {
  const to = memoryTarget();
  const { itsm, review, instance } = await waitingMatch(fixture, to);
  await fixture.decide(to, { entity: 'customer', claim: [{ review, externalKey: 'register:customer:b' }] });
  expect((await fixture.loadLanded(itsm, ['9'])).outcomes).toEqual(counts({ updated: 1 }));
  expect(to.data('customer', 'register:customer:b')).toEqual({ code: 'T1', name: 'Acme b', segment: 'retail' });
  expect(await fixture.ledger.reviews(instance, 'customer')).toMatchObject([{ decided: 'register:customer:b' }]);
});

test('becomes a record of its own when it is none of them', async () => {
  const to = memoryTarget();
  const { itsm, review } = await waitingMatch(fixture, to);
  await fixture.decide(to, { entity: 'customer', claim: [{ review, externalKey: review.ownKey }] });
  expect((await fixture.loadLanded(itsm, ['9'])).outcomes).toEqual(counts({ created: 1 }));
  expect(to.keys('customer')).toEqual(['itsm:customer:9', 'register:customer:a', 'register:customer:b']);
});
