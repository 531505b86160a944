/** ferry mapping lock: pins the versions that are released, and refuses to pin another content under the same version. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../errors.ts';
import { LOCK_FILE, type Lock, lockEntry, withEntry, writeLock } from '../mapping/versions/lock.ts';
import { refuseBroken } from '../project/broken-mappings.ts';
import { type Chosen, chosenMappings } from '../project/chosen-mappings.ts';
import type { MappingDirectory } from '../project/mapping-directory.ts';
import { type MappingFile, shownIn } from '../project/mapping-file.ts';
import { explainDrift, keepReleased } from '../project/released-texts.ts';
import { sha256 } from '../sha256.ts';
import type { Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { PathOptions } from './mapping-options.ts';

export interface LockOptions extends PathOptions {
  readonly check?: boolean;
}

/** What locking one directory does or finds. */
interface Locking {
  readonly file: string;
  readonly added: readonly MappingFile[];
  readonly drifted: readonly MappingFile[];
  /** Versions in the lock that no file holds any more. */
  readonly kept: readonly string[];
}

/** Exits 2 when a released version has changed (nothing of its directory is written then), or, with `--check`, when one isn't pinned. */
export async function mappingLock(context: Context, options: LockOptions): Promise<ExitCode> {
  const { output } = context;
  const dirs = dirsOf(await chosenMappings(options.paths, context));
  refuseBroken(dirs.flatMap(({ broken }) => broken));
  const found = dirs.map((dir) => ({ dir, locking: lockingOf(dir) }));
  const drifted = found.flatMap(({ dir, locking }) => locking.drifted.map((file) => ({ dir, file })));
  if (drifted.length > 0) throw await driftError(drifted);
  const unpinned = found.flatMap(({ locking }) => locking.added);
  if (options.check === true && unpinned.length > 0) throw unpinnedError(unpinned);
  for (const { dir, locking } of found) {
    if (options.check !== true) await writeLocked(dir, locking);
    print(context, locking);
  }
  output.give({ ok: true, locks: found.map(({ locking }) => resultOf(locking)) });
  return EXIT.done;
}

function dirsOf(chosen: readonly Chosen[]): readonly MappingDirectory[] {
  const file = chosen.find((each) => each.file !== null)?.file;
  if (file === undefined || file === null) return chosen.map(({ read }) => read);
  const hint = 'a lock is of a directory: name that';
  throw new UsageError(`${file} is a file`, { code: 'mapping-missing', at: file, hint });
}

function lockingOf(dir: MappingDirectory): Locking {
  const files = [...dir.used, ...dir.older];
  const here = new Set(files.map(({ mapping }) => `${mapping.name} ${mapping.version}`));
  const locked = [...(dir.lock ?? [])].flatMap(([name, versions]) =>
    [...versions.keys()].map((version) => `${name} ${version}`),
  );
  return {
    file: shownIn(dir, LOCK_FILE),
    added: files.filter(({ lock }) => lock === 'unlocked'),
    drifted: files.filter(({ lock }) => lock === 'drifted'),
    kept: locked.filter((version) => !here.has(version)),
  };
}

async function driftError(drifted: readonly { dir: MappingDirectory; file: MappingFile }[]): Promise<UsageError> {
  const words = await Promise.all(drifted.map(({ dir, file }) => explainDrift(dir, file)));
  const [first] = drifted;
  return new UsageError(words.join('\n'), {
    code: 'mapping-drift',
    at: first?.file.file ?? '',
    hint: 'a version that is released stays as it is: give the change the version named, then lock again',
  });
}

function unpinnedError(files: readonly MappingFile[]): UsageError {
  const names = files.map(({ mapping, file }) => `${mapping.name} ${mapping.version} (${file})`).join(', ');
  const hint = 'ferry mapping lock, and commit what it writes';
  return new UsageError(`not locked: ${names}`, { code: 'mapping-unlocked', at: files[0]?.file ?? '', hint });
}

async function writeLocked(dir: MappingDirectory, { added }: Locking): Promise<void> {
  const lock = added.reduce<Lock>(
    (sum, { mapping }) => withEntry(sum, mapping, lockEntry(mapping, sha256)),
    dir.lock ?? new Map(),
  );
  for (const file of added) await keepReleased(dir, file);
  if (added.length > 0) await writeFile(path.join(dir.dir, LOCK_FILE), writeLock(lock));
}

function print({ output }: Context, { file, added, kept }: Locking): void {
  for (const { mapping } of added) output.say(`${file}: ${mapping.name} ${mapping.version} is locked now`);
  if (added.length === 0) output.say(`${file}: every version is locked`);
  if (kept.length > 0) output.say(`      kept without a file of its own: ${kept.join(', ')}`);
}

function resultOf({ file, added, kept }: Locking) {
  return { file, added: added.map(({ mapping }) => `${mapping.name}@${mapping.version}`), kept };
}
