/** The pages over HTTP: who may see and send what, and what they show. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPERATE, openConsole, READ, type TestConsole } from '../../../test/setup/console.ts';
import { fieldOf, login as loginTo, type Sent, visit as visitUrl } from '../../../test/setup/visitor.ts';
import { recordPath } from './words.ts';

let api: TestConsole;
const TICKET = 'rt:ticket:seen';
beforeAll(async () => {
  api = await openConsole();
  await api.bulk('ticket', [{ externalId: TICKET, data: { number: '1', title: 'Seen', status: 'open' } }]);
});
afterAll(() => api.close());

const visit = (path: string, sent: Sent = {}) => visitUrl(`${api.url}${path}`, sent);
const login = (token: string, name?: string) => loginTo(api.url, token, name);

describe('a visitor', () => {
  test('is led to the login and back, and only back to here', async () => {
    const away = await visit('/entities/ticket?q=x');
    expect([away.status, away.headers.get('location')]).toEqual([303, '/login?to=%2Fentities%2Fticket%3Fq%3Dx']);
    const wrong = await visit('/login', { form: { name: 'x', token: 'guess', to: '/' } });
    expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([401, null]);
    const right = await visit('/login', { form: { name: 'x', token: READ, to: '/entities/ticket' } });
    expect(right.headers.get('location')).toBe('/entities/ticket');
    expect(right.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
    const elsewhere = await visit('/login', { form: { name: 'x', token: READ, to: '//evil.example' } });
    expect(elsewhere.headers.get('location')).toBe('/');
  });

  test('with a forged or foreign cookie is a stranger', async () => {
    const cookie = await login(READ);
    expect((await visit('/', { cookie })).status).toBe(200);
    const forged = cookie.replace('read.', 'operate.');
    expect((await visit('/', { cookie: forged })).status).toBe(303);
    expect((await visit('/', { cookie: `${cookie}x` })).status).toBe(303);
  });

  test('who may only look gets no forms and can not send any', async () => {
    const cookie = await login(READ);
    const page = await visit(recordPath('ticket', TICKET), { cookie });
    expect(page.text).not.toContain('/edit"');
    const form = fieldOf(page.text, 'form');
    const sent = await visit(`${recordPath('ticket', TICKET)}/edit`, {
      cookie,
      form: { form, etag: 'x', status: 'closed' },
    });
    expect(sent.status).toBe(403);
  });
});

describe('a person', () => {
  test('edits a record under their name; only what they changed is sent', async () => {
    const key = 'rt:ticket:form';
    const data = {
      number: '7',
      title: 'Before',
      status: 'open',
      tags: ['a', 'b'],
      body: { format: 'text', content: 'one\ntwo' },
    };
    await api.bulk('ticket', [{ externalId: key, data }]);
    const cookie = await login(OPERATE);
    const path = `${recordPath('ticket', key)}/edit`;
    const { text } = await visit(path, { cookie });
    const typed = {
      form: fieldOf(text, 'form'),
      etag: fieldOf(text, 'etag'),
      title: 'After',
      tags: 'a\r\nb',
      body: 'one\r\ntwo',
      priority: '',
    };
    expect((await visit(path, { cookie, form: { ...typed, form: 'forged' } })).status).toBe(403);
    const wrong = await visit(path, { cookie, form: { ...typed, customer: 'rt:customer:none' } });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('value="After"');
    expect((await visit(path, { cookie, form: typed })).status).toBe(303);
    const held = await api.call('GET', `/v1/versions/ticket/${encodeURIComponent(key)}`);
    expect(held.body.items[0]).toMatchObject({ actor: '值班员', mode: 'edit', data: { ...data, title: 'After' } });
    expect((await visit(path, { cookie, form: { ...typed, title: 'Late' } })).status).toBe(412);
  });

  test('replies to a ticket, and the reply is the ticket’s first notice in the outbox', async () => {
    const key = 'rt:ticket:reply';
    await api.bulk('ticket', [{ externalId: key, data: { number: '8', title: 'Quiet', status: 'open' } }]);
    const cookie = await login(OPERATE);
    const page = await visit(recordPath('ticket', key), { cookie });
    const form = { form: fieldOf(page.text, 'form'), content: '已派工程师', internal: 'true' };
    expect((await visit(`${recordPath('ticket', key)}/reply`, { cookie, form })).status).toBe(303);
    const shown = (await visit(recordPath('ticket', key), { cookie })).text;
    expect(shown).toMatch(/<header>\s*值班员 <a class="quiet"[\s\S]{0,400}已派工程师/);
    const outbox = await visit('/outbox', { cookie });
    expect(outbox.text).toContain(key);
  });

  test('is named beside each reply written here, whoever edits the ticket later', async () => {
    const key = 'rt:ticket:replies';
    const imported = {
      externalId: 'rt:comment:old',
      internal: false,
      body: { format: 'text', content: 'from before' },
    };
    await api.bulk('ticket', [
      { externalId: key, data: { number: '9', title: 'Two agents', status: 'open', comments: [imported] } },
    ]);
    for (const name of ['Alice', '<b>Bob</b>']) {
      const cookie = await login(OPERATE, name);
      const page = await visit(recordPath('ticket', key), { cookie });
      const form = { form: fieldOf(page.text, 'form'), content: `written by ${name}` };
      expect((await visit(`${recordPath('ticket', key)}/reply`, { cookie, form })).status).toBe(303);
    }
    const { text } = await visit(recordPath('ticket', key), { cookie: await login(READ) });
    const writers = [...text.matchAll(/<article class="message[^>]*>\s*<header>\s*(.*?) <a class="quiet"/g)];
    expect(writers.map(([, writer]) => writer)).toEqual(['Alice', '&lt;b&gt;Bob&lt;/b&gt;', 'Unknown']);
  });

  test('sees times in the zone they chose, and UTC beside them; a forged choice changes nothing', async () => {
    const cookie = await login(READ);
    const key = 'rt:ticket:time';
    const data = { number: '5', title: 'Timed', status: 'open', createdAt: '2026-03-12T00:15:30Z' };
    await api.bulk('ticket', [{ externalId: key, data }]);
    const form = fieldOf((await visit('/zone', { cookie })).text, 'form');
    expect((await visit('/zone', { cookie, form: { form: 'forged', zone: 'Asia/Tokyo' } })).status).toBe(403);
    const chosen = await visit('/zone', { cookie, form: { form, zone: 'Asia/Tokyo' } });
    const zone = (chosen.headers.get('set-cookie') ?? '').split(';')[0];
    const { text } = await visit(recordPath('ticket', key), { cookie: `${cookie}; ${zone}` });
    expect(text).toMatch(/title="2026-03-12 00:15:30 UTC">2026-03-12 09:15 <span class="offset">\+09:00</);
    expect(text).toContain('>Asia/Tokyo</a>');
    const forged = await visit('/', { cookie: `${cookie}; ferry_console_zone=%22%3E%3Cscript%3E` });
    expect([forged.status, forged.text.includes('<script')]).toEqual([200, false]);
  });

  test('finds Chinese text and sees the edited badge', async () => {
    await api.bulk('customer', [{ externalId: 'crm:customer:zh', data: { name: '华北精密制造' } }]);
    const cookie = await login(READ);
    const page = await visit(`/entities/customer?${new URLSearchParams({ q: '精密' })}`, { cookie });
    expect(page.text).toContain('华北精密制造');
    expect((await visit('/entities/customer/none%3Aa%3Ab', { cookie })).status).toBe(404);
    expect((await visit('/entities/unicorn', { cookie })).status).toBe(400);
  });
});

describe('a ticket of a live system', () => {
  const KEY = 'rt:ticket:12';
  const file = (digit: string, name: string, bytes: number) => ({
    sha256: digit.repeat(64),
    name,
    mediaType: 'text/plain',
    bytes,
  });

  beforeAll(async () => {
    await api.bulk('person', [
      { externalId: 'rt:person:22', data: { kind: 'agent', name: '坐席01', custom: { 'RT NickName': '小一' } } },
      { externalId: 'rt:person:31', data: { kind: 'customer', name: '联系人甲' } },
    ]);
    await api.bulk('sla-policy', [{ externalId: 'rt:sla-policy:name=P1', data: { name: 'P1' } }]);
    const device = { name: 'CPE-0009', status: 'in-use', heldBy: ['rt:person:31'], custom: { Serial_No: 'SN1' } };
    await api.bulk('device', [{ externalId: 'rt:device:9', data: device }]);
    const comments = [1, 2, 3, 4, 5].map((id) => ({
      externalId: `rt:ticket-comments:12/${id}`,
      author: 'rt:person:22',
      at: `2025-03-01T0${id}:00:00Z`,
      internal: id === 4,
      body: { format: 'markdown', content: `第 **${id}** 条` },
      attachments: id === 4 ? [file('c', '../报价.txt', 900)] : null,
    }));
    const data = {
      number: '12',
      title: '中断',
      status: 'open',
      body: { format: 'markdown', content: `![图](/v1/assets/${'e'.repeat(64)})` },
      openedBy: 'rt:person:22',
      requester: 'rt:person:31',
      sla: 'rt:sla-policy:name=P1',
      createdAt: '2025-03-01T00:00:00Z',
      attachments: [file('d', 'mtr.txt', 2_500_000)],
      comments,
      timeEntries: [15, -5].map((minutes, index) => ({
        at: `2025-03-01T0${index}:00:00Z`,
        person: 'rt:person:22',
        minutes,
      })),
      links: [
        { kind: 'refers-to', to: 'rt:device:9' },
        { kind: 'refers-to', url: 'https://wiki.example.com/a?b=1&c=2' },
      ],
      custom: { 'CF with CAPS': 'x', Trace: `/v1/assets/${'f'.repeat(64)}` },
    };
    const answer = await api.bulk('ticket', [{ externalId: KEY, data }]);
    expect(answer.body.counts).toEqual({ created: 1 });
  });

  test('shows its files with name and size, its notes as internal, and every message with an address', async () => {
    const { text } = await visit(recordPath('ticket', KEY), { cookie: await login(READ) });
    expect(text).toMatch(/<a href="\/v1\/assets\/c{64}">\.\.\/报价\.txt<\/a>\s*<span class="hint">900 B/);
    expect(text).toMatch(/<a href="\/v1\/assets\/d{64}">mtr\.txt<\/a>\s*<span class="hint">2\.4 MB/);
    expect(text).toMatch(/<img src="\/v1\/assets\/e{64}" alt="图"/);
    expect(
      [...text.matchAll(/<article class="message( internal)?" id="([^"]+)"/g)].map(([, note, id]) => [
        id,
        note !== undefined,
      ]),
    ).toEqual([
      ['first', false],
      ['c-1', false],
      ['c-2', false],
      ['c-3', false],
      ['c-4', true],
      ['c-5', false],
    ]);
    expect(text).toMatch(/5 comments, 1 of them internal/);
    expect(text).toContain('<a href="#c-5">');
  });

  test('names whom and what it points at, and keeps the words of custom fields', async () => {
    const { text } = await visit(recordPath('ticket', KEY), { cookie: await login(READ) });
    expect(text).toMatch(/坐席01<\/a>[\s\S]{0,200}for <a href="[^"]+">联系人甲/);
    expect(text).toContain('CPE-0009</a>');
    expect(text).toContain('>P1</a>');
    expect(text).toContain('<a href="https://wiki.example.com/a?b=1&amp;c=2" rel="noopener noreferrer nofollow">');
    expect(text).toContain('<dt>CF with CAPS</dt>');
    expect(text).toContain(`<a href="/v1/assets/${'f'.repeat(64)}">file</a>`);
    expect(text).toContain('Time worked (10 min)');
  });

  test('is found from the people, the level and the device', async () => {
    const cookie = await login(READ);
    const shown = async (entity: string, key: string) => (await visit(recordPath(entity, key), { cookie })).text;
    expect(await shown('person', 'rt:person:31')).toMatch(
      /Tickets asked for[\s\S]*中断[\s\S]*Devices in hand[\s\S]*CPE-0009/,
    );
    expect(await shown('person', 'rt:person:22')).toContain('<dt>RT NickName</dt>');
    expect(await shown('sla-policy', 'rt:sla-policy:name=P1')).toContain('中断');
    expect(await shown('device', 'rt:device:9')).toMatch(/in-use[\s\S]*<dt>Serial_No<\/dt>/);
  });
});
