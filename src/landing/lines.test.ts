import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { sha256 } from '../sha256.ts';
import { readBatch, readLandedRecord } from './batch.ts';
import { packLines, readLines, unpackLines } from './lines.ts';
import type { Landing } from './port.ts';

const ADDRESS = 'run/lane/000001.ndjson.gz';

/** Holds one file. */
function landing(bytes: Uint8Array): Pick<Landing, 'get'> {
  return { get: async () => bytes };
}

const damaged = expect.objectContaining({ name: 'FatalError', code: 'landing-damaged', at: ADDRESS });

test('lines come back as they were packed, and pack to the same bytes each time', async () => {
  const lines = ['{"a":1}', '"工单"', `"${'x'.repeat(100_000)}"`];
  const bytes = await packLines(lines);
  expect(await unpackLines(bytes)).toEqual(lines);
  expect(sha256(await packLines(lines))).toBe(sha256(bytes));
  expect(await readLines(landing(bytes), { address: ADDRESS, sha256: sha256(bytes) })).toEqual(lines);
});

test.each(['one bit', 'its end', 'another file', 'nothing'])(
  'a file that differs by %s from what was landed is refused before it is unpacked',
  async (what) => {
    const bytes = await packLines(['{"key":"1","data":{}}']);
    const changed: Record<string, Uint8Array> = {
      'one bit': bytes.map((byte, at) => (at === 20 ? byte ^ 1 : byte)),
      'its end': bytes.slice(0, -1),
      'another file': gzipSync('{"key":"2","data":{}}\n'),
      nothing: new Uint8Array(),
    };
    const held = landing(changed[what] ?? bytes);
    await expect(readLines(held, { address: ADDRESS, sha256: sha256(bytes) })).rejects.toThrow(damaged);
  },
);

test('a file without a known hash is still held to the checksum of gzip', async () => {
  const bytes = await packLines(['{"key":"1"}']);
  await expect(unpackLines(bytes.map((byte, at) => (at === bytes.length - 8 ? byte ^ 1 : byte)))).rejects.toThrow();
  await expect(unpackLines(bytes.slice(0, -1))).rejects.toThrow();
});

test('a batch with more or fewer records than its manifest says is refused', async () => {
  const bytes = await packLines(['{"key":"1","data":{}}']);
  const batch = { id: 'run/lane/000001', sequence: 1, address: ADDRESS, sha256: sha256(bytes), count: 2 };
  await expect(readBatch(landing(bytes), batch)).rejects.toThrow(damaged);
  expect(await readBatch(landing(bytes), { ...batch, count: 1 })).toEqual([{ key: '1', data: {} }]);
});

test('one record is found by its line, and none beyond the last', async () => {
  const bytes = await packLines(['{"key":"1","data":{}}', '{"key":"2","data":{}}']);
  const ref = { address: ADDRESS, sha256: sha256(bytes) };
  expect(await readLandedRecord(landing(bytes), { ...ref, line: 2 })).toEqual({ key: '2', data: {} });
  expect(await readLandedRecord(landing(bytes), { ...ref, line: 3 })).toBeNull();
});
