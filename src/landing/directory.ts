/** A landing in a directory: files appear whole and durable or not at all, readable by their owner alone. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, link, mkdir, open, readdir, readFile, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { FatalError } from '../errors.ts';
import { ASSETS, assetAddress } from './addresses.ts';
import { asFerryError, hasCode } from './disk-errors.ts';
import type { LandedAsset, Landing } from './port.ts';

const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/** Opens (and on first use creates) a landing in `directory`. Several may be open on one directory, in several programs. */
export function openLanding(directory: string): Landing {
  const root = path.resolve(directory);
  const at = (address: string) => path.join(root, ...segments(address));
  return {
    putIfAbsent: (address, bytes) => guarded(address, () => putIfAbsent(at(address), [bytes])),
    get: (address) => guarded(address, () => get(at(address), address)),
    find: (address) => guarded(address, () => find(at(address))),
    list: (prefix) => guarded(prefix, () => list(at(prefix), prefix)),
    putAsset: (content) => guarded(ASSETS, () => putAsset(at, content)),
    openAsset: (sha256) => readAsset(at(assetAddress(sha256)), sha256),
  };
}

/** Plain names only: no address leads out of the landing, on any file system. */
function segments(address: string): string[] {
  const parts = address.split('/');
  if (parts.every((part) => SEGMENT.test(part))) return parts;
  throw new FatalError('a landing address has a part that is no plain name', { code: 'landing-address' });
}

/** Every failure of the disk becomes one of our errors. */
async function guarded<T>(address: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw asFerryError(error, address);
  }
}

/** A missing file is a result, everything else an error. */
async function find(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function get(file: string, address: string): Promise<Uint8Array> {
  const bytes = await find(file);
  if (bytes !== undefined) return bytes;
  throw missing(address);
}

function missing(address: string): FatalError {
  return new FatalError('a landed file is gone', {
    code: 'landing-missing',
    at: address,
    hint: 'put the landing directory back as it was, or start a new run',
  });
}

async function list(folder: string, prefix: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => path.join(prefix, path.relative(folder, path.join(entry.parentPath, entry.name))))
      .map((address) => address.split(path.sep).join('/'))
      .sort();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

async function putIfAbsent(file: string, chunks: Chunks): Promise<'stored' | 'present'> {
  if (await exists(file)) return 'present';
  const draft = await writeDraft(path.dirname(file), chunks);
  return publish(draft.file, file);
}

async function putAsset(at: (address: string) => string, content: AsyncIterable<Uint8Array>): Promise<LandedAsset> {
  const draft = await writeDraft(at(ASSETS), content);
  await publish(draft.file, at(assetAddress(draft.sha256)));
  return { sha256: draft.sha256, bytes: draft.bytes };
}

async function* readAsset(file: string, sha256: string): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(file);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) throw missing(`${ASSETS}/${sha256}`);
    throw asFerryError(error, `${ASSETS}/${sha256}`);
  }
}

interface Draft extends LandedAsset {
  readonly file: string;
}

/** Writes a temporary file on the same file system as the final one, and flushes it to the disk. */
async function writeDraft(folder: string, chunks: Chunks): Promise<Draft> {
  await makeFolder(folder);
  const file = path.join(folder, `.draft-${randomUUID()}`);
  const handle = await open(file, 'wx', 0o600);
  try {
    const written = await copy(chunks, handle);
    await handle.sync();
    return { file, ...written };
  } catch (error) {
    await unlink(file).catch(() => undefined);
    throw error;
  } finally {
    await handle.close();
  }
}

/** Hashes while it writes, so that an asset of any size is read once. */
async function copy(chunks: Chunks, handle: FileHandle): Promise<LandedAsset> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.byteLength;
    await handle.writeFile(chunk);
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** Publishes by a hard link: unlike a rename it never replaces what another writer published first. */
async function publish(draft: string, file: string): Promise<'stored' | 'present'> {
  await makeFolder(path.dirname(file));
  try {
    await link(draft, file);
    return 'stored';
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return 'present';
    throw error;
  } finally {
    await unlink(draft).catch(() => undefined);
    await syncFolder(path.dirname(file));
  }
}

/** A new folder is durable only once its entry in the folder above is flushed. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let above = path.dirname(folder); above.length >= path.dirname(first).length; above = path.dirname(above)) {
    await syncFolder(above);
    if (above === path.dirname(above)) return;
  }
}

/** Flushes the entries of a folder: the names of files, not only their contents. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
