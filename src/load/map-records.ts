/** Maps the records of a batch: each source key ends as one mapped version, or is quarantined or excluded. */
import type { Mapped, MapResult, SourceRecord } from '../model/record.ts';
import { ledgerKey } from './ledger-key.ts';
import type { Ended, RecordVersion } from './step-types.ts';

/** The version that counts among those the batch holds of one record, mapped. */
export interface MappedVersion extends RecordVersion {
  readonly mapped: Mapped;
}

/**
 * One element per source key. Of several versions of a record in the batch the newest counts, or the last one where the
 * source gives no versions; the others are superseded.
 */
export function mapRecords(
  map: (record: SourceRecord) => MapResult,
  records: readonly SourceRecord[],
): readonly (MappedVersion | Ended)[] {
  const versions = new Map<string, RecordVersion & { readonly record: SourceRecord }>();
  for (const [index, record] of records.entries()) {
    const sourceKey = ledgerKey(record.key);
    const earlier = versions.get(sourceKey);
    const superseded = earlier === undefined ? 0 : earlier.superseded + 1;
    if (earlier !== undefined && isOlder(record.version, earlier.record.version))
      versions.set(sourceKey, { ...earlier, superseded });
    else versions.set(sourceKey, { sourceKey, line: index + 1, superseded, record });
  }
  return [...versions.values()].map(({ record, ...version }) => fromMapResult(version, map(record)));
}

/** Compares versions byte by byte, as targets do. False when either has none. */
export function isOlder(version: string | undefined, than: string | undefined): boolean {
  if (version === undefined || than === undefined) return false;
  return Buffer.compare(Buffer.from(version), Buffer.from(than)) < 0;
}

function fromMapResult(version: RecordVersion, result: MapResult): MappedVersion | Ended {
  switch (result.kind) {
    case 'mapped':
      return { ...version, mapped: result };
    case 'quarantined':
      return { ...version, kind: 'quarantined', problem: result.problem, ...(result.also && { also: result.also }) };
    case 'excluded':
      return { ...version, kind: 'excluded', problem: { code: 'excluded', path: '', message: result.rule } };
    default:
      return result satisfies never;
  }
}

/** Recognised by its `problem`, which no other step's record has. Not for source records: theirs may have one. Pure. */
export function isEnded(record: object): record is Ended {
  return 'problem' in record;
}
