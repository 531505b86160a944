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

interface Situation {
  /** As the source has it at first; left out: not yet. */
  readonly before?: Ticket;
  /** What somebody does in the console between the first run and the plan. */
  readonly inConsole?: (held: Held) => Promise<void>;
  /** As the source has it when it is planned. */
  readonly after: Ticket;
}

const inConsole = (fields: Fields) => (held: Held) => edit(held, fields);

/** By the ticket's number. */
const SITUATIONS: Readonly<Record<string, Situation>> = {
  'tombstoned by a person': { before: {}, inConsole: tombstone, after: { title: 'changed at the source' } },
  'tombstoned and not changed': { before: {}, inConsole: tombstone, after: {} },
  'edited, other field changed': {
    before: {},
    inConsole: inConsole({ title: 'by hand' }),
    after: { status: 'closed' },
  },
  'edited, same field changed': {
    before: {},
    inConsole: inConsole({ title: 'by hand' }),
    after: { title: 'by the source' },
  },
  'edited into what the source says now': {
    before: {},
    inConsole: inConsole({ title: 'agreed' }),
    after: { title: 'agreed' },
  },
  'edited and not changed': { before: {}, inConsole: inConsole({ title: 'by hand' }), after: {} },
  'comment by a person': {
    before: {},
    inConsole: inConsole({ comments: [note('by hand')] }),
    after: { comments: [one('1'), one('2')] },
  },
  'comment gone at the source': { before: { comments: [one('1'), one('2')] }, after: { comments: [one('2')] } },
  'comment edited by a person': {
    before: { comments: [one('1')] },
    inConsole: (held) => edit(held, { comments: [{ ...note('by hand'), externalId: commentOf(held) }] }),
    after: { comments: [one('1'), one('2')], title: 'changed' },
  },
  'field cleared': { before: { requester: 'alice' }, after: {} },
  'requester becomes another placeholder': { before: { requester: 'alice' }, after: { requester: 'bob' } },
  'older than before': { before: { version: '2026-02-01', status: 'closed' }, after: { version: '2026-01-01' } },
  'excluded by now': { before: {}, after: { kind: 'test' } },
  'excluded no more': { before: { kind: 'test' }, after: {} },
  'quarantined no more': { before: { status: 'limbo' }, after: {} },
  'quarantined by now': { before: {}, after: { status: 'limbo' } },
  'merged into one that comes later': { before: {}, after: { merged: 'a new one' } },
  'a new one': { after: { links: [{ kind: 'related', to: 'tombstoned by a person' }] } },
  'linked to nowhere': { after: { links: [{ kind: 'related', to: 'nobody' }] } },
  'linked to one that is quarantined': { after: { links: [{ kind: 'related', to: 'quarantined at first sight' }] } },
  'quarantined at first sight': { after: { status: 'limbo' } },
  'in the console already': { after: { title: 'known to another ledger' } },
  'in the console already, and edited': { after: { title: 'known to another ledger' } },
  'with a text as long as they come': { after: { comments: [one('1', '客'.repeat(400_000))] } },
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
  write('before');
  await command('run');
  const held = await listAll(ferry, 'ticket');
  for (const [number, situation] of Object.entries(SITUATIONS)) {
    const found = held.get(keyOf(number));
    if (found !== undefined) await situation.inConsole?.(found);
  }
  await bringByAnother(['in the console already', 'in the console already, and edited']);
  const alien = (await listAll(ferry, 'ticket')).get(keyOf('in the console already, and edited'));
  if (alien === undefined) throw new Error('the other import brought nothing');
  await edit(alien, { title: 'by hand' });
  write('after');
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

function write(stage: 'before' | 'after'): void {
  const lines = Object.entries(SITUATIONS).flatMap(([number, situation]) => {
    const ticket = situation[stage];
    return ticket === undefined ? [] : [line(number, ticket)];
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
