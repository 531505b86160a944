/** What the target can hold that the ledger doesn't expect: in each of these situations a plan says what the run then does. */
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { differing, type Fate, openRecords, type Records, tallied } from './plan-cases-ledger.ts';
import { mismatches, plannedWrites } from './plan-cases-planned.ts';
import { configure, editByHand, type Ferry, type Fields, type Held, listAll, ROOT, startFerry } from './recount.ts';

const HEADER = 'number,title,status,kind,requester,merged_into,comments,links,updated_at';
const answer = z.looseObject({ plan: z.string().optional(), run: z.string().optional() });

interface Ticket {
  readonly title?: string;
  readonly status?: string;
  readonly kind?: string;
  readonly requester?: string;
  readonly merged?: string;
  readonly comments?: readonly Fields[];
  readonly links?: readonly Fields[];
  readonly version?: string;
}

/** By number: as the source has it at first (null: not yet), what somebody does in the console, and as it is then. */
const SITUATIONS: Readonly<Record<string, readonly [Ticket | null, ((held: Held) => Promise<void>) | null, Ticket]>> = {
  'tombstoned by a person': [{}, tombstone, { title: 'changed at the source' }],
  'tombstoned and not changed': [{}, tombstone, {}],
  'edited, other field changed': [{}, (held) => edit(held, { title: 'by hand' }), { status: 'closed' }],
  'edited, same field changed': [{}, (held) => edit(held, { title: 'by hand' }), { title: 'by the source' }],
  'edited into what the source says now': [{}, (held) => edit(held, { title: 'agreed' }), { title: 'agreed' }],
  'edited and not changed': [{}, (held) => edit(held, { title: 'by hand' }), {}],
  'comment by a person': [
    {},
    (held) => edit(held, { comments: [note('by hand')] }),
    { comments: [one('1'), one('2')] },
  ],
  'comment gone at the source': [{ comments: [one('1'), one('2')] }, null, { comments: [one('2')] }],
  'comment edited by a person': [
    { comments: [one('1')] },
    (held) => edit(held, { comments: [{ ...note('by hand'), externalId: commentOf(held) }] }),
    { comments: [one('1'), one('2')], title: 'changed' },
  ],
  'field cleared': [{ requester: 'alice' }, null, {}],
  'requester becomes another placeholder': [{ requester: 'alice' }, null, { requester: 'bob' }],
  'older than before': [{ version: '2026-02-01', status: 'closed' }, null, { version: '2026-01-01' }],
  'excluded by now': [{}, null, { kind: 'test' }],
  'excluded no more': [{ kind: 'test' }, null, {}],
  'set aside no more': [{ status: 'limbo' }, null, {}],
  'set aside by now': [{}, null, { status: 'limbo' }],
  'merged into one that comes later': [{}, null, { merged: 'a new one' }],
  'a new one': [null, null, { links: [{ kind: 'related', to: 'tombstoned by a person' }] }],
  'linked to nowhere': [null, null, { links: [{ kind: 'related', to: 'nobody' }] }],
  'linked to one that is set aside': [null, null, { links: [{ kind: 'related', to: 'set aside at first sight' }] }],
  'set aside at first sight': [null, null, { status: 'limbo' }],
  'in the console already': [null, null, { title: 'known to another ledger' }],
  'in the console already, and edited': [null, null, { title: 'known to another ledger' }],
  'with a text as long as they come': [null, null, { comments: [one('1', '客'.repeat(400_000))] }],
};

let ferry: Ferry;
let records: Records;
let config: string;
let planned: string;

beforeAll(async () => {
  ferry = await startFerry();
  records = await openRecords(path.join(ferry.dir, 'home'));
  const ticket = { path: 'tickets.csv', key: 'number', version: 'updated_at', json: ['comments', 'links'] };
  config = configure(
    ferry,
    { desk: { kind: 'csv', dir: ferry.dir, files: { ticket } } },
    { desk: { from: 'desk', mappings: path.join(ROOT, 'mappings/csv-to-console'), limits: { quarantine: '90%' } } },
  );
  write(0);
  await command('run');
  const held = await listAll(ferry, 'ticket');
  for (const [number, [, act]] of Object.entries(SITUATIONS)) {
    const found = held.get(keyOf(number));
    if (act !== null && found !== undefined) await act(found);
  }
  await bringByAnother(['in the console already', 'in the console already, and edited']);
  const alien = (await listAll(ferry, 'ticket')).get(keyOf('in the console already, and edited'));
  if (alien === undefined) throw new Error('the other import brought nothing');
  await edit(alien, { title: 'by hand' });
  write(2);
});

afterAll(async () => {
  await records?.close();
  await ferry?.stop();
});

test('a plan of all situations leaves no trace', async () => {
  const before = await records.state();
  planned = (await command('plan')).plan ?? '';
  expect(await records.state()).toEqual(before);
});

test('the run does in every situation what the plan said', async () => {
  const run = (await command('run')).run ?? '';
  const done = await records.outcomes(run);
  expect(differing(await records.outcomes(planned), done)).toEqual([]);
  expect(done.size).toBe(Object.keys(SITUATIONS).length);
  for (const kind of ['created', 'updated', 'unchanged', 'quarantined', 'excluded', 'superseded']) {
    expect(tallied(done)[kind], kind).toBeGreaterThan(0);
  }
});

test('the console holds what the plan said it would write', async () => {
  expect(await mismatches(ferry, plannedWrites(path.join(ferry.dir, 'home'), planned))).toEqual([]);
});

test('planned again, nothing would be written, and what people did still stands', async () => {
  const again = await records.outcomes((await command('plan')).plan ?? '');
  const moving = [...again].filter(([, { kind }]: [string, Fate]) => kind === 'created' || kind === 'updated');
  expect(moving).toEqual([]);
  const held = await listAll(ferry, 'ticket');
  expect(held.get(keyOf('comment by a person'))?.data.comments).toContainEqual(note('by hand'));
  expect(held.get(keyOf('edited, same field changed'))?.data.title).toBe('by hand');
});

function keyOf(number: string): string {
  return `desk:ticket:${number}`;
}

async function command(...words: readonly string[]) {
  const ended = await ferry.command([...words, '--config', config]);
  expect(ended.json, ended.stderr).toMatchObject({ state: 'settled' });
  return answer.parse(ended.json);
}

function write(stage: 0 | 2): void {
  const lines = Object.entries(SITUATIONS).flatMap(([number, situation]) => {
    const ticket = situation[stage];
    return ticket === null ? [] : [line(number, ticket)];
  });
  writeFileSync(path.join(ferry.dir, 'tickets.csv'), [HEADER, ...lines, ''].join('\n'));
}

function line(
  number: string,
  { title = 'a line is down', status = 'open', kind = 'incident', ...rest }: Ticket,
): string {
  const { requester = '', merged = '', comments = [], links = [], version = '2026-01-01' } = rest;
  const cells = [
    number,
    title,
    status,
    kind,
    requester,
    merged,
    JSON.stringify(comments),
    JSON.stringify(links),
    version,
  ];
  return cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
}

function one(id: string, body = `comment ${id}`): Fields {
  return { id, author: 'alice', at: '2026-01-01T00:00:00Z', internal: false, body };
}

function note(content: string): Fields {
  return { externalId: 'console:comment:1', internal: true, body: { format: 'text', content } };
}

function commentOf({ data }: Held): string {
  return z.array(z.looseObject({ externalId: z.string() })).parse(data.comments)[0]?.externalId ?? '';
}

function edit(held: Held, fields: Fields): Promise<void> {
  return editByHand(ferry, { entity: 'ticket', held, fields });
}

async function tombstone(held: Held): Promise<void> {
  await call('DELETE', `/v1/entities/ticket/${encodeURIComponent(held.externalId)}`, { 'if-match': held.etag });
}

/** As an import does whose ledger is another one. */
async function bringByAnother(numbers: readonly string[]): Promise<void> {
  const items = numbers.map((number) => ({
    externalId: keyOf(number),
    data: { number, title: 'known to another ledger', status: 'open', kind: 'incident' },
  }));
  const headers = { 'import-run': 'another', 'import-mode': 'history', 'idempotency-key': randomUUID() };
  await call('POST', '/v1/bulk/ticket', { ...headers, 'content-type': 'application/json' }, JSON.stringify({ items }));
}

async function call(method: string, place: string, headers: Readonly<Record<string, string>>, body?: string) {
  const authorization = `Bearer ${readFileSync(ferry.tokenFile, 'utf8').trim()}`;
  const answered = await fetch(`${ferry.url}${place}`, {
    method,
    headers: { authorization, 'edited-by': 'hotline', ...headers },
    ...(body !== undefined && { body }),
  });
  if (!answered.ok) throw new Error(`${method} ${place} was answered ${answered.status}: ${await answered.text()}`);
}
