import { afterAll, beforeAll, expect, test } from 'vitest';
import { counts, type LaneFixture, openLaneFixture, ticket } from '../../test/fakes/lane-fixture.ts';
import { memorySource } from '../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../test/fakes/memory-target.ts';
import { FatalError } from '../errors.ts';
import { extractBatches } from '../extract/extract.ts';
import type { SourceRecord } from '../model/record.ts';
import type { MissingReference, Reference } from '../model/reference.ts';
import { assetToken, recordToken } from '../model/text-tokens.ts';
import { loadBatch } from './load.ts';

let fixture: LaneFixture;
beforeAll(async () => {
  fixture = await openLaneFixture();
});
afterAll(() => fixture.close());

const requester = (value: string, missing: MissingReference, more: Partial<Reference> = {}): Reference => ({
  path: ['requester'],
  entity: 'person',
  value,
  missing,
  form: 'field',
  ...more,
});

const person = (key: string, login: string): SourceRecord => ({ key, data: { kind: 'customer', name: login, login } });

async function loadPeople(to: ReturnType<typeof memoryTarget>, people: readonly SourceRecord[], source = 'itsm') {
  return fixture.run({
    from: memorySource(people),
    to,
    source,
    entity: 'person',
    map: ({ data }) => ({
      fields: { kind: 'customer', name: data.name ?? null },
      identities: [{ kind: 'login', value: String(data.login) }],
    }),
  });
}

const refer =
  (...references: Reference[]) =>
  () => ({ references });
const one = () => memorySource([ticket('1', 'one', { requester: null })]);

test('finds a record by its source id, by its external key and by any identity', async () => {
  const to = memoryTarget();
  await loadPeople(to, [person('7', 'alice')]);
  for (const value of ['7', 'itsm:person:7', 'alice']) {
    await fixture.run({ from: one(), to, map: refer(requester(value, 'quarantine')) });
    expect(to.data('ticket', 'itsm:ticket:1')).toMatchObject({ requester: 'itsm:person:7' });
  }
});

test('prefers its own source, and quarantines a record rather than guess between two', async () => {
  const to = memoryTarget();
  await loadPeople(to, [person('7', 'alice')], 'hr');
  await loadPeople(to, [person('8', 'alice')]);
  await fixture.run({ from: one(), to, map: refer(requester('alice', 'null')) });
  expect(to.data('ticket', 'itsm:ticket:1')).toMatchObject({ requester: 'itsm:person:8' });

  const third = await fixture.run({ from: one(), to, source: 'crm', map: refer(requester('alice', 'null')) });
  expect(third.outcomes).toEqual(counts({ quarantined: 1 }));
  const [row] = await fixture.ledger.quarantineList({ run: third.run, limit: 1 });
  expect(row).toMatchObject({
    ...{ code: 'reference-ambiguous', path: 'requester', also: null },
    params: { entity: 'person', candidates: ['hr:person:7', 'itsm:person:8'] },
  });
});

test('looks only among the identities of the kind named by via', async () => {
  const to = memoryTarget();
  await loadPeople(to, [person('7', 'alice')]);
  const by = (via: string) => refer(requester('alice', 'null', { via }));
  const missed = await fixture.run({ from: one(), to, map: by('email') });
  expect(await fixture.ledger.losses(missed.run)).toMatchObject([{ code: 'reference-missing', path: 'requester' }]);
  await fixture.run({ from: one(), to, map: by('login') });
  expect(to.data('ticket', 'itsm:ticket:1')).toMatchObject({ requester: 'itsm:person:7' });
});

test('by id finds its own source’s record or none, though another source has that number', async () => {
  const to = memoryTarget();
  await loadPeople(to, [person('7', '12')], 'hr');
  const missed = await fixture.run({ from: one(), to, map: refer(requester('12', 'null', { via: 'id' })) });
  expect(await fixture.ledger.losses(missed.run)).toMatchObject([{ code: 'reference-missing', path: 'requester' }]);
  await loadPeople(to, [person('12', 'alice')]);
  await fixture.run({ from: one(), to, map: refer(requester('12', 'null', { via: 'id' })) });
  expect(to.data('ticket', 'itsm:ticket:1')).toMatchObject({ requester: 'itsm:person:12' });
});

test('makes a placeholder once, replaces it by the real person, and counts placeholders', async () => {
  const to = memoryTarget();
  const two = memorySource([ticket('1', 'a', { requester: null }), ticket('2', 'b', { requester: null })]);
  const first = await fixture.run({ from: two, to, map: refer(requester('9', 'placeholder')) });
  expect(first).toMatchObject({ settled: true, placeholders: 1, outcomes: counts({ created: 2 }) });
  expect(to.data('person', 'itsm:person:9')).toEqual({ kind: 'customer', name: '9', placeholder: true });

  await loadPeople(to, [person('9', 'nine')]);
  expect(to.data('person', 'itsm:person:9')).toEqual({ kind: 'customer', name: 'nine' });
  const sent = to.items.length;
  const second = await fixture.run({ from: two, to, map: refer(requester('9', 'placeholder')) });
  expect(second).toMatchObject({ placeholders: 0, outcomes: counts({ unchanged: 2 }) });
  expect(to.items).toHaveLength(sent);
});

test('prefers a person who came later over the placeholder for the same login', async () => {
  const to = memoryTarget();
  await fixture.run({ from: one(), to, map: refer(requester('zoe', 'placeholder')) });
  expect(to.data('ticket', 'itsm:ticket:1')).toMatchObject({ requester: 'itsm:person:zoe' });
  await loadPeople(to, [person('12', 'zoe')]);
  await fixture.run({ from: one(), to, map: refer(requester('zoe', 'placeholder')) });
  expect(to.data('ticket', 'itsm:ticket:1')).toMatchObject({ requester: 'itsm:person:12' });
});

test('quarantines a record without a required reference, and leaves an entry out of a list of references', async () => {
  const to = memoryTarget();
  const strict = await fixture.run({ from: one(), to, map: refer(requester('nobody', 'quarantine')) });
  expect(strict.outcomes).toEqual(counts({ quarantined: 1 }));
  const assignee = requester('nobody', 'quarantine', { path: ['assignee'] });
  const twice = await fixture.run({ from: one(), to, map: refer(requester('nobody', 'quarantine'), assignee) });
  expect(await fixture.ledger.quarantineList({ run: twice.run, limit: 1 })).toMatchObject([
    { path: 'requester', also: [{ code: 'reference-missing', path: 'assignee', params: { entity: 'person' } }] },
  ]);
  await loadPeople(to, [person('7', 'alice')]);
  const from = memorySource([ticket('3', 'cc', { cc: [null, null, null] })]);
  const cc = (i: number, value: string) => requester(value, 'null', { path: ['cc', i] });
  await fixture.run({ from, to, map: refer(cc(0, 'nobody'), cc(1, 'alice'), cc(2, 'nobody')) });
  expect(to.data('ticket', 'itsm:ticket:3')).toMatchObject({ cc: ['itsm:person:7'] });
});

const linked = (key: string, others: readonly string[], body = '') =>
  ticket(key, key, {
    links: others.map(() => ({ kind: 'related', to: null })),
    body: { format: 'markdown', content: body },
    others,
  });

const links = ({ data }: SourceRecord) => {
  const { others, ...fields } = data;
  const values = Array.isArray(others) ? others.map(String) : [];
  const text = JSON.stringify(fields.body);
  const mentioned = ['A', 'AB', 'C', 'gone'].filter((key) => text.includes(recordToken('ticket', key)));
  return {
    fields,
    references: [
      ...values.map(
        (value, i): Reference => ({
          path: ['links', i, 'to'],
          entity: 'ticket',
          value,
          missing: 'defer',
          form: 'field',
        }),
      ),
      ...mentioned.map(
        (value): Reference => ({ path: ['body', 'content'], entity: 'ticket', value, missing: 'defer', form: 'token' }),
      ),
    ],
  };
};

test('patches references to later records in a second pass that a second run has nothing to add to', async () => {
  const to = memoryTarget();
  const text = `see [a](${recordToken('ticket', 'A')}) and [ab](${recordToken('ticket', 'AB')}), not [x](${recordToken('ticket', 'gone')})`;
  const from = memorySource([
    linked('1', ['2', 'none', '1']),
    linked('2', ['1']),
    linked('3', [], text),
    linked('A', []),
    linked('AB', []),
  ]);
  const first = await fixture.run({ from, to, map: links, lane: { batchSize: 2 } });
  expect(first).toMatchObject({ settled: true, deferredLeft: 0, outcomes: counts({ created: 5 }) });
  const check = () => {
    expect(to.data('ticket', 'itsm:ticket:1')).toMatchObject({
      links: [{ to: 'itsm:ticket:2' }, { to: null }, { to: 'itsm:ticket:1' }],
    });
    expect(to.data('ticket', 'itsm:ticket:3')).toMatchObject({
      body: {
        content:
          'see [a](/records/ticket/itsm%3Aticket%3AA) and [ab](/records/ticket/itsm%3Aticket%3AAB), not [x](gone)',
      },
    });
  };
  check();
  expect(await fixture.ledger.losses(first.run)).toMatchObject([
    { code: 'reference-dangling', path: 'body.content', count: 1, exampleKey: '3' },
    { code: 'reference-dangling', path: 'links[].to', count: 1, exampleKey: '1' },
  ]);
  const sent = to.items.length;
  const second = await fixture.run({ from, to, map: links, lane: { batchSize: 2 } });
  expect(second).toMatchObject({ settled: true, outcomes: counts({ unchanged: 5 }) });
  expect(to.items).toHaveLength(sent);
  check();
  expect(await fixture.ledger.findings(first.run)).toEqual([]);
});

test('re-hosts assets once, names them in texts and lists, and counts the missing ones', async () => {
  const to = memoryTarget();
  const from = memorySource([
    ticket('1', 'a', {
      body: { format: 'markdown', content: '![x](ferry-asset:x.png) ![y](ferry-asset:y.png)' },
      files: [],
    }),
  ]);
  from.assets.set('x.png', 'picture');
  const map = ({ data: { files, ...fields } }: SourceRecord) => ({
    fields: {
      ...fields,
      comments: [{ externalId: 'itsm:ticket.comments:1/1', internal: false, attachments: files ?? [] }],
    },
    assets: [
      { ref: 'x.png', name: 'x.png', path: ['body', 'content'] },
      { ref: 'y.png', name: 'y.png', path: ['body', 'content'] },
      { ref: 'x.png', name: 'x.png', mediaType: 'image/png', path: ['comments', 0, 'attachments'] },
    ],
  });
  const done = await fixture.run({ from, to, map });
  const [hash] = [...to.assets.keys()];
  expect(to.assets.size).toBe(1);
  expect(to.data('ticket', 'itsm:ticket:1')).toMatchObject({
    body: { content: `![x](/files/${hash}) ![y](y.png)` },
    comments: [{ attachments: [{ sha256: hash, name: 'x.png', mediaType: 'image/png', bytes: 7 }] }],
  });
  expect(await fixture.ledger.losses(done.run)).toMatchObject([
    { code: 'asset-missing', path: 'body.content', count: 1 },
  ]);
});

test('leaves links and pictures in texts as they were at a target without addresses, and counts each as a loss', async () => {
  const { links: _none, ...to } = memoryTarget();
  const text = `![x](${assetToken('x.png')}) see [a](${recordToken('ticket', 'A')})`;
  const from = memorySource([linked('1', ['A'], text), linked('A', [])]);
  from.assets.set('x.png', 'picture');
  const map = (record: SourceRecord) => ({
    ...links(record),
    ...(record.key === '1' && { assets: [{ ref: 'x.png', name: 'x.png', path: ['body', 'content'] }] }),
  });
  const done = await fixture.run({ from, to, map });
  expect(done).toMatchObject({ settled: true, outcomes: counts({ created: 2 }) });
  expect((await to.lookup?.('ticket', ['itsm:ticket:1']))?.[0]?.data).toMatchObject({
    links: [{ to: 'itsm:ticket:A' }],
    body: { content: '![x](x.png) see [a](A)' },
  });
  expect(await fixture.ledger.losses(done.run)).toMatchObject([
    { code: 'asset-unsupported', path: 'body.content', count: 1 },
    { code: 'link-unsupported', path: 'body.content', count: 1 },
  ]);
});

test('is not settled while the target refuses a reference that was patched in', async () => {
  const to = memoryTarget();
  const from = memorySource([linked('1', ['2']), linked('2', [])]);
  to.refuse = ({ ifMatch, data }) =>
    Object.keys(data).join() === 'links' && ifMatch === 'none' ? { code: 'contract', retryable: false } : undefined;
  const done = await fixture.run({ from, to, map: links, lane: { batchSize: 1 } });
  expect(await fixture.ledger.findings(done.run)).toMatchObject([{ code: 'patch-refused', key: 'itsm:ticket:1' }]);
  expect(done).toMatchObject({
    settled: false,
    differences: ['the target refused the deferred references of 1 records'],
  });
  to.refuse = () => undefined;
  expect(await fixture.run({ from, to, map: links })).toMatchObject({
    settled: true,
    outcomes: counts({ updated: 1, unchanged: 1 }),
  });
});

test.each(['tickets', 'people'])(
  'takes over a placeholder that a run left before its ledger recorded it, and lets the real person replace it: %s first',
  async (first) => {
    const to = memoryTarget();
    const lost = await fixture.lane({ from: one(), to, map: refer(requester('9', 'placeholder')) });
    const [batch] = (await extractBatches(lost, { continuation: null, sequence: 1, maxBatches: 1 })).batches;
    to.before = ({ entity }) => {
      if (entity === 'ticket') throw new FatalError('gone', { code: 'gone' });
    };
    if (batch !== undefined) await expect(loadBatch(lost, batch)).rejects.toMatchObject({ code: 'gone' });
    to.before = () => undefined;
    if (first === 'tickets') await fixture.run({ from: one(), to, map: refer(requester('9', 'placeholder')) });
    await loadPeople(to, [person('9', 'nine')]);
    expect(to.data('person', 'itsm:person:9')).toEqual({ kind: 'customer', name: 'nine' });
  },
);
