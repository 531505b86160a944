import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { openHttp } from '../http.ts';
import type { AssetStream } from '../port.ts';
import { fileReader } from './files.ts';

/** Answers one attachment as RT does; `content` decides how each asking of it ends. */
type Content = (answer: ServerResponse, asked: number) => void;

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function rt(content: Content, row: object = { id: '7', ContentType: 'image/png', Filename: '../x.png' }) {
  let asked = 0;
  server = createServer((request, answer) => {
    if (request.url?.startsWith('/attachments?')) {
      answer.setHeader('content-type', 'application/json');
      answer.end(JSON.stringify({ items: Object.keys(row).length === 0 ? [] : [row] }));
    } else {
      asked += 1;
      content(answer, asked);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return fileReader(openHttp({ system: 'Request Tracker', url: `http://127.0.0.1:${port}`, tries: 1 }));
}

function json(file: Buffer): string {
  return JSON.stringify({ Content: file.toString('base64').replace(/.{1,76}/g, '$&\n'), id: 7 });
}

async function bytesOf({ stream }: AssetStream): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

function whole(answer: ServerResponse, text: string): void {
  answer.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  answer.end(text);
}

function cut(answer: ServerResponse, text: string, after: number): void {
  answer.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  answer.write(text.slice(0, after), () => answer.destroy());
}

test('an attachment keeps its name as it was written, its type and its bytes', async () => {
  const file = randomBytes(200_000);
  const open = await rt((answer) => whole(answer, json(file)));
  const asset = await open('attachment/7');
  expect([asset.name, asset.mediaType]).toEqual(['../x.png', 'image/png']);
  expect((await bytesOf(asset)).equals(file)).toBe(true);
});

test('a file that breaks off is read on from where it was', async () => {
  const file = randomBytes(400_000);
  const open = await rt((answer, asked) =>
    asked < 4 ? cut(answer, json(file), asked * 120_000) : whole(answer, json(file)),
  );
  expect((await bytesOf(await open('attachment/7'))).equals(file)).toBe(true);
});

test('a file that breaks off every time is given up by itself, not waited for', async () => {
  const text = json(randomBytes(100_000));
  const open = await rt((answer) => cut(answer, text, 50_000));
  await expect(bytesOf(await open('attachment/7'))).rejects.toMatchObject({ name: 'FatalError', code: 'asset-broken' });
});

test('a file the server always fails at is given up while the server is well', async () => {
  const open = await rt((answer) => {
    answer.statusCode = 500;
    answer.end();
  });
  await expect(bytesOf(await open('attachment/7'))).rejects.toMatchObject({ name: 'FatalError', code: 'asset-broken' });
});

test('a file whose beginning is another one the second time is not sewn together', async () => {
  const open = await rt((answer, asked) => {
    const text = json(Buffer.alloc(100_000, asked));
    if (asked === 1) cut(answer, text, 50_000);
    else whole(answer, text);
  });
  await expect(bytesOf(await open('attachment/7'))).rejects.toMatchObject({ code: 'asset-broken' });
});

test('a server that is gone is waited for', async () => {
  const text = json(randomBytes(100_000));
  const open = await rt((answer) => {
    cut(answer, text, 50_000);
    server?.close();
    setImmediate(() => server?.closeAllConnections());
  });
  await expect(bytesOf(await open('attachment/7'))).rejects.toMatchObject({ name: 'TransientError' });
});

test('what RT has no row for is missing, and what it forbids is refused', async () => {
  const none = await rt((answer) => whole(answer, '{}'), {});
  await expect(none('attachment/7')).rejects.toMatchObject({ code: 'asset-missing' });
  await expect(none('attachment/../user/1')).rejects.toMatchObject({ code: 'asset-missing' });
  server?.close();
  const forbidden = await rt((answer) => {
    answer.statusCode = 403;
    answer.end();
  });
  await expect(bytesOf(await forbidden('attachment/7'))).rejects.toMatchObject({ code: 'asset-refused' });
  await expect(forbidden('customfield/3')).rejects.toMatchObject({ code: 'asset-refused' });
});

test('50 MB cost no more than a few', async () => {
  const line = `${'QUJD'.repeat(19)}\\n`;
  const lines = Math.ceil(50_000_000 / 57);
  const open = await rt(async (answer) => {
    answer.writeHead(200, { 'content-type': 'application/json' });
    answer.write('{"Content": "');
    const block = line.repeat(1000);
    for (let written = 0; written < lines; written += 1000) {
      if (!answer.write(block)) await once(answer, 'drain');
    }
    answer.end('", "id": 7}');
  });
  let held = 0;
  let bytes = 0;
  const hash = createHash('sha256');
  for await (const part of (await open('attachment/7')).stream) {
    held = Math.max(held, part.length);
    bytes += part.length;
    hash.update(part);
  }
  expect(bytes).toBe(Math.ceil(lines / 1000) * 1000 * 57);
  expect(hash.digest('hex')).toBe(
    createHash('sha256')
      .update('ABC'.repeat(bytes / 3))
      .digest('hex'),
  );
  expect(held).toBeLessThan(1_000_000);
});

test("a custom field's file is taken as whatever type it has: RT answers 406 to who takes JSON alone", async () => {
  const open = await rt((answer) => {
    const takes = answer.req.headers.accept ?? '';
    answer.writeHead(takes.includes('image/png') || takes.includes('*/*') ? 200 : 406, { 'content-type': 'image/png' });
    answer.end('picture');
  });
  const asset = await open('customfield/26');
  expect(asset.mediaType).toBe('image/png');
  expect((await bytesOf(asset)).toString()).toBe('picture');
});
