/** Assets on their way: each fetched once, some never again, several at a time, and what arrived is not lost with what failed. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runLane } from '../../test/fakes/lane.ts';
import { counts, type LaneFixture, openLaneFixture, ticket } from '../../test/fakes/lane-fixture.ts';
import { type MemorySource, memorySource } from '../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../test/fakes/memory-target.ts';
import { StuckError, TransientError } from '../errors.ts';
import type { SourceRecord } from '../model/record.ts';
import { assetToken } from '../model/text-tokens.ts';

let fixture: LaneFixture;
beforeAll(async () => {
  fixture = await openLaneFixture();
});
afterAll(() => fixture.close());

const REFS = Array.from({ length: 20 }, (_, i) => `file/${i}`);

/** One ticket that shows all files, from a source whose files last. */
function filed(refs: readonly string[], title = 'files') {
  const content = refs.map((ref) => assetToken(ref)).join(' ');
  const source = memorySource([ticket('A', title, { body: { format: 'markdown', content } })]);
  const from = Object.assign(source, { lastingAssets: true });
  for (const ref of refs) from.assets.set(ref, `content of ${ref}`);
  return { from };
}

const map = (refs: readonly string[]) => (_: SourceRecord) => ({
  assets: refs.map((ref) => ({ ref, name: ref, path: ['body', 'content'] })),
});

test('a lasting asset is fetched and offered once, in whichever run', async () => {
  const to = memoryTarget();
  const put = to.putAsset;
  let offered = 0;
  to.putAsset = async (asset, open) => {
    offered += 1;
    return put?.(asset, open) ?? { sha256: '', bytes: 0 };
  };
  const { from } = filed(REFS);
  await fixture.run({ from, to, map: map(REFS) });
  expect([from.fetched, offered, to.assets.size]).toEqual([20, 20, 20]);
  const again = filed(REFS, 'renamed');
  const second = await fixture.run({ from: again.from, to, map: map(REFS) });
  expect(second.outcomes).toEqual(counts({ updated: 1 }));
  expect([again.from.fetched, offered]).toEqual([0, 20]);
  // The link still shows the same file.
  const hash = createHash('sha256').update('content of file/7').digest('hex');
  expect(JSON.stringify(to.data('ticket', 'itsm:ticket:A'))).toContain(hash);
});

test('files of another installation under the same name are its own, whatever their numbers', async () => {
  const to = memoryTarget();
  const one = Object.assign(filed(['file/1']).from, { installation: 'https://staging.example.com' });
  await fixture.run({ from: one, to, map: map(['file/1']) });
  const other = Object.assign(filed(['file/1'], 'again').from, { installation: 'https://itsm.example.com' });
  other.assets.set('file/1', 'another file');
  await fixture.run({ from: other, to, map: map(['file/1']) });
  expect(other.fetched).toBe(1);
  const hash = createHash('sha256').update('another file').digest('hex');
  expect(JSON.stringify(to.data('ticket', 'itsm:ticket:A'))).toContain(hash);
});

test('an asset that may change is fetched in every run, and another target is given all of them', async () => {
  const { from } = filed(['x']);
  await fixture.run({ from, to: memoryTarget(), map: map(['x']) });
  await fixture.run({ from, to: memoryTarget(), map: map(['x']) });
  expect(from.fetched).toBe(2);
  const changing = filed(['x']).from;
  changing.lastingAssets = false;
  const to = memoryTarget();
  for (const _ of [1, 2]) await fixture.run({ from: changing, to, map: map(['x']) });
  expect(changing.fetched).toBe(2);
});

test('an asset that is missing is a counted loss, and is asked for again in the next run', async () => {
  const to = memoryTarget();
  const { from } = filed(['x', 'y']);
  from.assets.delete('y');
  const first = await fixture.run({ from, to, map: map(['x', 'y']) });
  expect(first.settled).toBe(true);
  expect(await fixture.ledger.losses(first.run)).toMatchObject([{ code: 'asset-missing', count: 1 }]);
  from.assets.set('y', 'there after all');
  const second = await fixture.run({ from, to, map: map(['x', 'y']) });
  expect(second.outcomes).toEqual(counts({ updated: 1 }));
  expect(await fixture.ledger.losses(second.run)).toEqual([]);
  expect(from.fetched).toBe(2);
});

/** Replaces what the source does for single files. */
function failing(from: MemorySource, fails: (ref: string) => Error | undefined) {
  const asset = from.asset;
  const seen = { asked: [] as string[], most: 0 };
  let under = 0;
  from.asset = async (ref) => {
    seen.asked.push(ref);
    under += 1;
    seen.most = Math.max(seen.most, under);
    await new Promise((resolve) => setTimeout(resolve, 5));
    under -= 1;
    const error = fails(ref);
    if (error !== undefined || asset === undefined) throw error ?? new Error('none');
    return asset(ref);
  };
  return seen;
}

test('one that fails for now takes none of the others with it: the next attempt asks for that one alone', async () => {
  const to = memoryTarget();
  const { from } = filed(REFS);
  let broken = true;
  const seen = failing(from, (ref) =>
    broken && ref === 'file/3' ? new TransientError('cut', { code: 'system-failing' }) : undefined,
  );
  const deps = await fixture.lane({ from, to, map: map(REFS) });
  await expect(runLane(deps)).rejects.toMatchObject({ code: 'system-failing' });
  expect(new Set(seen.asked)).toEqual(new Set(REFS));
  expect(seen.most).toBe(4);
  broken = false;
  seen.asked.length = 0;
  expect((await runLane(deps)).outcomes).toEqual(counts({ created: 1 }));
  expect(seen.asked).toEqual(['file/3']);
});

test.each([
  ['needs a person', () => new StuckError('refused', { code: 'auth-refused' }), 'auth-refused', 4],
  ['fails one after another', () => new TransientError('away', { code: 'unreachable' }), 'unreachable', 8],
])('a source that %s is not asked for all the rest', async (_, error, code, most) => {
  const { from } = filed(REFS);
  const seen = failing(from, error);
  await expect(fixture.run({ from, to: memoryTarget(), map: map(REFS) })).rejects.toMatchObject({ code });
  expect(seen.asked.length).toBeLessThanOrEqual(most);
});
