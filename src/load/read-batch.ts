/** From a landed batch back to its records: nothing is used before the whole file's hash is verified. */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { FatalError } from '../errors.ts';
import type { BatchRef } from '../model/batch.ts';
import type { SourceRecord } from '../model/record.ts';
import { sha256 } from '../sha256.ts';
import type { LaneDeps } from './deps.ts';

const unzip = promisify(gunzip);
const zip = promisify(gzip);

/** Far above any batch: a file that grows beyond it isn't one of ours. */
const MAX_BYTES = 512 * 1024 * 1024;

/** Records in the order they were read. Throws FatalError `landing-damaged`, `landing-missing`. */
export async function readBatch(deps: Pick<LaneDeps, 'landing'>, batch: BatchRef): Promise<readonly SourceRecord[]> {
  const bytes = await deps.landing.get(batch.address);
  if (sha256(bytes) !== batch.sha256) throw damaged(batch, 'its hash differs');
  const text = (await unzip(bytes, { maxOutputLength: MAX_BYTES })).toString('utf8');
  const records = text.split('\n').filter((line) => line !== '');
  if (records.length !== batch.count) throw damaged(batch, `it holds ${records.length} records, not ${batch.count}`);
  return records.map((line): SourceRecord => JSON.parse(line));
}

function damaged(batch: BatchRef, what: string): FatalError {
  return new FatalError(`a landed batch was changed: ${what}`, {
    code: 'landing-damaged',
    at: batch.address,
    hint: 'put the file back from a backup, or start a new run',
  });
}

/** Gzipped text, the same bytes for the same text. */
export function pack(text: string): Promise<Uint8Array> {
  return zip(text, { level: 6 });
}
