/** A home that can't be made is refused at once, wherever it is asked for. */
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inspectHome } from './doctor.ts';
import { openHome } from './home.ts';
import { makeDirectory } from './make-directory.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'ferry-home-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

test('directories above are made too, several callers at once are no trouble, and a second time nothing is made', async () => {
  const home = path.join(dir, 'a/b/c');
  await Promise.all([makeDirectory(home), makeDirectory(path.join(dir, 'a/b/d')), makeDirectory(home)]);
  expect(existsSync(home)).toBe(true);
  expect(await makeDirectory(home)).toBe(false);
});

describe('a home that', () => {
  const inProc = existsSync('/proc/self') ? test : test.skip;
  const refused = async (home: string) =>
    openHome(home).then(
      () => null,
      (error: Error & { code?: string; hint?: string }) => error,
    );

  inProc.each(['/proc/nope', '/proc/1/nope/below', '/proc/self/fd/ferry/home'])(
    'lies in a file system that takes none is refused at once: %s',
    async (home) => {
      const error = await refused(home);
      expect(error).toMatchObject({ code: 'home-unusable' });
      expect(error?.hint).toContain('set FERRY_HOME to a directory');
      expect(await inspectHome(home)).toContainEqual(expect.objectContaining({ name: 'home', state: 'missing' }));
    },
  );

  test('is a file, or lies below one, is refused by that name', async () => {
    const file = path.join(dir, 'file');
    writeFileSync(file, '');
    expect((await refused(file))?.message).toBe(`FERRY_HOME can't be ${file}: it is a file, not a directory`);
    expect((await refused(path.join(file, 'x/y')))?.message).toContain('a file stands in its path');
    expect(await inspectHome(file)).toContainEqual(expect.objectContaining({ name: 'home', state: 'missing' }));
  });

  test('is a link into a circle, or to nowhere, is refused', async () => {
    symlinkSync('b', path.join(dir, 'a'));
    symlinkSync('a', path.join(dir, 'b'));
    expect((await refused(path.join(dir, 'a/home')))?.message).toContain('circle');
    symlinkSync('nowhere', path.join(dir, 'lost'));
    expect(await refused(path.join(dir, 'lost'))).toMatchObject({ code: 'home-unusable' });
  });
});
