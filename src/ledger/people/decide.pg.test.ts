import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../test/setup/database.ts';
import { type Ledger, openLedger } from '../ledger.ts';
import type { Decisions } from './rows.ts';

let database: FreshDatabase;
let ledger: Ledger;

beforeAll(async () => {
  database = await freshDatabase();
  ledger = await openLedger(database.url);
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

const decisions = (some: Partial<Decisions>): Decisions => ({
  ...{ targetInstance: 'console-1', entity: 'person', by: 'alice', run: null },
  ...{ merge: [], apart: [], claim: [], split: [], ...some },
});

test('a pair is kept apart once, whichever way round it is decided, and for one entity of one target', async () => {
  await ledger.decide(decisions({ apart: [['b:person:2', 'a:person:1']] }));
  await ledger.decide(decisions({ apart: [['a:person:1', 'b:person:2']] }));
  expect(await ledger.keptApart('console-1', 'person')).toEqual([['a:person:1', 'b:person:2']]);
  expect(await ledger.keptApart('console-1', 'customer')).toEqual([]);
  expect(await ledger.keptApart('console-2', 'person')).toEqual([]);
});

test('a merge that was decided again leads to the newer record, and a split takes it back', async () => {
  const merge = (to: string) => decisions({ merge: [{ from: 'a:person:1', to }] });
  await ledger.decide(merge('b:person:2'));
  await ledger.decide(merge('b:person:3'));
  expect(await ledger.identityMerges('console-1', 'person')).toMatchObject([
    { from: 'a:person:1', to: 'b:person:3', final: 'b:person:3', by: 'alice', done: false },
  ]);
  await ledger.decide(decisions({ split: ['a:person:1'] }));
  expect(await ledger.identityMerges('console-1', 'person')).toEqual([]);
});
