import { afterAll, beforeAll, expect, test } from 'vitest';
import { runLane } from '../../test/fakes/lane.ts';
import { counts, type LaneFixture, openLaneFixture, ticket } from '../../test/fakes/lane-fixture.ts';
import { memorySource } from '../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../test/fakes/memory-target.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { TransientError } from '../errors.ts';
import { openLedger } from '../ledger/ledger.ts';

let fixture: LaneFixture;
beforeAll(async () => {
  fixture = await openLaneFixture();
});
afterAll(() => fixture.close());

const KEY = 'itsm:ticket:A';
const comment = (system: string, n: number, content: string) => ({
  externalId: `${system}:ticket.comments:A/${n}`,
  internal: false,
  body: { format: 'text', content },
});

test('keeps what a person edited, loads the rest, and reports it', async () => {
  const from = memorySource([ticket('A', 'one', { priority: 'low' })]);
  const to = memoryTarget();
  await fixture.run({ from, to });
  to.edit('ticket', KEY, { title: 'by hand' });
  from.records = [ticket('A', 'two', { priority: 'high' })];
  const done = await fixture.run({ from, to });
  expect(done.outcomes).toEqual(counts({ updated: 1 }));
  expect(to.data('ticket', KEY)).toMatchObject({ title: 'by hand', priority: 'high' });
  expect(await fixture.ledger.findings(done.run)).toMatchObject([
    { code: 'edited-in-console', key: KEY, fields: ['title'] },
  ]);
});

test('takes no list of children for edited because it is empty, nor because people added theirs', async () => {
  const from = memorySource([ticket('A', 'one', { comments: [] })]);
  const to = memoryTarget();
  await fixture.run({ from, to });
  to.edit('ticket', KEY, { title: 'by hand', comments: [comment('console', 1, 'answered here')] });
  from.records = [ticket('A', 'one', { comments: [], priority: 'high' })];
  const done = await fixture.run({ from, to });
  const edited = (await fixture.ledger.findings(done.run)).filter(({ code }) => code === 'edited-in-console');
  expect(edited).toMatchObject([{ fields: ['title'] }]);

  from.records = [ticket('A', 'one', { comments: [comment('itsm', 1, 'first')], priority: 'high' })];
  expect((await fixture.run({ from, to })).outcomes).toEqual(counts({ updated: 1 }));
  expect(to.data('ticket', KEY)).toMatchObject({ title: 'by hand', comments: { length: 2 } });
});

test('goes on keeping the edit in later runs, until the target holds our value again', async () => {
  const from = memorySource([ticket('A', 'one', { priority: 'low' })]);
  const to = memoryTarget();
  await fixture.run({ from, to });
  to.edit('ticket', KEY, { title: 'by hand' });
  from.records = [ticket('A', 'two', { priority: 'high' })];
  await fixture.run({ from, to });

  const still = await fixture.run({ from, to });
  expect(still.outcomes).toEqual(counts({ quarantined: 1 }));
  expect((await fixture.ledger.quarantineList({ run: still.run, limit: 1 }))[0]).toMatchObject({
    code: 'target-changed',
    path: 'title',
  });
  expect(to.data('ticket', KEY)).toMatchObject({ title: 'by hand' });

  to.edit('ticket', KEY, { title: 'one' });
  const back = await fixture.run({ from, to });
  expect(back.outcomes).toEqual(counts({ updated: 1 }));
  expect(to.data('ticket', KEY)).toMatchObject({ title: 'two' });
});

test('keeps an edit that the source contradicts only after another write of ours', async () => {
  const from = memorySource([ticket('A', 'one', { priority: 'low' })]);
  const to = memoryTarget();
  await fixture.run({ from, to });
  to.edit('ticket', KEY, { title: 'by hand', kind: 'incident' });
  from.records = [ticket('A', 'one', { priority: 'high' })];
  await fixture.run({ from, to });
  from.records = [ticket('A', 'two', { priority: 'high', kind: 'request' })];
  const done = await fixture.run({ from, to });
  expect(to.data('ticket', KEY)).toMatchObject({ title: 'by hand', kind: 'incident', priority: 'high' });
  const finding = (await fixture.ledger.findings(done.run)).find(({ code }) => code === 'edited-in-console');
  expect(finding).toMatchObject({ key: KEY });
  expect([...(finding?.fields ?? [])].sort()).toEqual(['kind', 'title']);
});

test('knows what an unfinished run wrote from what a person edited', async () => {
  const from = memorySource([ticket('A', 'one')]);
  const to = memoryTarget();
  await fixture.run({ from, to });
  from.records = [ticket('A', 'two')];
  const unfinished = await fixture.lane({ from, to });
  const settleBatch = () => Promise.reject(new TransientError('gone', { code: 'gone' }));
  await expect(runLane({ ...unfinished, ledger: { ...fixture.ledger, settleBatch } })).rejects.toThrow('gone');
  from.records = [ticket('A', 'three')];
  const done = await fixture.run({ from, to });
  expect(done.outcomes).toEqual(counts({ updated: 1 }));
  expect(to.data('ticket', KEY)).toMatchObject({ title: 'three' });
});

test('reports an edit of a record that the source did not change, and leaves it alone', async () => {
  const from = memorySource([ticket('A', 'one')]);
  const to = memoryTarget();
  await fixture.run({ from, to });
  to.edit('ticket', KEY, { title: 'by hand', priority: 'high' });
  const done = await fixture.run({ from, to });
  expect(done.outcomes).toEqual(counts({ unchanged: 1 }));
  expect((await fixture.ledger.findings(done.run)).map(({ fields }) => [...fields].sort())).toEqual([
    ['priority', 'title'],
  ]);
});

test('adds comments of the source beside those people wrote in the console', async () => {
  const from = memorySource([ticket('A', 'one', { comments: [comment('itsm', 1, 'first')] })]);
  const to = memoryTarget();
  await fixture.run({ from, to });
  to.edit('ticket', KEY, { comments: [comment('itsm', 1, 'first'), comment('console', 1, 'answered here')] });
  from.records = [ticket('A', 'one', { comments: [comment('itsm', 1, 'first'), comment('itsm', 2, 'second')] })];
  const done = await fixture.run({ from, to });
  expect(done.outcomes).toEqual(counts({ updated: 1 }));
  expect(to.data('ticket', KEY)?.comments).toHaveLength(3);
});

test('takes up records that an earlier run wrote whose ledger is gone, and leaves edited ones to their editors', async () => {
  const from = memorySource([ticket('A', 'one'), ticket('B', 'one')]);
  const to = memoryTarget();
  await fixture.run({ from, to });
  to.edit('ticket', 'itsm:ticket:B', { title: 'by hand' });
  from.records = [ticket('A', 'two'), ticket('B', 'two')];

  const database = await freshDatabase();
  const ledger = await openLedger(database.url);
  const done = await fixture.run({ from, to, ledger, run: 'after-the-loss' });
  expect(done.outcomes).toEqual(counts({ updated: 1, unchanged: 1 }));
  expect(await ledger.findings(done.run)).toMatchObject([{ key: 'itsm:ticket:B', fields: ['title'] }]);
  expect(to.data('ticket', KEY)).toMatchObject({ title: 'two' });
  expect(to.data('ticket', 'itsm:ticket:B')).toMatchObject({ title: 'by hand' });
  await ledger.close();
  await database.drop();
});

test('finds out when the target holds something else than it was sent', async () => {
  const to = memoryTarget();
  const write = to.write;
  to.write = async (batch, key) => {
    const receipt = await write(batch, key);
    return { ...receipt, items: receipt.items.map((item) => ({ ...item, contentHash: 'f'.repeat(64) })) };
  };
  const done = await fixture.run({ from: memorySource([ticket('A', 'one')]), to });
  expect(await fixture.ledger.findings(done.run)).toMatchObject([{ code: 'receipt-differs', key: KEY }]);
});
