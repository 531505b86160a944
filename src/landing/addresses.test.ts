import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  assetAddress,
  batchAddress,
  batchId,
  laterBatchId,
  manifestAddress,
  plannedAddress,
  plannedFolder,
  receiptAddress,
  sampleAddress,
} from './addresses.ts';
import { openLanding } from './directory.ts';

const HASH = '0123456789abcdef'.repeat(4);
const REF = { run: 'run-1', lane: 'itsm.ticket' };

test('a batch, its manifest and its receipt are found by one number', () => {
  expect(batchId(REF, 7)).toBe('run-1/itsm.ticket/000007');
  expect(batchAddress(REF, 7, HASH)).toBe('run-1/itsm.ticket/000007.0123456789abcdef.ndjson.gz');
  expect(manifestAddress(REF, 7)).toBe('run-1/itsm.ticket/000007.json');
  expect(receiptAddress(REF, batchId(REF, 7), HASH)).toBe(
    'run-1/itsm.ticket/receipts/000007.0123456789abcdef.ndjson.gz',
  );
});

test('writes that were never landed have an id of their own, and a receipt by it', () => {
  const id = laterBatchId(REF, 'patch', HASH);
  expect(id).toBe('run-1/itsm.ticket/patch-0123456789abcdef');
  expect(receiptAddress(REF, id, HASH)).toBe(
    'run-1/itsm.ticket/receipts/patch-0123456789abcdef.0123456789abcdef.ndjson.gz',
  );
});

test('batches, and what a plan would have written, sort by their number', () => {
  const numbers = [1, 2, 9, 10, 99, 100, 999_999];
  const ids = numbers.map((sequence) => batchId(REF, sequence));
  expect(ids.toSorted()).toEqual(ids);
  const planned = numbers.map((time) => plannedAddress(REF, { time, hash: HASH }));
  expect(planned.toSorted()).toEqual(planned);
  expect(planned.every((address) => address.startsWith(`${plannedFolder(REF)}/`))).toBe(true);
});

/** Whatever may be a segment of an address, and names that look like other parts of one. */
const segment = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,20}$/),
  fc.constantFrom('receipts', 'planned', 'assets', 'sample.json', '000001', '000001.json', 'patch-0123456789abcdef'),
);

function allOf(run: string, lane: string): readonly string[] {
  const ref = { run, lane };
  return [
    ...[1, 2].flatMap((sequence) => [batchAddress(ref, sequence, HASH), manifestAddress(ref, sequence)]),
    ...[batchId(ref, 1), laterBatchId(ref, 'patch', HASH), laterBatchId(ref, 'ended', HASH)].map((id) =>
      receiptAddress(ref, id, HASH),
    ),
    ...[0, 1].map((time) => plannedAddress(ref, { time, hash: HASH })),
    sampleAddress(ref),
  ];
}

test('no two things share an address, whatever runs and lanes are called', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(segment, segment), { selector: String, minLength: 2 }), (lanes) => {
      const all = [assetAddress(HASH), ...lanes.flatMap(([run, lane]) => allOf(run, lane))];
      expect(new Set(all).size).toBe(all.length);
    }),
  );
});

test.each(['..', 'a/../..', '/etc', '', '.hidden', 'a b', '工单', 'a\0b'])(
  'a lane called %j gets no file: its address is refused before anything is written',
  async (lane) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'ferry-addresses-'));
    try {
      const landing = openLanding(path.join(folder, 'landing'));
      const stored = landing.putIfAbsent(manifestAddress({ run: 'run', lane }, 1), new Uint8Array());
      await expect(stored).rejects.toMatchObject({ name: 'FatalError', code: 'landing-address' });
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
