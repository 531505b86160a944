import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { SourceRecord } from '../model/record.ts';
import { assetToken, recordToken } from '../model/text-tokens.ts';
import { markdownOptions, markdownSource } from './markdown.ts';

const root = mkdtempSync(path.join(tmpdir(), 'ferry-markdown-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let made = 0;

function sourceOf(files: Readonly<Record<string, string | Buffer>>, allow: readonly string[] = []) {
  const dir = path.join(root, String(made++));
  mkdirSync(dir);
  for (const [name, contents] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    writeFileSync(path.join(dir, name), contents);
  }
  const options = markdownOptions.parse({ kind: 'markdown', dir, images: { allow } });
  return { dir, source: markdownSource(options, { baseDir: '/' }) };
}

async function read(files: Readonly<Record<string, string | Buffer>>, allow: readonly string[] = []) {
  const { source } = sourceOf(files, allow);
  const records: SourceRecord[] = [];
  for await (const page of source.read('article', null)) records.push(...page.records);
  expect((await source.count('article')).count).toBe(records.length);
  return new Map(records.map((record) => [record.key, record]));
}

describe('an article', () => {
  test('has its path as key, its folders as category, its front matter as it was', async () => {
    const found = await read({
      '专线/割接/检查 单.md': '---\r\ntitle: 检查单\r\ndate: 2025-03-01\r\nn: 1\r\n---\r\n正文\r\n',
    });
    const article = found.get('专线/割接/检查 单');
    expect(article?.data).toMatchObject({
      path: '专线/割接/检查 单',
      category: ['专线', '割接'],
      title: '检查单',
      body: '正文\r\n',
    });
    expect(article?.data.front).toMatchObject({ title: '检查单', date: '2025-03-01', n: '1' });
  });

  test('is called by its front matter, else its first heading, else its file', async () => {
    const found = await read({
      'a.md': '---\ntitle: " "\n---\ntext\n\nSet *in* `code`\n===\n',
      'b.md': 'no heading\n',
      'c.md': '---\ntitle: 2024\n---\n# other\n',
    });
    expect([...found.values()].map(({ data }) => data.title)).toEqual(['Set in code', 'b', '2024']);
  });

  test('that comes while others are being read shifts none of them', async () => {
    const { dir, source } = sourceOf({ 'b.md': 'x', 'c.md': 'x', 'd.md': 'x' });
    const { value } = await source.read('article', null)[Symbol.asyncIterator]().next();
    writeFileSync(path.join(dir, 'a.md'), 'x');
    const rest: string[] = [];
    for await (const { records } of source.read('article', value?.continuation ?? null))
      rest.push(...records.map(({ key }) => key));
    expect(rest).toEqual(['c', 'd']);
  });

  test('hidden, linked and other files are none', async () => {
    const { dir, source } = sourceOf({ 'a.md': 'x', '.hidden.md': 'x', '.git/b.md': 'x', 'c.txt': 'x' });
    symlinkSync(path.join(dir, 'a.md'), path.join(dir, 'link.md'));
    const keys: string[] = [];
    for await (const page of source.keys?.('article') ?? []) keys.push(...page);
    expect(keys).toEqual(['a']);
    expect((await source.count('article')).count).toBe(1);
  });
});

describe('front matter', () => {
  test('that is broken quarantines the article, naming the line', async () => {
    const found = await read({
      'quote.md': '---\ntitle: "no end\n---\ntext\n',
      'twice.md': '---\na: 1\na: 2\n---\ntext\n',
      'open.md': '---\ntitle: x\n',
      'list.md': '---\n- a\n---\n',
      'bomb.md': `---\na: &a [x,x,x,x,x,x,x,x,x,x]\n${[...'bcdefgh'].map((n, i) => `${n}: &${n} [${Array(10).fill(`*${'abcdefg'[i]}`)}]`).join('\n')}\n---\n`,
    });
    expect([...found.values()].map(({ problem }) => problem?.code)).toEqual(Array(5).fill('front-matter'));
    expect(found.get('twice')?.problem?.params).toEqual({ fault: 'no-yaml', error: 'DUPLICATE_KEY', line: 3 });
  });

  test('that is nested without end quarantines the article before it is parsed', async () => {
    const found = await read({
      'a.md': `---\na: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n---\ntext\n`,
      'b.md': `---\n${'- '.repeat(100_000)}\n---\ntext\n`,
      'c.md': `---\na: ${'['.repeat(60)}${']'.repeat(60)}\n---\ntext\n`,
    });
    expect([...found.values()].map(({ problem }) => problem?.code)).toEqual([
      'front-matter',
      'front-matter',
      undefined,
    ]);
    expect(found.get('a')?.problem?.params).toEqual({ fault: 'too-deep' });
  });

  test('is YAML 1.2 without surprises', async () => {
    const found = await read({
      'a.md': '---\nno: no\nid: 9007199254740993\nt: 2025-01-01T00:00:00Z\n__proto__: {x: 1}\nf: .inf\n---\n',
    });
    const front = found.get('a')?.data.front;
    expect(front).toMatchObject({ no: 'no', id: '9007199254740993', t: '2025-01-01T00:00:00Z', f: '.inf' });
    expect(Object.keys(front ?? {})).toContain('__proto__');
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});

describe('addresses', () => {
  const files = {
    'b c.md': 'x',
    'sub/d.md': 'x',
    'img/p (1).png': 'x',
    'img/q.png': 'x',
    '说明.md': 'x',
    'm.pdf': 'x',
  };
  const rewritten = async (body: string, at = 'sub/a.md', allow: readonly string[] = []) =>
    (await read({ ...files, [at]: body }, allow)).get(at.slice(0, -3))?.data.body;

  test('of assets and articles become tokens, and everything else stays byte for byte', async () => {
    const body =
      '*  odd\tspacing*  \n[one](../b%20c.md "t") ![two][ref] `[no](d.md)` [three](<../b c.md#part>)\r\n\n[ref]: ../img/q.png\n\n    [code](d.md)\n';
    const [b, q] = [recordToken('article', 'b c'), assetToken('img/q.png')];
    expect(await rewritten(body)).toBe(
      `*  odd\tspacing*  \n[one](${b} "t") ![two][ref] \`[no](d.md)\` [three](<${b}>)\r\n\n[ref]: ${q}\n\n    [code](d.md)\n`,
    );
  });

  test('within one another are told apart', async () => {
    const body = '[![alt](../img/q.png)](d.md) ![alt [x](d.md)](../img/q.png)![b](../img/q.png)';
    const [d, q] = [recordToken('article', 'sub/d'), assetToken('img/q.png')];
    expect(await rewritten(body)).toBe(`[![alt](${q})](${d}) ![alt [x](d.md)](${q})![b](${q})`);
  });

  test('with parentheses, from the top, in HTML, and of other files', async () => {
    expect(await rewritten('![](/img/p%20(1).png)')).toBe(`![](${assetToken('img/p (1).png')})`);
    expect(await rewritten('> <img alt="x" src="../img/q.png">')).toBe(
      `> <img alt="x" src="${assetToken('img/q.png')}">`,
    );
    expect(await rewritten('[manual](../m.pdf) [z](../说明.md)')).toBe(
      `[manual](${assetToken('m.pdf')}) [z](${recordToken('article', '说明')})`,
    );
  });

  test('that lead nowhere, outside, or to a place on the page stay', async () => {
    const body =
      '[a](gone.md) [b](#x) [c](https://x.example/d.md) [d](../../etc/passwd) [e](%zz.md) <https://x.example> ![f](https://img.example/f.png) [g](mailto:x@y.z)';
    expect(await rewritten(body)).toBe(body);
  });

  test('of images on an allowed origin are fetched later; links to it are not', async () => {
    const url = 'https://img.example/f.png';
    const body = await rewritten(`![f](${url}) [f](${url}) ![r][r]\n\n[r]: ${url}`, 'sub/a.md', [
      'https://img.example',
    ]);
    expect(body).toBe(`![f](${assetToken(url)}) [f](${url}) ![r][r]\n\n[r]: ${assetToken(url)}`);
  });
});

describe('a file that can not be trusted', () => {
  test('is quarantined, and the rest is read', async () => {
    const found = await read({
      'latin.md': Buffer.from('caf\xe9', 'latin1'),
      'big.md': 'x'.repeat(4 * 1024 * 1024 + 1),
      'good.md': '\uFEFF# with a mark\n',
    });
    expect(found.get('latin')?.problem?.code).toBe('encoding-wrong');
    expect(found.get('big')?.problem?.code).toBe('file-too-large');
    expect(found.get('good')?.data.title).toBe('with a mark');
  });

  test('in a directory that is not there stops the lane', async () => {
    const { dir, source } = sourceOf({});
    rmSync(dir, { recursive: true });
    await expect(source.count('article')).rejects.toMatchObject({ code: 'file-missing' });
    await expect(source.check()).rejects.toMatchObject({ code: 'file-missing' });
  });
});

const STATUSES: Readonly<Record<string, number>> = { '/moved': 302, '/for-members': 401, '/for-others': 403 };

async function collected(stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe('outside images', () => {
  test('come from an allowed origin with their type, and what is not given out costs that image alone', async () => {
    const server = createServer(({ url }, answer) => {
      if (url === '/a%20b.png?x=1') answer.writeHead(200, { 'content-type': 'image/png; x=y' }).end('bytes');
      else if (url === '/unframed') answer.socket?.end('HTTP/1.1 200 OK\r\n\r\nbytes');
      else answer.writeHead(STATUSES[url ?? ''] ?? 404, { location: 'http://127.0.0.1:1/' }).end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const { source } = sourceOf({}, [origin]);
      const asset = await source.asset?.(`${origin}/a%20b.png?x=1`);
      expect([asset?.name, asset?.mediaType]).toEqual(['a b.png', 'image/png']);
      expect(await collected(asset?.stream ?? [])).toBe('bytes');
      await expect(source.asset?.(`${origin}/gone`)).rejects.toMatchObject({ code: 'asset-missing' });
      for (const place of Object.keys(STATUSES)) {
        await expect(source.asset?.(`${origin}${place}`)).rejects.toMatchObject({ code: 'asset-refused' });
      }
      const unframed = await source.asset?.(`${origin}/unframed`);
      await expect(collected(unframed?.stream ?? [])).rejects.toMatchObject({ code: 'asset-refused' });
      await expect(source.asset?.('http://127.0.0.1:1/x')).rejects.toMatchObject({ code: 'asset-refused' });
    } finally {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  });
});

describe('its state', () => {
  test('changes with any file of the directory, and comes back with it', async () => {
    const { dir, source } = sourceOf({ 'a.md': 'text', 'pic.png': 'bytes' });
    const before = await source.state?.();
    expect(await source.state?.()).toBe(before);
    writeFileSync(path.join(dir, 'pic.png'), 'other');
    expect(await source.state?.()).not.toBe(before);
    writeFileSync(path.join(dir, 'pic.png'), 'bytes');
    expect(await source.state?.()).toBe(before);
    writeFileSync(path.join(dir, 'b.md'), '');
    expect(await source.state?.()).not.toBe(before);
  });
});
