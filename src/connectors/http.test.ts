import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createRawServer, type Server as RawServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { FatalError } from '../errors.ts';
import { retryAfterOf } from './http/failure.ts';
import { urlOption } from './http/options.ts';
import { isInnerAddress, publicLookup } from './http/public-address.ts';
import { breaker, limiter } from './http/rate-limit.ts';
import { type Http, type HttpSettings, openHttp } from './http.ts';

const open: { readonly servers: (Server | RawServer)[]; readonly clients: Http[]; readonly sockets: Set<Socket> } = {
  servers: [],
  clients: [],
  sockets: new Set(),
};

afterEach(async () => {
  for (const client of open.clients.splice(0)) client.close();
  for (const socket of open.sockets) socket.destroy();
  await Promise.all(open.servers.splice(0).map((server) => new Promise((done) => server.close(done))));
});

async function listen<S extends Server | RawServer>(server: S): Promise<string> {
  open.servers.push(server);
  server.on('connection', (socket: Socket) => {
    open.sockets.add(socket);
    socket.once('close', () => open.sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

const serve = (answer: RequestListener) => listen(createServer(answer));

/** Answers the first bytes of every connection with these, then ends it as told. */
function serveRaw(text: string, ending: 'FIN' | 'RST' | 'open'): Promise<string> {
  return listen(
    createRawServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        if (ending === 'FIN') socket.end(text);
        else socket.write(text, () => ending === 'RST' && setTimeout(() => socket.resetAndDestroy(), 30));
      });
    }),
  );
}

function client(url: string, more: Partial<HttpSettings> = {}): Http {
  const made = openHttp({ system: 'the fixture', url, tries: 1, ...more });
  open.clients.push(made);
  return made;
}

const get = { method: 'GET', path: '/x' } as const;
const TIMES = { connect: 500, idle: 500, total: 5000 };

test('a server that serves one connection at a time serves all of ours, because idle ones are let go', async () => {
  const waiting: Socket[] = [];
  const next = () => {
    const socket = waiting[0];
    socket?.on('data', () =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}'),
    );
  };
  const url = await listen(
    createRawServer((socket) => {
      waiting.push(socket);
      if (waiting.length === 1) next();
      socket.on('error', () => undefined);
      socket.once('close', () => {
        waiting.shift();
        next();
      });
    }),
  );
  const http = client(url);
  const answers = await Promise.all([http.json(get), http.json(get), http.json(get)]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
});

describe('a body cut short is no answer', () => {
  const json = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
  // Every one of these bodies is JSON as far as it goes, so that nothing but the framing can tell.
  const framings = {
    'a length, kept alive': `${json}Content-Length: 50\r\n\r\n[1,2]`,
    'a length, closing': `${json}Connection: close\r\nContent-Length: 50\r\n\r\n[1,2]`,
    'chunks, kept alive': `${json}Transfer-Encoding: chunked\r\n\r\n5\r\n[1,2]\r\n`,
    'chunks, closing': `${json}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1,2]\r\n`,
    'no framing at all': `${json}Connection: close\r\n\r\n[1,2]`,
  };
  for (const [framing, text] of Object.entries(framings)) {
    for (const ending of ['FIN', 'RST'] as const) {
      test(`${framing}, ended by ${ending}`, async () => {
        const code = framing === 'no framing at all' ? 'answer-unframed' : 'unreachable';
        await expect(client(await serveRaw(text, ending)).json(get)).rejects.toMatchObject({ code });
      });
    }
  }
});

describe('status to error', () => {
  const cases = [
    [401, 'StuckError', 'auth-refused'],
    [403, 'StuckError', 'auth-refused'],
    [404, 'FatalError', 'not-found'],
    [408, 'TransientError', 'system-slow'],
    [413, 'FatalError', 'too-large'],
    [422, 'FatalError', 'request-refused'],
    [429, 'TransientError', 'rate-limited'],
    [500, 'TransientError', 'system-failing'],
    [501, 'FatalError', 'request-refused'],
    [503, 'TransientError', 'system-failing'],
  ] as const;
  for (const [status, name, code] of cases) {
    test(`${status} is a ${name}`, async () => {
      const url = await serve((_, answer) => answer.writeHead(status).end('secret body'));
      const error = await client(url, { headers: () => ({ 'x-token': 'canary' }) })
        .json(get)
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name, code });
      expect(JSON.stringify([error, String(error), (error as Error).stack])).not.toMatch(/canary|secret body/);
    });
  }

  test('a code the connector knows goes before the status', async () => {
    const url = await serve((_, answer) =>
      answer
        .writeHead(409, { 'content-type': 'application/problem+json' })
        .end('{"code":"busy-now","retryable":false}'),
    );
    const problems = { 'busy-now': { as: 'transient', code: 'known', hint: 'wait' } } as const;
    await expect(client(url, { problems }).json(get)).rejects.toMatchObject({ name: 'TransientError', code: 'known' });
  });

  test('a broken connection keeps nothing of the request', async () => {
    const url = await serveRaw('', 'RST');
    const error = await client(url, { headers: () => ({ authorization: 'Bearer canary' }) })
      .json(get)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'TransientError', code: 'unreachable' });
    const { inspect } = await import('node:util');
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('canary');
  });

  test('nobody listening is transient', async () => {
    const url = await serve(() => undefined);
    for (const server of open.servers.splice(0)) await new Promise((done) => server.close(done));
    await expect(client(url).json(get)).rejects.toMatchObject({ name: 'TransientError', code: 'unreachable' });
  });
});

describe('trying again', () => {
  test('repeats what may succeed later, then gives the answer', async () => {
    let calls = 0;
    const url = await serve((_, answer) => {
      calls += 1;
      if (calls < 3) answer.writeHead(503, { 'retry-after': '0' }).end();
      else answer.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
    });
    expect((await client(url, { tries: 4 }).json(get)).body).toEqual({ ok: true });
    expect(calls).toBe(3);
  });

  test('hands a long wait on instead of sitting it out', async () => {
    const url = await serve((_, answer) => answer.writeHead(429, { 'retry-after': '1000000000' }).end());
    await expect(client(url, { tries: 4 }).json(get)).rejects.toMatchObject({ retryAfter: 15 * 60_000 });
  });

  test('reads Retry-After as seconds or as a date, and nothing else', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(retryAfterOf('7', now)).toBe(7000);
    expect(retryAfterOf('Thu, 01 Jan 2026 00:00:30 GMT', now)).toBe(30_000);
    expect(retryAfterOf('Thu, 01 Jan 1970 00:00:00 GMT', now)).toBe(0);
    expect([retryAfterOf('soon', now), retryAfterOf(undefined, now)]).toEqual([undefined, undefined]);
  });
});

describe('redirects', () => {
  test('are followed within the origin', async () => {
    const url = await serve(({ url: path }, answer) => {
      if (path === '/x') answer.writeHead(302, { location: '/y' }).end();
      else answer.writeHead(200, { 'content-type': 'application/json' }).end('1');
    });
    expect((await client(url).json(get)).body).toBe(1);
  });

  test('never send a header to another origin', async () => {
    let reached = 0;
    const elsewhere = await serve((_, answer) => {
      reached += 1;
      answer.end();
    });
    const url = await serve((_, answer) => answer.writeHead(302, { location: elsewhere }).end());
    await expect(client(url).json(get)).rejects.toMatchObject({ code: 'redirect-refused' });
    expect(reached).toBe(0);
  });

  test('in circles end, and writing calls are never sent on', async () => {
    const url = await serve((_, answer) => answer.writeHead(307, { location: '/x' }).end());
    await expect(client(url).json(get)).rejects.toMatchObject({ code: 'redirect-refused' });
    const post = { method: 'POST', path: '/x', body: '{}' } as const;
    await expect(client(url).json(post)).rejects.toMatchObject({ code: 'redirect-refused' });
  });
});

test('what our own body fails of is told as it is, and not as trouble of the other side', async () => {
  const url = await serve((request, answer) => request.on('end', () => answer.writeHead(204).end()).resume());
  const body = async function* () {
    yield Buffer.from('begun');
    throw new FatalError('a landed file is gone', { code: 'landing-missing' });
  };
  await expect(client(url).stream({ method: 'PUT', path: '/x', body })).rejects.toMatchObject({
    code: 'landing-missing',
  });
});

test('an address has no name, password, query or fragment', () => {
  const wrong = [
    'http://me@host',
    'http://me:secret@host',
    'http://host/?token=secret',
    'http://host/#part',
    'ftp://host',
  ];
  for (const url of wrong) expect(urlOption.safeParse(url).success, url).toBe(false);
  expect(urlOption.safeParse('http://host:8080/path').success).toBe(true);
});

describe('caps', () => {
  test('a silent server is given up', async () => {
    const url = await serveRaw(
      'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n1',
      'open',
    );
    await expect(client(url, { times: TIMES }).json(get)).rejects.toMatchObject({ code: 'unreachable' });
    const mute = await listen(createRawServer(() => undefined));
    await expect(client(mute, { times: TIMES }).json(get)).rejects.toMatchObject({ code: 'unreachable' });
  });

  test('a trickling server is given up in the end', async () => {
    const url = await listen(
      createRawServer((socket) => {
        socket.on('error', () => undefined);
        socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n');
        const drip = setInterval(() => socket.write(' '), 50);
        socket.once('close', () => clearInterval(drip));
      }),
    );
    const times = { connect: 500, idle: 300, total: 700 };
    await expect(client(url, { times }).json(get)).rejects.toMatchObject({ code: 'unreachable' });
  });

  test('an answer beyond the size cap is refused', async () => {
    const url = await serve((_, answer) =>
      answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify('x'.repeat(2000))),
    );
    await expect(client(url, { maxBytes: 1000 }).json(get)).rejects.toMatchObject({ code: 'answer-too-large' });
  });

  test('what is not JSON is refused: a login page, broken text, wrong bytes, endless nesting', async () => {
    const bodies: readonly (readonly [string, string | Buffer])[] = [
      ['text/html', '<html>'],
      ['application/json', '{"a":'],
      ['application/json', Buffer.from([0x22, 0xff, 0x22])],
      ['application/json', '['.repeat(100_000) + ']'.repeat(100_000)],
    ];
    for (const [type, body] of bodies) {
      const url = await serve((_, answer) => answer.writeHead(200, { 'content-type': type }).end(body));
      await expect(client(url).json(get)).rejects.toMatchObject({ code: 'answer-not-json' });
    }
  });

  test('ids beyond 2^53 stay what they are', async () => {
    const url = await serve((_, answer) =>
      answer.writeHead(200, { 'content-type': 'application/json' }).end('{"id":9007199254740993}'),
    );
    expect((await client(url).json(get)).body).toEqual({ id: '9007199254740993' });
  });

  test('compressed answers are not asked for', async () => {
    const url = await serve(({ headers }, answer) =>
      answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(headers['accept-encoding'])),
    );
    expect((await client(url).json(get)).body).toBe('identity');
  });
});

describe('rate limit', () => {
  test('keeps to the calls in flight', async () => {
    const run = limiter({ concurrency: 2, rate: null });
    let inFlight = 0;
    let most = 0;
    const call = async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise((done) => setTimeout(done, 5));
      inFlight -= 1;
    };
    await Promise.all(Array.from({ length: 10 }, () => run(call)));
    expect(most).toBe(2);
  });

  test('keeps to the calls a second', async () => {
    const run = limiter({ concurrency: 10, rate: 50 });
    const started = Date.now();
    await Promise.all(Array.from({ length: 6 }, () => run(async () => undefined)));
    expect(Date.now() - started).toBeGreaterThanOrEqual(95);
  });

  test('the breaker opens when failures are many and last, and one success closes it', async () => {
    const fuse = breaker({ failures: 3, lasting: 20 });
    for (let count = 0; count < 3; count += 1) fuse.failed();
    expect(fuse.isOpen()).toBe(false);
    await new Promise((done) => setTimeout(done, 25));
    expect(fuse.isOpen()).toBe(true);
    fuse.succeeded();
    expect(fuse.isOpen()).toBe(false);
  });
});

describe('inner addresses', () => {
  test('are known in every spelling a lookup gives', () => {
    const inner = [
      '127.0.0.1',
      '10.1.2.3',
      '169.254.169.254',
      '192.168.0.1',
      '172.31.0.1',
      '0.0.0.0',
      '::1',
      '::',
      'fe80::1',
      'fd00::1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
    ];
    expect(inner.filter((address) => !isInnerAddress(address))).toEqual([]);
    expect(['1.1.1.1', '172.32.0.1', '2606:4700::1111'].filter(isInnerAddress)).toEqual([]);
  });

  test('a name that leads to one is refused at the moment of connecting', async () => {
    let reached = 0;
    const url = await serve((_, answer) => {
      reached += 1;
      answer.end();
    });
    const named = url.replace('127.0.0.1', 'localhost');
    await expect(client(named, { lookup: publicLookup }).json(get)).rejects.toMatchObject({ code: 'address-refused' });
    expect(reached).toBe(0);
  });
});
