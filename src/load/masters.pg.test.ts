import { afterAll, beforeAll, expect, test } from 'vitest';
import { counts, type LaneFixture, openLaneFixture } from '../../test/fakes/lane-fixture.ts';
import { memorySource } from '../../test/fakes/memory-source.ts';
import { type MemoryTarget, memoryTarget } from '../../test/fakes/memory-target.ts';
import type { SourceRecord } from '../model/record.ts';

let fixture: LaneFixture;
beforeAll(async () => {
  fixture = await openLaneFixture();
});
afterAll(() => fixture.close());

const customer = (key: string, data: SourceRecord['data']): SourceRecord => ({ key, data });

/** Matched by code, then by name and domain together. */
function customers(to: MemoryTarget, source: string, records: readonly SourceRecord[]) {
  return {
    from: memorySource(records),
    to,
    source,
    entity: 'customer' as const,
    lane: { precedence: ['register', 'itsm'] },
    map: ({ data }: SourceRecord) => ({
      identities: ['code', 'name', 'timezone'].flatMap((kind) =>
        typeof data[kind] === 'string' ? [{ kind, value: String(data[kind]) }] : [],
      ),
      match: [['code'], ['name', 'timezone']],
    }),
  };
}

const ACME = { code: 'C1', name: 'Acme', segment: 'retail' };

test('makes one record of a customer that two sources know, each field owned by the first source that says anything', async () => {
  const to = memoryTarget();
  await fixture.run(customers(to, 'register', [customer('a', ACME)]));
  const other = { code: 'C1', name: 'ACME Ltd', tier: 'gold', segment: null };
  const itsm = await fixture.run(
    customers(to, 'itsm', [customer('9', other), customer('10', { code: 'C2', name: 'Beta' })]),
  );
  expect(itsm.outcomes).toEqual(counts({ updated: 1, created: 1 }));
  expect(to.keys('customer')).toEqual(['itsm:customer:10', 'register:customer:a']);
  expect(to.data('customer', 'register:customer:a')).toEqual({ ...ACME, tier: 'gold' });

  const sent = to.items.length;
  await fixture.run(customers(to, 'register', [customer('a', ACME)]));
  const again = await fixture.run(
    customers(to, 'itsm', [customer('9', other), customer('10', { code: 'C2', name: 'Beta' })]),
  );
  expect(again.outcomes).toEqual(counts({ unchanged: 2 }));
  expect(to.items).toHaveLength(sent);
});

test('falls back to what another source says when the owner falls silent, and gives the field back when it speaks again', async () => {
  const to = memoryTarget();
  const itsm = customers(to, 'itsm', [customer('9', { code: 'C1', name: 'ACME Ltd', segment: 'industry' })]);
  await fixture.run(itsm);
  const register = customers(to, 'register', [customer('a', ACME)]);
  await fixture.run(register);
  expect(to.data('customer', 'itsm:customer:9')).toMatchObject({ name: 'Acme', segment: 'retail' });
  register.from.records = [customer('a', { code: 'C1', name: 'Acme' })];
  to.items.length = 0;
  await fixture.run(register);
  expect(to.items.map(({ data }) => data)).toEqual([{ segment: 'industry' }]);
});

test('matches by the next rule only when the one before finds nothing, and by all its kinds together', async () => {
  const to = memoryTarget();
  const zone = 'Asia/Shanghai';
  await fixture.run(customers(to, 'register', [customer('a', { code: 'C1', name: 'Acme', timezone: zone })]));
  await fixture.run(
    customers(to, 'itsm', [
      customer('1', { code: 'X', name: 'Acme', timezone: zone }),
      customer('2', { code: 'Y', name: 'Acme', timezone: 'UTC' }),
    ]),
  );
  expect(to.keys('customer')).toEqual(['itsm:customer:2', 'register:customer:a']);
});

test('asks a person instead of guessing between two matches', async () => {
  const to = memoryTarget();
  await fixture.run(customers(to, 'register', [customer('a', ACME), customer('b', ACME)]));
  const itsm = await fixture.run(customers(to, 'itsm', [customer('9', ACME)]));
  expect(itsm.outcomes).toEqual(counts({ quarantined: 1 }));
  expect((await fixture.ledger.quarantineList({ run: itsm.run, limit: 5 }))[0]).toMatchObject({
    code: 'match-ambiguous',
  });
});

test('never joins two records of one source: the later one is quarantined', async () => {
  const to = memoryTarget();
  await fixture.run(customers(to, 'register', [customer('a', ACME)]));
  const twice = customers(to, 'itsm', [customer('8', ACME), customer('9', ACME)]);
  for (const expected of [counts({ unchanged: 1, quarantined: 1 }), counts({ unchanged: 1, quarantined: 1 })]) {
    const itsm = await fixture.run(twice);
    expect(itsm.outcomes).toEqual(expected);
    const set = await fixture.ledger.quarantineList({ run: itsm.run, limit: 5 });
    expect(set.map(({ key, code }) => [key, code])).toEqual([['9', 'identity-duplicate']]);
  }
});

test('finds a customer by the number the other source knows it under', async () => {
  const to = memoryTarget();
  await fixture.run(customers(to, 'register', [customer('a', ACME)]));
  await fixture.run(customers(to, 'itsm', [customer('9', ACME)]));
  const site = memorySource([{ key: 's', data: { name: 'Site', customer: null } }]);
  await fixture.run({
    from: site,
    to,
    entity: 'site',
    map: () => ({
      references: [{ path: ['customer'], entity: 'customer', value: '9', missing: 'quarantine', form: 'field' }],
    }),
  });
  expect(to.data('site', 'itsm:site:s')).toMatchObject({ customer: 'register:customer:a' });
});

test("counts a record as created by the source that really brought it, when the first claimant's was never loaded", async () => {
  const to = memoryTarget();
  to.refuse = ({ data }) => (data.segment === 'retail' ? { code: 'contract', retryable: false } : undefined);
  const register = await fixture.run(customers(to, 'register', [customer('a', ACME)]));
  expect(register.outcomes).toEqual(counts({ quarantined: 1 }));
  const itsm = await fixture.run(customers(to, 'itsm', [customer('9', { code: 'C1', name: 'ACME Ltd' })]));
  expect(itsm.outcomes).toEqual(counts({ created: 1 }));
});
