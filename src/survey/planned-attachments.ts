/** Counts the files of what a plan would write: they were fetched, so their sizes and kinds are known. */
import { isObject, type JsonObject, type JsonValue } from '../model/json.ts';
import type { Inventory } from '../model/plan-facts.ts';
import { counter, cut } from './tally.ts';

export type PlannedAttachments = Inventory['attachments'];

const SIZES: readonly (readonly [string, number])[] = [
  ['< 10 kB', 10_000],
  ['< 100 kB', 100_000],
  ['< 1 MB', 1_000_000],
  ['< 10 MB', 10_000_000],
  ['≥ 10 MB', Number.POSITIVE_INFINITY],
];
const MOST_TYPES = 20;

export interface AttachmentCounter {
  add(externalKey: string, data: JsonObject): void;
  facts(): PlannedAttachments;
}

export function countAttachments(): AttachmentCounter {
  const counts = counter();
  const weights = counter();
  const sizes = new Map(SIZES.map(([name]) => [name, 0]));
  let [count, bytes] = [0, 0];
  let largest: PlannedAttachments['largest'] = null;
  return {
    add: (key, data) => {
      for (const file of filesOf(data)) {
        count += 1;
        bytes += file.bytes;
        counts.add(file.mediaType);
        weights.add(file.mediaType, file.bytes);
        const [size = ''] = SIZES.find(([, below]) => file.bytes < below) ?? [];
        sizes.set(size, (sizes.get(size) ?? 0) + 1);
        if (largest === null || file.bytes > largest.bytes)
          largest = { key, name: cut(file.name, 200), bytes: file.bytes };
      }
    },
    facts: () => {
      const heavy = new Map(weights.top(Number.MAX_SAFE_INTEGER).shown.map((one) => [one.name, one.count]));
      const types = counts.top(MOST_TYPES);
      return {
        ...{ count, bytes, largest },
        types: {
          total: types.total,
          shown: types.shown.map((one) => ({ mediaType: one.name, count: one.count, bytes: heavy.get(one.name) ?? 0 })),
        },
        sizes: [...sizes].map(([name, many]) => ({ name, count: many })).filter((one) => one.count > 0),
      };
    },
  };
}

interface PlannedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
}

/** Of the record itself and of the items of its lists. */
function filesOf(data: JsonObject): readonly PlannedFile[] {
  const own = listOf(data.attachments).flatMap(fileOf);
  const inner = Object.values(data).flatMap((value) =>
    listOf(value).flatMap((item) => (isObject(item) ? listOf(item.attachments).flatMap(fileOf) : [])),
  );
  return [...own, ...inner];
}

function fileOf(value: JsonValue): PlannedFile[] {
  if (!isObject(value) || typeof value.bytes !== 'number') return [];
  return [{ name: String(value.name ?? ''), mediaType: String(value.mediaType ?? ''), bytes: value.bytes }];
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}
