import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BrokenContent, contentOf } from './json-content.ts';

/** As RT writes it: 76 characters a line, each line break escaped, members in any order. */
function answer(content: Buffer | null, around: { readonly before?: object; readonly after?: object } = {}): string {
  const lines = content === null ? null : content.toString('base64').replace(/.{1,76}/g, '$&\n');
  return JSON.stringify({ Headers: 'a "Content": b\\', ...around.before, Content: lines, ...around.after }, null, 3);
}

async function* cutAt(text: string, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    yield bytes.subarray(from, cut);
    from = cut;
  }
}

async function read(text: string, cuts: readonly number[] = []): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of contentOf(cutAt(text, cuts))) parts.push(part);
  return Buffer.concat(parts);
}

test('a file comes out as it went in, wherever the network cuts the answer into pieces', async () => {
  const pieces = fc.array(fc.nat({ max: 1000 }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), pieces, fc.boolean(), async (file, at, last) => {
      const beside = {
        TransactionId: { id: '5', Content: 'not this one' },
        List: ['Content', { Content: 'nor this' }],
      };
      const text = answer(Buffer.from(file), last ? { before: beside } : { after: beside });
      const cuts = at.map((cut) => cut % Buffer.byteLength(text)).sort((a, b) => a - b);
      expect((await read(text, cuts)).equals(Buffer.from(file))).toBe(true);
    }),
  );
});

test('every single place to cut gives the same file', async () => {
  const file = Buffer.from(Array.from({ length: 130 }, (_, index) => index));
  const text = answer(file, { before: { Subject: '主题 "Content"' }, after: { id: 7 } });
  for (let cut = 0; cut < Buffer.byteLength(text); cut += 1) expect(await read(text, [cut])).toEqual(file);
});

test('an answer that ends anywhere before its end is broken', async () => {
  const text = answer(Buffer.from('something of some length, so that there are several groups'), { after: { id: 7 } });
  for (let end = 0; end < text.length; end += 1) {
    await expect(read(text.slice(0, end)), text.slice(0, end)).rejects.toThrow(BrokenContent);
  }
});

test('no content, null and an empty text are empty files', async () => {
  expect(await read('{"id": 3}')).toHaveLength(0);
  expect(await read(answer(null))).toHaveLength(0);
  expect(await read(answer(Buffer.alloc(0)))).toHaveLength(0);
});

test.each([
  ['no object', '["Content"]'],
  ['something after the object', '{"Content": "QQ=="} x'],
  ['two contents', '{"Content": "QQ==", "Content": "QQ=="}'],
  ['an object as content', '{"Content": {"a": 1}}'],
  ['letters that are no base64', '{"Content": "Q*=="}'],
  ['half a group', '{"Content": "QQ"}'],
  ['escapes base64 has no use for', '{"Content": "Q\\u0051=="}'],
])('%s is no attachment', async (_, text) => {
  await expect(read(text)).rejects.toThrow(BrokenContent);
});
