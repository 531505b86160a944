import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StuckError } from '../errors.ts';
import { openLanding } from './directory.ts';
import { asFerryError } from './disk-errors.ts';
import type { Landing } from './port.ts';

let folder: string;
let landing: Landing;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ferry-landing-'));
  landing = openLanding(path.join(folder, 'landing'));
});
afterEach(() => rm(folder, { recursive: true }));

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (content: Uint8Array) => new TextDecoder().decode(content);

async function* stream(...parts: string[]) {
  for (const part of parts) yield bytes(part);
}

test('keeps what was stored first, whatever comes later', async () => {
  expect(await landing.putIfAbsent('run/lane/1.json', bytes('first'))).toBe('stored');
  expect(await landing.putIfAbsent('run/lane/1.json', bytes('second'))).toBe('present');
  expect(text(await landing.get('run/lane/1.json'))).toBe('first');
});

test('lets one of many writers at once win, and leaves no draft behind', async () => {
  const writers = Array.from({ length: 20 }, (_, i) => landing.putIfAbsent('run/one', bytes(`writer ${i}`)));
  const results = await Promise.all(writers);
  expect(results.filter((result) => result === 'stored')).toHaveLength(1);
  expect(await readdir(path.join(folder, 'landing', 'run'))).toEqual(['one']);
});

test('lists what is stored under a folder, sorted, without drafts', async () => {
  await landing.putIfAbsent('run/b/2', bytes('2'));
  await landing.putIfAbsent('run/a/1', bytes('1'));
  expect(await landing.list('run')).toEqual(['run/a/1', 'run/b/2']);
  expect(await landing.list('other')).toEqual([]);
});

test('tells what is missing from what was never there', async () => {
  expect(await landing.find('run/none')).toBeUndefined();
  await expect(landing.get('run/none')).rejects.toMatchObject({ code: 'landing-missing', at: 'run/none' });
});

test('stores an asset once under its content hash and streams it back', async () => {
  const first = await landing.putAsset(stream('pic', 'ture'));
  const second = await landing.putAsset(stream('picture'));
  expect(second).toEqual(first);
  expect(first).toEqual({ sha256: createHash('sha256').update('picture').digest('hex'), bytes: 7 });
  let content = '';
  for await (const chunk of landing.openAsset(first.sha256)) content += text(chunk);
  expect(content).toBe('picture');
  expect(await landing.list('assets')).toHaveLength(1);
});

test('keeps nothing of an asset whose stream breaks off', async () => {
  async function* broken() {
    yield bytes('half');
    throw new TypeError('broken off');
  }
  await expect(landing.putAsset(broken())).rejects.toThrow('broken off');
  expect(await readdir(path.join(folder, 'landing', 'assets'))).toEqual([]);
});

test.each(['../out', 'a/../b', '/etc/passwd', 'a//b', '.draft', 'a/b\0', 'a/é', ''])(
  'refuses the address %j, which could lead elsewhere',
  async (address) => {
    await expect((async () => landing.putIfAbsent(address, bytes('x')))()).rejects.toMatchObject({
      code: 'landing-address',
    });
  },
);

test('lets nobody but the owner read', async () => {
  await landing.putIfAbsent('run/lane/1', bytes('x'));
  const mode = async (...parts: string[]) => (await stat(path.join(folder, 'landing', ...parts))).mode & 0o777;
  expect([await mode('run'), await mode('run', 'lane'), await mode('run', 'lane', '1')]).toEqual([0o700, 0o700, 0o600]);
});

test('holds the lane for a person when the disk is full or refuses', () => {
  for (const [code, ours] of [
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EROFS', 'disk-refused'],
    ['EIO', 'disk-refused'],
  ]) {
    const error = asFerryError(Object.assign(new Error('x'), { code }), 'run/1');
    expect(error).toBeInstanceOf(StuckError);
    expect(error).toMatchObject({ code: ours, at: 'run/1' });
  }
});
