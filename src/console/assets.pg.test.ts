/** Files over HTTP: stored whole under their hash, and shown so that no browser runs them. */
import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPERATE, openConsole, READ, type TestConsole } from '../../test/setup/console.ts';

let api: TestConsole;
beforeAll(async () => {
  api = await openConsole();
});
afterAll(() => api.close());

describe('assets', () => {
  const post = (bytes: Buffer, more: { digest?: string; query?: string } = {}) =>
    fetch(`${api.url}/v1/assets${more.query ?? ''}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${OPERATE}`,
        'content-type': 'application/octet-stream',
        'content-digest': more.digest ?? digestOf(bytes),
      },
      body: new Uint8Array(bytes),
    });
  const get = (sha256: string, method = 'GET') =>
    fetch(`${api.url}/v1/assets/${sha256}`, { method, headers: { authorization: `Bearer ${READ}` } });

  test('are stored once and come back byte for byte', async () => {
    const bytes = randomBytes(3_500_000);
    const query = `?${new URLSearchParams({ name: '巡检 report "1".pdf', mediaType: 'application/pdf' })}`;
    const [one, two] = await Promise.all([post(bytes, { query }), post(bytes, { query })]);
    expect([one.status, two.status].sort()).toEqual([200, 201]);
    expect((await post(bytes)).status).toBe(200);
    const got = await get(shaOf(bytes));
    expect(Buffer.from(await got.arrayBuffer()).equals(bytes)).toBe(true);
    expect(got.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''%E5%B7%A1/);
    expect(got.headers.get('content-type')).toBe('application/octet-stream');
    expect(got.headers.get('content-security-policy')).toMatch(/^sandbox/);
    const head = await get(shaOf(bytes), 'HEAD');
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '3500000']);
    expect((await get(shaOf(randomBytes(4)))).status).toBe(404);
  });

  test('are refused when the bytes are not those announced, and nothing of them stays', async () => {
    const bytes = Buffer.from('not what was announced');
    const other = digestOf(Buffer.from('something else'));
    expect((await post(bytes, { digest: other })).status).toBe(400);
    expect((await post(bytes, { digest: 'md5=:abc:' })).status).toBe(400);
    expect(
      await rows(
        'select from console.asset_chunk c where not exists (select from console.asset a where a.content = c.content)',
      ),
    ).toBe(0);
  });

  test('are never run by a browser: HTML and SVG only download, plain images show', async () => {
    for (const [mediaType, disposition] of [
      ['text/html', 'attachment'],
      ['image/svg+xml', 'attachment'],
      ['image/png', 'inline'],
    ] as const) {
      const bytes = Buffer.from(`<script>alert(1)</script>${mediaType}`);
      await post(bytes, { query: `?${new URLSearchParams({ mediaType, name: '"><script>.html' })}` });
      const got = await get(shaOf(bytes));
      expect(got.headers.get('content-disposition')).toMatch(new RegExp(`^${disposition};`));
      expect(got.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  test('of 60 MB are stored whole, in many pieces', async () => {
    const bytes = Buffer.alloc(60 << 20, 'ferry');
    const answer = await post(bytes);
    expect(answer.status).toBe(201);
    const got = await get(shaOf(bytes));
    const hash = createHash('sha256');
    for await (const chunk of got.body ?? []) hash.update(chunk);
    expect(hash.digest('hex')).toBe(shaOf(bytes));
    expect(await rows('select from console.asset_chunk')).toBeGreaterThan(50);
  });
});

function shaOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function digestOf(bytes: Buffer): string {
  return `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;
}

async function rows(sql: string): Promise<number | null> {
  const client = new pg.Client({ connectionString: api.databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rowCount;
  } finally {
    await client.end();
  }
}
