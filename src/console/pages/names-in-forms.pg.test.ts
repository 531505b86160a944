/** Forms over HTTP: people name other records as they know them, and choose where a name isn't one record's. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { OPERATE, openConsole, type TestConsole } from '../../../test/setup/console.ts';
import { fieldOf, login, visit as visitUrl } from '../../../test/setup/visitor.ts';
import { recordPath } from './words.ts';

let api: TestConsole;
let cookie: string;
let ticket = '';
let tickets = 0;

beforeAll(async () => {
  api = await openConsole();
  cookie = await login(api.url, OPERATE);
  const person = (key: string, name: string, email: string) => ({
    externalId: `rt:person:${key}`,
    data: { kind: 'customer', name, email },
  });
  await api.bulk('person', [
    person('1', '王伟', 'wang.one@example.com'),
    person('2', '王伟', 'wang.two@example.com'),
    person('3', 'Li Na', 'li.na@example.com'),
    person('4', 'Li Nan', 'li.nan@example.com'),
    person('5', '"><img src=x onerror=alert(1)>', 'evil@example.com'),
  ]);
});
afterAll(() => api.close());

beforeEach(async () => {
  tickets += 1;
  ticket = `rt:ticket:${tickets}`;
  const data = { number: String(tickets), title: 'T', status: 'open', requester: 'rt:person:1' };
  await api.bulk('ticket', [{ externalId: ticket, data: { ...data, cc: ['rt:person:1', 'rt:person:2'] } }]);
});

async function send(typed: Record<string, string>) {
  const path = `${recordPath('ticket', ticket)}/edit`;
  const { text } = await visitUrl(`${api.url}${path}`, { cookie });
  const form = { form: fieldOf(text, 'form'), etag: fieldOf(text, 'etag'), ...typed };
  return visitUrl(`${api.url}${path}`, { cookie, form });
}

async function held(): Promise<Record<string, unknown>> {
  const { body } = await api.call('GET', `/v1/versions/ticket/${encodeURIComponent(ticket)}`);
  return body.items[0].data;
}

test('the form shows names, and sent back as it came it changes nobody', async () => {
  const { text } = await visitUrl(`${api.url}${recordPath('ticket', ticket)}/edit`, { cookie });
  expect(fieldOf(text, 'requester')).toBe('王伟');
  expect((await send({ requester: '王伟', cc: '王伟\r\n王伟', title: 'New' })).status).toBe(303);
  expect(await held()).toMatchObject({ title: 'New', requester: 'rt:person:1', cc: ['rt:person:1', 'rt:person:2'] });
});

test.each([
  ['a name that one person has, in any case', 'li na', 'rt:person:3'],
  ['a key', 'rt:person:2', 'rt:person:2'],
])('%s is that person', async (_what, typed, key) => {
  expect((await send({ requester: typed })).status).toBe(303);
  expect(await held()).toMatchObject({ requester: key });
});

test('of two people of one name the form asks which, and takes the one chosen', async () => {
  await send({ requester: 'Li Na' });
  const asked = await send({ requester: '王伟', title: 'Kept' });
  expect(asked.status).toBe(422);
  expect(asked.text).toContain('Which “王伟”?');
  expect(asked.text).toContain('wang.one@example.com');
  expect(fieldOf(asked.text, 'title')).toBe('Kept');
  expect(asked.text).toMatch(/<input type="radio" name="pick\.requester" value="rt:person:2">/);
  expect(await held()).toMatchObject({ requester: 'rt:person:3', title: 'T' });
  expect((await send({ requester: '王伟', title: 'Kept', 'pick.requester': 'rt:person:2' })).status).toBe(303);
  expect(await held()).toMatchObject({ requester: 'rt:person:2', title: 'Kept' });
});

test('part of a name or an address finds people, and never decides by itself', async () => {
  const asked = await send({ requester: 'li.na' });
  expect(asked.status).toBe(422);
  expect(asked.text).toContain('Li Na ');
  expect(asked.text).toContain('Li Nan ');
  const nobody = await send({ requester: 'Nobody Atall' });
  expect([nobody.status, nobody.text.includes('Nothing here is called “Nobody Atall”')]).toEqual([422, true]);
  expect(await held()).toMatchObject({ requester: 'rt:person:1' });
});

test('a list keeps whom it had by a name that two have, takes in who is added, and lets go who is taken out', async () => {
  expect((await send({ cc: '王伟\n王伟\nLi Na' })).status).toBe(303);
  expect(await held()).toMatchObject({ cc: ['rt:person:1', 'rt:person:2', 'rt:person:3'] });
  expect((await send({ cc: 'Li Na' })).status).toBe(303);
  expect(await held()).toMatchObject({ cc: ['rt:person:3'] });
  expect((await send({ cc: 'Li Na\n王伟' })).status).toBe(422);
});

test('an emptied field lets go of the person', async () => {
  expect((await send({ requester: '' })).status).toBe(303);
  expect((await held()).requester ?? null).toBeNull();
});

test('names that are markup stay text, typed and found', async () => {
  const asked = await send({ requester: 'evil@example.com', title: '"><script>alert(1)</script>' });
  expect(asked.status).toBe(422);
  expect(asked.text).toContain('rt:person:5');
  expect(asked.text).not.toMatch(/<(img|script)\b/);
});
