/** Loading against the real console over HTTP: what the target in memory imitates, checked against the real one. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consoleTarget } from '../../src/connectors/console.ts';
import type { Target } from '../../src/connectors/port.ts';
import { TransientError } from '../../src/errors.ts';
import type { SourceRecord } from '../../src/model/record.ts';
import type { Reference } from '../../src/model/reference.ts';
import { secret } from '../../src/model/secret.ts';
import { assetToken, recordToken } from '../../src/model/text-tokens.ts';
import { runLane } from '../fakes/lane.ts';
import { counts, type LaneFixture, openLaneFixture, ticket } from '../fakes/lane-fixture.ts';
import { memorySource } from '../fakes/memory-source.ts';
import { OPERATE, openConsole, type TestConsole } from '../setup/console.ts';

let fixture: LaneFixture;
let site: TestConsole;
let target: Target;
let sent = 0;

beforeAll(async () => {
  fixture = await openLaneFixture();
  site = await openConsole();
  const real = consoleTarget({ kind: 'console', url: site.url, token: 'env:TOKEN' }, { secret: () => secret(OPERATE) });
  target = {
    ...real,
    write: (batch, key) => {
      sent += batch.items.length;
      return real.write(batch, key);
    },
  };
});
afterAll(async () => {
  await site.close();
  await fixture.close();
});

const held = async (entity: 'ticket' | 'person', key: string) => (await target.lookup?.(entity, [key]))?.[0]?.data;

async function edit(key: string, fields: object) {
  const at = `/v1/entities/ticket/${encodeURIComponent(key)}`;
  const { headers } = await site.call('GET', at);
  const done = await site.call('PATCH', at, {
    headers: { 'if-match': headers.get('etag') ?? '', 'edited-by': 'somebody' },
    body: fields,
  });
  expect(done.status).toBe(200);
}

const requester: Reference = {
  path: ['requester'],
  entity: 'person',
  value: '9',
  missing: 'placeholder',
  form: 'field',
};
const defer = (path: Reference['path'], value: string, form: Reference['form']): Reference => ({
  path,
  entity: 'ticket',
  value,
  missing: 'defer',
  form,
});

function map({ key, data }: SourceRecord) {
  return {
    references: [
      ...('requester' in data ? [requester] : []),
      ...('links' in data ? [defer(['links', 0, 'to'], 'T2', 'field')] : []),
      ...(key === 'T1' ? [defer(['body', 'content'], 'T3', 'token')] : []),
    ],
    assets: key === 'T1' ? [{ ref: 'x.png', name: 'x.png', path: ['body', 'content'] }] : [],
  };
}

const RECORDS = [
  ticket('T1', '第一', {
    requester: null,
    links: [{ kind: 'related', to: null }],
    body: { format: 'markdown', content: `![x](${assetToken('x.png')}) [t](${recordToken('ticket', 'T3')})` },
    comments: [{ externalId: 'itsm:ticket-comments:T1/1', internal: true, body: { format: 'text', content: 'hm' } }],
  }),
  ticket('T2', 'two', { requester: null, priority: 'low' }),
  ticket('T3', 'three'),
  ticket('T4', 'x'.repeat(600)),
];

test('loads every record, changes nothing in a second run, and keeps what people edited', async () => {
  const from = memorySource(RECORDS);
  from.assets.set('x.png', 'picture');
  const first = await fixture.run({ from, to: target, map, lane: { batchSize: 2 } });
  const quarantined = await fixture.ledger.quarantineList({ run: first.run, limit: 9 });
  expect(quarantined.map(({ key, code, path }) => [key, code, path])).toEqual([['T4', 'contract', 'title']]);
  expect(first).toMatchObject({ settled: true, placeholders: 1, outcomes: counts({ created: 3, quarantined: 1 }) });
  expect(await fixture.ledger.findings(first.run)).toEqual([]);
  expect(await held('person', 'itsm:person:9')).toMatchObject({ placeholder: true });
  const one = await held('ticket', 'itsm:ticket:T1');
  expect(one).toMatchObject({ requester: 'itsm:person:9', links: [{ to: 'itsm:ticket:T2' }] });
  expect(JSON.stringify(one)).toContain('/entities/ticket/itsm%3Aticket%3AT3');

  sent = 0;
  const second = await fixture.run({ from, to: target, map, lane: { batchSize: 2 } });
  expect(second.outcomes).toEqual(counts({ unchanged: 3, quarantined: 1 }));
  // The record the console can't hold is offered again; nothing else is.
  expect(sent).toBe(1);

  await edit('itsm:ticket:T2', { title: 'by hand' });
  from.records = [
    ...RECORDS.slice(0, 1),
    ticket('T2', 'renamed', { requester: null, priority: 'high' }),
    ...RECORDS.slice(2, 3),
  ];
  const third = await fixture.run({ from, to: target, map, lane: { batchSize: 2 } });
  expect(third.outcomes).toEqual(counts({ updated: 1, unchanged: 2 }));
  expect(await held('ticket', 'itsm:ticket:T2')).toMatchObject({ title: 'by hand', priority: 'high' });
  expect(await fixture.ledger.findings(third.run)).toMatchObject([
    { code: 'edited-in-console', key: 'itsm:ticket:T2', fields: ['title'] },
  ]);
});

test('loads a master that two sources share, and its fields, into one record', async () => {
  const customers = (source: string, data: SourceRecord['data']) => ({
    from: memorySource([{ key: source, data }]),
    to: target,
    source,
    entity: 'customer' as const,
    lane: { precedence: ['register', 'itsm'] },
    map: () => ({ identities: [{ kind: 'code', value: 'C1' }], match: [['code']] }),
  });
  await fixture.run(customers('register', { code: 'C1', name: '甲公司' }));
  const joined = await fixture.run(customers('itsm', { code: 'C1', name: 'Jia', tier: 'gold' }));
  expect(joined.outcomes).toEqual(counts({ updated: 1 }));
  expect((await target.lookup?.('customer', ['register:customer:register']))?.[0]?.data).toEqual({
    code: 'C1',
    name: '甲公司',
    tier: 'gold',
  });
});

test('keeps an edit that the source contradicts only after another write of ours, and knows it from a write left unfinished', async () => {
  const from = memorySource([ticket('E1', 'one', { priority: 'low' })]);
  await fixture.run({ from, to: target });
  const key = 'itsm:ticket:E1';
  from.records = [ticket('E1', 'one', { priority: 'normal' })];
  const unfinished = await fixture.lane({ from, to: target });
  const settleBatch = () => Promise.reject(new TransientError('gone', { code: 'gone' }));
  await expect(runLane({ ...unfinished, ledger: { ...fixture.ledger, settleBatch } })).rejects.toThrow('gone');
  from.records = [ticket('E1', 'one', { priority: 'high' })];
  expect((await fixture.run({ from, to: target })).outcomes).toEqual(counts({ updated: 1 }));

  await edit(key, { title: 'by hand' });
  from.records = [ticket('E1', 'one', { priority: 'low' })];
  expect((await fixture.run({ from, to: target })).outcomes).toEqual(counts({ updated: 1 }));
  from.records = [ticket('E1', 'two', { priority: 'high' })];
  const last = await fixture.run({ from, to: target });
  expect(await held('ticket', key)).toMatchObject({ title: 'by hand', priority: 'high' });
  const found = (await fixture.ledger.findings(last.run)).filter((finding) => finding.key === key);
  expect(found).toMatchObject([{ code: 'edited-in-console', fields: ['title'] }]);
});

test('streams a 50 MB asset through landing and console, and what comes out is what went in', async () => {
  const size = 50 * 1024 * 1024;
  const piece = Buffer.alloc(64 * 1024, 'ferry');
  const wanted = createHash('sha256');
  for (let sent = 0; sent < size; sent += piece.length) wanted.update(piece);
  const sha256 = wanted.digest('hex');
  const content = assetToken('large.bin');
  const from = memorySource([ticket('L1', 'large', { body: { format: 'markdown', content } })]);
  let held = 0;
  const before = process.memoryUsage().arrayBuffers;
  from.asset = async () => ({
    name: 'large.bin',
    mediaType: 'application/octet-stream',
    stream: (async function* () {
      for (let sent = 0; sent < size; sent += piece.length) {
        held = Math.max(held, process.memoryUsage().arrayBuffers - before);
        yield piece;
      }
    })(),
  });
  const assets = [{ ref: 'large.bin', name: 'large.bin', path: ['body', 'content'] }];
  const done = await fixture.run({ from, to: target, map: () => ({ assets }) });
  expect(done).toMatchObject({ settled: true, outcomes: counts({ created: 1 }) });
  expect(held).toBeLessThan(size / 2);
  const answer = await fetch(`${site.url}/v1/assets/${sha256}`, { headers: { authorization: `Bearer ${OPERATE}` } });
  const got = createHash('sha256');
  for await (const chunk of answer.body ?? []) got.update(chunk);
  expect([answer.headers.get('content-length'), got.digest('hex')]).toEqual([String(size), sha256]);
});
