/** What a real Request Tracker won't do on demand: sessions that die, tokens revoked in the middle, lists that lie. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { secret } from '../model/secret.ts';
import { openApi } from './request-tracker/client.ts';
import { requestTrackerOptions, requestTrackerSource } from './request-tracker.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

describe('signing in', () => {
  test('shows the password once, however many calls begin together, and keeps the cookie', async () => {
    const rt = await scripted(sessions(new Set(['sid=1'])));
    const api = openApi(byPassword(rt.url), { secret: () => secret('right') });
    await Promise.all(['a', 'b', 'c'].map((path) => api.get(path)));
    const signedIn = rt.asked.filter(({ method }) => method === 'POST');
    expect(signedIn.map(({ body }) => body)).toEqual(['user=svc&pass=right']);
    expect(rt.asked.filter(({ headers }) => headers.cookie === 'sid=1')).toHaveLength(3);
  });

  test('signs in anew when the session has died, which RT tells by sending us to its front page', async () => {
    const alive = new Set(['sid=1']);
    const rt = await scripted(sessions(alive));
    const api = openApi(byPassword(rt.url), { secret: () => secret('right') });
    expect(await api.get('a')).toEqual({ id: 1 });
    alive.clear();
    alive.add('sid=2');
    expect(await Promise.all([api.get('b'), api.get('c')])).toEqual([{ id: 1 }, { id: 1 }]);
    expect(rt.asked.filter(({ method }) => method === 'POST')).toHaveLength(2);
  });

  test('a wrong password holds the run, and is tried twice at most for one call', async () => {
    const rt = await scripted(sessions(new Set()));
    const api = openApi(byPassword(rt.url), { secret: () => secret('wrong') });
    await expect(api.get('a')).rejects.toMatchObject({ name: 'StuckError', code: 'auth-refused' });
    expect(rt.asked.filter(({ method }) => method === 'POST')).toHaveLength(2);
  });

  test('a token revoked in the middle holds the run, and another one in its place lets it go on', async () => {
    let token = 'first';
    let valid = 'first';
    const rt = await scripted(({ headers }) =>
      headers.authorization === `token ${valid}`
        ? { body: { id: 1 } }
        : { status: 401, body: { message: 'Unauthorized' } },
    );
    const api = openApi(byToken(rt.url), { secret: () => secret(token) });
    expect(await api.get('a')).toEqual({ id: 1 });
    valid = 'second';
    await expect(api.get('b')).rejects.toMatchObject({ name: 'StuckError', code: 'auth-refused' });
    token = 'second';
    expect(await api.get('b')).toEqual({ id: 1 });
  });

  test('needs a token or a password, not both and not neither', () => {
    const options = { kind: 'request-tracker', url: 'https://rt.example.com' };
    const account = { user: 'svc', password: 'env:P' };
    expect(requestTrackerOptions.safeParse({ ...options, ...account }).success).toBe(true);
    expect(requestTrackerOptions.safeParse({ ...options, token: 'env:T' }).success).toBe(true);
    expect(requestTrackerOptions.safeParse({ ...options, ...account, token: 'env:T' }).success).toBe(false);
    expect(requestTrackerOptions.safeParse({ ...options, user: 'svc' }).success).toBe(false);
    expect(requestTrackerOptions.safeParse({ ...options, user: 'svc', token: 'env:T' }).success).toBe(false);
    expect(requestTrackerOptions.safeParse(options).success).toBe(false);
  });
});

describe('lists', () => {
  test('go on past pages whose rows are hidden, as long as the total says so', async () => {
    const pages = [[1, 2], [], [3]].map(rows);
    const rt = await scripted(({ query }) => page(pages, query, 300));
    expect(await listed(rt.url)).toEqual(['1', '2', '3']);
  });

  test('go on past a page without a row where RT hides the total', async () => {
    const pages = [[1, 2], [], [3]].map(rows);
    const rt = await scripted(({ query }) => page(pages, query, null));
    expect(await listed(rt.url)).toEqual(['1', '2', '3']);
  });

  test.each([
    ['the same page for every number', () => ({ ...pageOf(rows([1, 2]), 1, 300), page: 2 })],
    ['another page than the one asked for', () => pageOf(rows([1, 2]), 1, 300)],
  ])('are refused when they give %s', async (_what, second) => {
    const rt = await scripted(({ query }) =>
      query.get('page') === '1' ? { body: pageOf(rows([1, 2]), 1, 300) } : { body: second() },
    );
    await expect(listed(rt.url)).rejects.toMatchObject({ name: 'FatalError', code: 'paging-stuck' });
  });

  test('swept by id are refused when RT ignores the condition, or the order', async () => {
    const again = await scripted(() => ({ body: pageOf(rows([1, 2]), 1, 300) }));
    await expect(swept(again.url)).rejects.toMatchObject({ code: 'paging-stuck' });
    const mixed = await scripted(() => ({ body: pageOf(rows([2, 1]), 1, 2) }));
    await expect(swept(mixed.url)).rejects.toMatchObject({ code: 'paging-stuck' });
  });

  test('swept by id ask above the last one, within brackets around the scope', async () => {
    const rt = await scripted(({ query }) =>
      query.get('query')?.endsWith('> 0') ? { body: pageOf(rows([7, 9]), 1, 101) } : { body: pageOf(rows([12]), 1, 1) },
    );
    expect(await swept(rt.url, "Queue = 'a' OR Queue = 'b'")).toEqual(['7', '9', '12']);
    expect(rt.asked.map(({ query }) => query.get('query'))).toEqual([
      "(Queue = 'a' OR Queue = 'b') AND id > 0",
      "(Queue = 'a' OR Queue = 'b') AND id > 9",
    ]);
    expect(rt.asked.every(({ query }) => query.get('orderby') === 'id')).toBe(true);
  });

  test.each([
    ['HTML with a success', { headers: { 'content-type': 'text/html' }, body: '<html>' }, 'answer-not-json'],
    ['an object that is no page', { body: { count: 3 } }, 'answer-shape'],
    ['rows without an id', { body: pageOf([{ type: 'ticket' }], 1, 1) }, 'answer-shape'],
  ])('that are %s are refused', async (_what, answer, code) => {
    const rt = await scripted(() => answer);
    await expect(listed(rt.url)).rejects.toMatchObject({ name: 'FatalError', code });
  });

  test('a 502 in HTML is tried again', async () => {
    const rt = await scripted((_asked, call) =>
      call === 1
        ? { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>' }
        : { body: pageOf(rows([1]), 1, 1) },
    );
    expect(await listed(rt.url)).toEqual(['1']);
  });
});

describe('records', () => {
  test('that answer with another number, or without a name, are quarantined under the number asked for', async () => {
    const rt = await scripted(usersServer([4, 5, 6], { 5: { id: 4, Name: 'alice' }, 6: { id: 6 } }));
    const found = await recordsOf(rt.url, 'user');
    expect(found.map(({ key, problem }) => [key, problem?.code])).toEqual([
      ['4', undefined],
      ['5', 'record-other'],
      ['6', 'field-hidden'],
    ]);
  });

  test('that are gone by the time they are read are left out, by read and by count', async () => {
    const rt = await scripted(usersServer([4, 5], { 5: null }));
    expect((await recordsOf(rt.url, 'user')).map(({ key }) => key)).toEqual(['4']);
  });

  test('users are listed again when one is removed meanwhile, so that none slips over the edge of a page', async () => {
    const everybody = Array.from({ length: 150 }, (_, at) => at + 1);
    const rt = await scripted((asked, call) => {
      const listing = asked.path.endsWith('/users') && asked.query.get('order') === null;
      // Removed after the first page was given: what was row 101 is now row 100.
      if (listing && asked.query.get('page') === '2' && everybody[0] === 1) everybody.shift();
      return usersServer(everybody, {})(asked, call);
    });
    const keys = (await recordsOf(rt.url, 'user')).map(({ key }) => Number(key));
    expect(keys).toEqual(everybody);
  });

  test('an entity RT does not have is refused, whatever it is called', async () => {
    const source = requestTrackerSource(byToken('http://127.0.0.1:1'), { secret: () => secret('t') });
    for (const name of ['constructor', '__proto__', 'toString']) {
      await expect(source.count(name)).rejects.toMatchObject({ code: 'entity-missing' });
    }
  });
});

describe('check', () => {
  test.each([
    ['version 4', { body: { Version: '4.4.6' } }],
    ['no REST2', { status: 404, body: { message: 'Not Found' } }],
    ['web pages in place of REST2', { headers: { 'content-type': 'text/html' }, body: '<html>' }],
  ])('refuses %s in words', async (_what, answer) => {
    const rt = await scripted(() => answer);
    const source = requestTrackerSource(byToken(rt.url), { secret: () => secret('1-2-a') });
    await expect(source.check()).rejects.toMatchObject({ name: 'FatalError', code: 'version-unsupported' });
  });

  test('says that a version newer than those tried is one', async () => {
    const rt = await scripted(() => ({ body: { Version: '6.0.1', Plugins: [] } }));
    const source = requestTrackerSource(byToken(rt.url), { secret: () => secret('1-2-a') });
    expect((await source.check()).findings).toContainEqual(expect.stringContaining('6.0.1'));
  });
});

function byToken(url: string) {
  return requestTrackerOptions.parse({ kind: 'request-tracker', url, token: 'env:T' });
}

function byPassword(url: string) {
  return requestTrackerOptions.parse({ kind: 'request-tracker', url, user: 'svc', password: 'env:P' });
}

/** Signs everybody in, as RT does; only cookies in `alive` count. */
function sessions(alive: ReadonlySet<string>) {
  return ({ method, headers }: Asked): Answer => {
    if (method === 'POST') {
      const cookie = [...alive][0] ?? 'sid=none';
      return { headers: { 'set-cookie': `${cookie}; path=/; HttpOnly`, 'content-type': 'text/html' }, body: '<html>' };
    }
    if (alive.has(headers.cookie ?? '')) return { body: { id: 1 } };
    return { status: 302, headers: { location: '/', 'content-type': 'text/html' }, body: 'Login required' };
  };
}

/** Lists of users and each of them; a change replaces what one answers, null is 404. All other lists are empty. */
function usersServer(ids: readonly number[], changes: Readonly<Record<number, object | null>>) {
  return ({ path, query }: Asked, _call: number): Answer => {
    const id = Number(/\/user\/(\d+)$/.exec(path)?.[1]);
    if (id > 0) {
      const answer = changes[id] === undefined ? { id, Name: `user${id}` } : changes[id];
      return answer === null ? { status: 404, body: { message: 'Not Found' } } : { body: answer };
    }
    if (!path.endsWith('/users')) return { body: pageOf([], 1, 0) };
    if (query.get('order') === 'DESC') return { body: pageOf(rows(ids.slice(-1)), 1, ids.length) };
    const number = Number(query.get('page'));
    return { body: pageOf(rows(ids.slice(100 * (number - 1), 100 * number)), number, ids.length) };
  };
}

function rows(ids: readonly number[]) {
  return ids.map((id) => ({ type: 'row', id: String(id) }));
}

function page(pages: readonly (readonly object[])[], query: URLSearchParams, total: number | null): Answer {
  const number = Number(query.get('page'));
  return { body: pageOf(pages[number - 1] ?? [], number, total) };
}

function pageOf(items: readonly object[], number: number, total: number | null) {
  return { items, total, page: number, per_page: 100, count: items.length };
}

async function listed(url: string): Promise<string[]> {
  const api = openApi(byToken(url), { secret: () => secret('t') });
  return await idsOf(api.list({ collection: 'tickets', fields: [] }));
}

async function swept(url: string, query?: string): Promise<string[]> {
  const api = openApi(byToken(url), { secret: () => secret('t') });
  return await idsOf(api.sweep({ collection: 'tickets', fields: [], ...(query !== undefined && { query }) }));
}

async function idsOf(pages: AsyncIterable<readonly { readonly [name: string]: unknown }[]>): Promise<string[]> {
  const ids: string[] = [];
  for await (const some of pages) ids.push(...some.map(({ id }) => String(id)));
  return ids;
}

async function recordsOf(url: string, entity: string) {
  const source = requestTrackerSource(byToken(url), { secret: () => secret('t') });
  const found = [];
  for await (const { records } of source.read(entity, null)) found.push(...records);
  return found;
}

async function scripted(answer: (asked: Asked, call: number) => Answer) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    serve(request, response, answer, asked).catch(() => response.destroy());
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (asked: Asked, call: number) => Answer,
  asked: Asked[],
): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const url = new URL(request.url ?? '/', 'http://rt');
  const { method = '', headers } = request;
  const one: Asked = { method, path: url.pathname, query: url.searchParams, headers, body };
  asked.push(one);
  const { status = 200, headers: given = {}, body: said } = answer(one, asked.length);
  const text = typeof said === 'string' ? said : JSON.stringify(said);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...given,
  });
  response.end(text);
}
