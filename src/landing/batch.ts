/** Landed batches of source records: each file is written once, and verified by its hash before a record of it is used. */
import type { BatchRef } from '../model/batch.ts';
import type { SourceRecord } from '../model/record.ts';
import { rebaseVersion } from '../model/record-version.ts';
import type { LaneRef } from '../model/run.ts';
import { sha256 } from '../sha256.ts';
import { batchAddress, batchId } from './addresses.ts';
import { damaged, type LinesRef, packLines, readLines } from './lines.ts';
import type { Landing } from './port.ts';

/** Lands records, one a line as JSON, as the lane's batch of this number. The same lines give the same reference. */
export async function landBatch(
  landing: Pick<Landing, 'putIfAbsent'>,
  ref: LaneRef,
  { sequence, lines }: { readonly sequence: number; readonly lines: readonly string[] },
): Promise<BatchRef> {
  const bytes = await packLines(lines);
  const hash = sha256(bytes);
  const address = batchAddress(ref, sequence, hash);
  await landing.putIfAbsent(address, bytes);
  return { id: batchId(ref, sequence), sequence, address, sha256: hash, count: lines.length };
}

/** Records in the order they were read, their versions in today's form. Throws FatalError `landing-damaged`, `landing-missing`. */
export async function readBatch(landing: Pick<Landing, 'get'>, batch: BatchRef): Promise<readonly SourceRecord[]> {
  const lines = await readLines(landing, batch);
  if (lines.length !== batch.count) throw damaged(batch, `it holds ${lines.length} records, not ${batch.count}`);
  return lines.map((line) => withVersion(JSON.parse(line)));
}

/** Landed files never change: a version in an earlier form is brought into today's whenever it is read. */
function withVersion({ version, ...record }: SourceRecord): SourceRecord {
  const rebased = version === undefined ? null : rebaseVersion(version);
  return rebased === null ? record : { ...record, version: rebased };
}

/** One record of a batch by its line, from 1; null for a line that isn't there. Throws as `readBatch` does. */
export async function readLandedRecord(
  landing: Pick<Landing, 'get'>,
  { line, ...ref }: LinesRef & { readonly line: number },
): Promise<SourceRecord | null> {
  const text = (await readLines(landing, ref))[line - 1];
  return text === undefined ? null : JSON.parse(text);
}
