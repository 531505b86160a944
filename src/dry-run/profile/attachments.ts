/** Counts the files of records that would be loaded or are loaded unchanged: they were fetched, so sizes and types are known. */
import type { Inventory } from '../../model/plan-facts/inventory.ts';
import type { AssetUse } from '../../model/reference.ts';
import { type Counter, counter, cut } from './bounded-count.ts';
import type { ProfiledRecord, RecordFile } from './profiled-record.ts';

const SIZES: readonly (readonly [string, number])[] = [
  ['< 10 kB', 10_000],
  ['< 100 kB', 100_000],
  ['< 1 MB', 1_000_000],
  ['< 10 MB', 10_000_000],
  ['≥ 10 MB', Number.POSITIVE_INFINITY],
];
const MOST_TYPES = 20;

/** Is given each record once; those that aren't loaded have no files. Sizes are in bytes. */
export interface AttachmentCounter {
  add(one: ProfiledRecord): void;
  facts(): Inventory['attachments'];
}

/** Starts at zero. Names at most 20 media types; memory doesn't grow with the files. */
export function countAttachments(): AttachmentCounter {
  const counts = counter();
  const weights = counter();
  const sizes = new Map(SIZES.map(([name]) => [name, 0]));
  let [count, bytes] = [0, 0];
  let largest: Inventory['attachments']['largest'] = null;
  return {
    add: ({ record: { key }, files }) => {
      for (const file of files) {
        count += 1;
        bytes += file.bytes;
        counts.add(file.mediaType);
        weights.add(file.mediaType, file.bytes);
        const [size = ''] = SIZES.find(([, below]) => file.bytes < below) ?? [];
        sizes.set(size, (sizes.get(size) ?? 0) + 1);
        const one = { key, name: cut(file.name, 200), bytes: file.bytes };
        if (largest === null || isLarger(one, largest)) largest = one;
      }
    },
    facts: () => ({
      ...{ count, bytes, largest },
      types: typesOf(counts, weights),
      sizes: [...sizes].map(([name, many]) => ({ name, count: many })).filter((one) => one.count > 0),
    }),
  };
}

type Largest = NonNullable<Inventory['attachments']['largest']>;

/** Of files equally large the first by key and name. */
function isLarger(one: Largest, than: Largest): boolean {
  if (one.bytes !== than.bytes) return one.bytes > than.bytes;
  return one.key === than.key ? one.name < than.name : one.key < than.key;
}

/** The most frequent media types, each with the bytes of its files together. */
function typesOf(counts: Counter, weights: Counter): Inventory['attachments']['types'] {
  const heavy = new Map(weights.top(Number.MAX_SAFE_INTEGER).shown.map(({ name, count }) => [name, count]));
  const { total, capped, shown } = counts.top(MOST_TYPES);
  return {
    ...{ total, ...(capped && { capped }) },
    shown: shown.map(({ name, count }) => ({ mediaType: name, count, bytes: heavy.get(name) ?? 0 })),
  };
}

/** Of the uses of one record: a file that it uses several times is one file; what couldn't be fetched is a loss, not a file. */
export function filesOf(
  uses: readonly AssetUse[],
  known: ReadonlyMap<string, { readonly bytes: number; readonly mediaType: string }>,
): readonly RecordFile[] {
  const once = new Map(uses.map((use) => [use.ref, use]));
  return [...once].flatMap(([ref, { name, mediaType }]): RecordFile[] => {
    const asset = known.get(ref);
    return asset === undefined ? [] : [{ name, mediaType: mediaType ?? asset.mediaType, bytes: asset.bytes }];
  });
}
