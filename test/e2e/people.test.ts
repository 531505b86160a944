/** Who is who, as people decide it: registers and users of two kinds, the files that people fill in, and the runs that apply them. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openWorkplace, type Started, type Workplace } from './ferry.ts';

const CONFIG = `sources:
  register: { kind: csv, dir: ./register, files: { customer: customers.csv, person: contacts.csv } }
  itsm: { kind: csv, dir: ./itsm, files: { customer: organisations.csv, person: users.csv, ticket: tickets.csv } }
routes:
  registers: { from: register, mappings: registers, limits: { quarantine: 90% } }
  itsm: { from: itsm, mappings: itsm-mappings, limits: { quarantine: 90% } }
`;
const customer = (name: string, source: string) => `mapping: ${name}
version: 1.0.0
from: ${source}/customer@1
to: console/customer@1
key: id
identities: [{ kind: tax, from: tax }]
match: [[tax]]
fields: { name: name, segment: segment }
`;
const CONTACT = `mapping: contact
version: 1.0.0
from: register/person@1
to: console/person@1
key: id
fields: { kind: { const: customer }, name: name, email: email, customer: { ref: customer, by: customer, missing: null } }
`;
const USER = `mapping: user
version: 1.0.0
from: itsm/person@1
to: console/person@1
key: id
identities: [{ kind: login, from: login, lower: true }]
fields: { kind: kind, name: name, email: email }
`;
const TICKET = `mapping: ticket
version: 1.0.0
from: itsm/ticket@1
to: console/ticket@1
key: id
fields:
  number: id
  title: title
  status: { from: status, map: { open: open }, otherwise: quarantine }
  requester: { ref: person, by: requester, via: login, lower: true, missing: placeholder }
  customer: { ref: customer, by: customer, missing: null }
`;
const FILES = {
  'register/customers.csv': 'id,name,tax,segment\nC1,Acme,T1,\nC2,Acme East,T1,\nC3,Beta,T3,\n',
  'register/contacts.csv': 'id,name,email,customer\nK1,Alice,alice@a.example.com,C1\nK2,"=1+1",bob@b.example.com,C3\n',
  'itsm/organisations.csv': 'id,name,tax,segment\n9,ACME Ltd,T1,industry\n8,Beta Ltd,T3,energy\n',
  'itsm/users.csv':
    'id,login,name,email,kind\n1,alice,Alice A.,ALICE@a.example.com,agent\n2,bob,Bob,bob@b.example.com,customer\n' +
    '3,agent01,Agent,agent01@op.example.com,agent\n',
  'itsm/tickets.csv':
    'id,title,status,requester,customer\n1,one,open,alice,9\n2,two,open,bob,8\n3,three,open,agent01x,9\n4,four,limbo,alice,8\n',
  'registers/customer.yaml': customer('customer', 'register'),
  'registers/contact.yaml': CONTACT,
  'itsm-mappings/organisation.yaml': customer('organisation', 'itsm'),
  'itsm-mappings/user.yaml': USER,
  'itsm-mappings/ticket.yaml': TICKET,
};

let place: Workplace;
let servers: Started;
let console: { readonly url: string; readonly tokenFile: string };

beforeAll(async () => {
  place = await openWorkplace();
  await place.write('ferry.yaml', CONFIG);
  for (const folder of new Set(Object.keys(FILES).map((file) => path.dirname(file)))) {
    await mkdir(path.join(place.dir, folder), { recursive: true });
  }
  for (const [name, text] of Object.entries(FILES)) await place.write(name, text);
  servers = place.start('up', '--json');
  const [line] = await servers.shows(/^\{.*\}$/m);
  console = JSON.parse(line).console;
  expect(await place.json('run', '--route', 'registers')).toMatchObject({ exit: 0 });
  expect(await place.json('run', '--route', 'itsm')).toMatchObject({ exit: 4 });
  // From here on no source is there to be read.
  for (const folder of ['register', 'itsm'])
    await rename(path.join(place.dir, folder), path.join(place.dir, `${folder}-away`));
});

afterAll(async () => {
  servers.child.kill('SIGINT');
  await servers.said;
  await place.remove();
});

const PAGE = z.object({
  items: z.array(z.object({ externalId: z.string(), data: z.record(z.string(), z.unknown()) })),
});

/** Live records by key, asked of the console itself. */
async function held(entity: string): Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>>> {
  const token = (await readFile(console.tokenFile, 'utf8')).trim();
  const answer = await fetch(`${console.url}/v1/entities/${entity}`, { headers: { authorization: `Bearer ${token}` } });
  const { items } = PAGE.parse(await answer.json());
  return Object.fromEntries(items.map(({ externalId, data }) => [externalId, data]));
}

type Row = Readonly<Record<string, string>>;

async function rows(file: string): Promise<readonly Row[]> {
  return parse(await readFile(path.join(place.dir, file), 'utf8'), { bom: true, columns: true });
}

/** Fills the column in, as a spreadsheet would save it: semicolons, no mark at the beginning. */
async function fill(file: string, is: Readonly<Record<string, string>>): Promise<void> {
  const all = await rows(file);
  const more = Object.keys(is).filter((key) => !all.some((row) => row.key === key));
  const blank = Object.fromEntries(Object.keys(all[0] ?? {}).map((name) => [name, '']));
  const filled = [...all, ...more.map((key) => ({ ...blank, key }))].map((row: Row) => ({
    ...row,
    is: is[row.key ?? ''] ?? '',
  }));
  const lines = [Object.keys(all[0] ?? {}), ...filled.map((row) => Object.values(row))];
  const text = lines.map((cells) => `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';')}\r\n`).join('');
  await writeFile(path.join(place.dir, file), text);
}

test('waiting customers are decided in a file, become the record named there, and their tickets refer to it', async () => {
  expect((await held('ticket'))['itsm:ticket:1']).not.toHaveProperty('customer');
  expect(await place.json('customers', 'match')).toMatchObject({ exit: 0, given: { file: 'customers.csv', rows: 2 } });
  expect(await rows('customers.csv')).toMatchObject([
    {
      is: '',
      key: 'itsm:customer:9',
      name: 'ACME Ltd',
      suggestion: 'register:customer:C1',
      others: 'register:customer:C2',
    },
    { is: '', key: 'register:customer:C2', suggestion: 'register:customer:C1', why: 'same number' },
  ]);
  await fill('customers.csv', { 'itsm:customer:9': 'register:customer:C2', 'register:customer:C2': '-' });
  const touched = await place.ferry('customers', 'match');
  expect(touched).toMatchObject({ exit: 2, err: expect.stringContaining('--force') });

  const planned = await place.json('customers', 'merge', 'customers.csv', '--plan');
  expect(planned).toMatchObject({ exit: 0, given: { claimed: 1, apart: 1, runs: [] } });
  expect((await held('ticket'))['itsm:ticket:1']).not.toHaveProperty('customer');

  const done = await place.json('customers', 'merge', 'customers.csv', '--by', 'alice');
  expect(done).toMatchObject({ exit: 0, given: { runs: [{ state: 'settled', settled: true }, { state: 'settled' }] } });
  expect((await held('customer'))['register:customer:C2']).toEqual({ name: 'Acme East', segment: 'industry' });
  expect((await held('ticket'))['itsm:ticket:1']).toMatchObject({ customer: 'register:customer:C2' });
  expect(await place.json('customers', 'merge', 'customers.csv')).toMatchObject({
    exit: 0,
    given: { already: 2, runs: [] },
  });
  expect(await place.json('customers', 'match', '--force')).toMatchObject({ given: { rows: 0 } });
});

test('people are merged across two routes, with tombstones and references, and a warning where rights would grow', async () => {
  await place.json('people', 'match');
  const bytes = await readFile(path.join(place.dir, 'people.csv'), 'utf8');
  expect(bytes.startsWith('\uFEFF')).toBe(true);
  expect(await rows('people.csv')).toMatchObject([
    { key: 'itsm:person:login=agent01x', placeholder: 'yes', suggestion: '' },
    { key: 'register:person:K1', name: 'Alice', suggestion: 'itsm:person:1' },
    {
      key: 'register:person:K2',
      name: "'=1+1",
      suggestion: 'itsm:person:2',
      why: 'same e-mail; login is the local part of the e-mail',
    },
  ]);
  await fill('people.csv', {
    'itsm:person:2': 'register:person:K2',
    'itsm:person:login=agent01x': 'itsm:person:3',
    'register:person:K1': 'itsm:person:1',
  });
  const said = await place.ferry('people', 'merge', 'people.csv', '--by', 'alice');
  expect(said.exit).toBe(0);
  expect(said.out).toContain('! RIGHTS: register:person:K1');
  expect(Object.keys(await held('person'))).toEqual(['itsm:person:1', 'itsm:person:3', 'register:person:K2']);
  const tickets = await held('ticket');
  expect(tickets['itsm:ticket:2']).toMatchObject({ requester: 'register:person:K2' });
  expect(tickets['itsm:ticket:3']).toMatchObject({ requester: 'itsm:person:3' });
});

test('a file with mistakes changes nothing and names each with its line', async () => {
  await place.write(
    'wrong.csv',
    'is,key,suggestion,others\nitsm:person:77,itsm:person:1,,\nitsm:person:1,itsm:person:88,,\n',
  );
  const said = await place.json('people', 'merge', 'wrong.csv');
  expect(said).toMatchObject({ exit: 2, given: { error: { code: 'decisions-invalid' } } });
  expect(JSON.stringify(said.given)).toMatch(/wrong\.csv:2 .*wrong\.csv:3 /);
  expect(await place.json('people', 'merge', 'nowhere.csv')).toMatchObject({
    exit: 2,
    given: { error: { code: 'file-missing' } },
  });
});

test('quarantined records are loaded with the mapping as it is today', async () => {
  await place.write('itsm-mappings/ticket.yaml', TICKET.replace('{ open: open }', '{ open: open, limbo: pending }'));
  expect(await place.json('quarantine', 'retry', '--route', 'itsm', '--code', 'no-such-code')).toMatchObject({
    exit: 0,
    given: { run: null },
  });
  const retried = await place.json('quarantine', 'retry', '--route', 'itsm');
  expect(retried).toMatchObject({
    exit: 0,
    given: { state: 'settled', entities: { ticket: { enumerated: 1, created: 1, quarantined: 0 } } },
  });
  expect((await held('ticket'))['itsm:ticket:4']).toMatchObject({
    status: 'pending',
    customer: 'register:customer:C3',
    requester: 'itsm:person:1',
  });
});

test('runs that read the sources again change nothing', async () => {
  for (const folder of ['register', 'itsm'])
    await rename(path.join(place.dir, `${folder}-away`), path.join(place.dir, folder));
  for (const route of ['registers', 'itsm']) {
    const { exit, given } = await place.json('run', '--route', route);
    expect({ exit, settled: given.settled }).toEqual({ exit: 0, settled: true });
    for (const counts of Object.values(given.entities ?? {}))
      expect(counts).toMatchObject({ created: 0, updated: 0, quarantined: 0 });
  }
});

test('a merge and a match can be taken back, each by the key that gets a record of its own again', async () => {
  const nothing = await place.json('people', 'split', 'register:person:K2');
  expect(nothing).toMatchObject({
    exit: 2,
    given: { error: { code: 'split-nothing', hint: expect.stringContaining('people split itsm:person:2') } },
  });
  expect(await place.json('people', 'split', 'itsm:person:2', '--by', 'bob')).toMatchObject({ exit: 0 });
  expect((await held('person'))['itsm:person:2']).toMatchObject({ name: 'Bob' });
  expect((await held('ticket'))['itsm:ticket:2']).toMatchObject({ requester: 'itsm:person:2' });
  expect(await place.json('customers', 'split', 'itsm:customer:9')).toMatchObject({ exit: 0 });
  expect((await held('customer'))['register:customer:C2']).toEqual({ name: 'Acme East' });
  expect((await held('ticket'))['itsm:ticket:1']).toMatchObject({ customer: 'itsm:customer:9' });
  await place.json('people', 'match', 'again.csv');
  expect((await rows('again.csv')).map(({ key }) => key)).not.toContain('itsm:person:2');
});

test('nothing is decided while another run holds the lanes', async () => {
  const many = Array.from({ length: 15_000 }, (_, i) => `${i + 100},t${i},open,alice,9`);
  await place.write('itsm/tickets.csv', `${FILES['itsm/tickets.csv']}${many.join('\n')}\n`);
  const first = place.start('run', '--route', 'itsm', '--json');
  const [, run = ''] = await first.shows(/^run (\S+)/m);
  await place.ferry('pause', run);
  await place.write('late.csv', 'is,key,suggestion,others\nitsm:person:1,itsm:person:3,,\n');
  const refused = await place.json('people', 'merge', 'late.csv');
  expect(refused).toMatchObject({ exit: 2, given: { error: { code: 'lane-held' } } });
  expect((await place.json('cancel', run)).exit).toBe(0);
  await first.said;
  expect(Object.keys(await held('person'))).toContain('itsm:person:3');
  const later = await place.json('people', 'merge', 'late.csv', '--plan');
  expect(later.given).toMatchObject({ merged: [{ from: 'itsm:person:3' }], already: 0 });
});
