/** Maps a batch: each key ends as one mapped record, or set aside, or left behind. */
import type { Mapped, MapResult, SourceRecord } from '../model/record.ts';
import { ledgerKey } from './ledger-key.ts';
import type { Ended, Reading } from './record-progress.ts';

/** A reading that goes on: of its key, the one that counts in the batch. */
export interface MappedReading extends Reading {
  readonly mapped: Mapped;
}

/** Of several readings of one key in the batch the newest counts, without versions the last; the others are superseded. */
export function mapRecords(
  map: (record: SourceRecord) => MapResult,
  records: readonly SourceRecord[],
): readonly (MappedReading | Ended)[] {
  const readings = new Map<string, Reading & { readonly record: SourceRecord }>();
  for (const [index, record] of records.entries()) {
    const sourceKey = ledgerKey(record.key);
    const earlier = readings.get(sourceKey);
    const superseded = earlier === undefined ? 0 : earlier.superseded + 1;
    if (earlier !== undefined && isOlder(record.version, earlier.record.version))
      readings.set(sourceKey, { ...earlier, superseded });
    else readings.set(sourceKey, { sourceKey, line: index + 1, superseded, record });
  }
  return [...readings.values()].map(({ record, ...reading }) => fate(reading, map(record)));
}

/** Bytewise, as targets compare versions. False when either has none. */
export function isOlder(version: string | undefined, than: string | undefined): boolean {
  if (version === undefined || than === undefined) return false;
  return Buffer.compare(Buffer.from(version), Buffer.from(than)) < 0;
}

/** The mapping's answer in the words of loading. */
function fate(reading: Reading, result: MapResult): MappedReading | Ended {
  switch (result.kind) {
    case 'mapped':
      return { ...reading, mapped: result };
    case 'quarantined':
      return { ...reading, kind: 'quarantined', problem: result.problem };
    case 'excluded':
      return { ...reading, kind: 'excluded', problem: { code: 'excluded', path: '', message: result.rule } };
    default:
      return result satisfies never;
  }
}

/** Told by its `problem`, which readings that go on don't have. Not for source records: theirs may have one. Pure. */
export function isEnded(reading: object): reading is Ended {
  return 'problem' in reading;
}
