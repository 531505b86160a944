/** The one format of landed data: gzipped NDJSON, used only after its hash was verified. */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { FatalError } from '../errors.ts';
import { sha256 } from '../sha256.ts';
import type { Landing } from './port.ts';

const unzip = promisify(gunzip);
const zip = promisify(gzip);

/** Bytes after decompression, far above any batch: a larger file isn't one of ours. */
const MAX_BYTES = 512 * 1024 * 1024;

/** Where landed lines are and what their file hashes to. */
export interface LinesRef {
  readonly address: string;
  readonly sha256: string;
}

/** Gzipped lines, the same bytes for the same lines. */
export function packLines(lines: readonly string[]): Promise<Uint8Array> {
  return zip(`${lines.join('\n')}\n`, { level: 6 });
}

/** The lines of a file, verified only by gzip's own checksum: for files whose hash wasn't recorded. */
export async function unpackLines(bytes: Uint8Array): Promise<readonly string[]> {
  const text = (await unzip(bytes, { maxOutputLength: MAX_BYTES })).toString('utf8');
  return text.split('\n').filter((line) => line !== '');
}

/** Lines as they were landed. Throws FatalError `landing-damaged`, `landing-missing`. */
export async function readLines(landing: Pick<Landing, 'get'>, ref: LinesRef): Promise<readonly string[]> {
  const bytes = await landing.get(ref.address);
  if (sha256(bytes) !== ref.sha256) throw damaged(ref, 'its hash differs');
  return unpackLines(bytes);
}

/** The error for a landed file that isn't as it was landed. */
export function damaged({ address }: LinesRef, what: string): FatalError {
  return new FatalError(`a landed batch was changed: ${what}`, {
    code: 'landing-damaged',
    at: address,
    hint: 'put the file back from a backup, or start a new run',
  });
}
