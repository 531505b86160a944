/** Groups quarantined records by reason, with a few of them raw and mapped side by side. */
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { messageOf } from '../../model/message.ts';
import type { QuarantineGroup } from '../../model/plan-facts/quarantine.ts';
import { cut } from './bounded-count.ts';
import type { LaneSubject } from './lane-subject.ts';
import type { ProfiledRecord } from './profiled-record.ts';

const EXAMPLES = 3;
/** Reasons that are kept; a mapping has few, a hostile source can make many paths. */
const MOST_REASONS = 500;
const MOST_FIELDS = 60;
const MOST_ITEMS = 5;
const MOST_TEXT = 500;
const DEEPEST = 4;

type Reason = { -readonly [K in keyof QuarantineGroup]: QuarantineGroup[K] } & {
  examples: QuarantineGroup['examples'][number][];
};

/** Is given each record of a lane once; counts the quarantined ones. Examples hold contents, cut. */
export interface QuarantineGrouper {
  add(one: ProfiledRecord): void;
  /** The most frequent first. */
  facts(): readonly QuarantineGroup[];
}

/** Items of lists count under one path. */
export function groupQuarantine({ lane }: LaneSubject): QuarantineGrouper {
  const reasons = new Map<string, Reason>();
  return {
    add: ({ record, trace, ending }) => {
      if (ending.kind !== 'quarantined') return;
      const [code, path] = [ending.code ?? '', (ending.path ?? '').replace(/\[\d+\]/g, '[]')];
      const words = messageOf(ending);
      const known = reasons.get(`${code}\n${path}`);
      if (known === undefined && reasons.size >= MOST_REASONS) return;
      const reason = known ?? { lane, code, path, ...words, count: 0, examples: [] };
      reasons.set(`${code}\n${path}`, reason);
      reason.count += 1;
      if (reason.examples.length >= EXAMPLES) return;
      reason.examples.push({ key: record.key, raw: trimmed(record.data), mapped: trimmed(trace.fields), ...words });
    },
    facts: () => [...reasons.values()].sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
  };
}

/** Small enough to be read: long texts, long lists and deep nesting are cut. */
export function trimmed(object: JsonObject, depth = 0): JsonObject {
  const entries = Object.entries(object);
  const kept = entries
    .slice(0, MOST_FIELDS)
    .map(([name, value]) => [cut(name, 120), trimmedValue(value, depth + 1)] as const);
  const rest = entries.length - kept.length;
  return Object.fromEntries([...kept, ...(rest > 0 ? [['…', `${rest} more fields`] as const] : [])]);
}

function trimmedValue(value: JsonValue, depth: number): JsonValue {
  if (typeof value === 'string') return cut(value, MOST_TEXT);
  if (Array.isArray(value)) {
    if (depth >= DEEPEST) return `${value.length} items`;
    const rest = value.length - MOST_ITEMS;
    const kept = value.slice(0, MOST_ITEMS).map((item: JsonValue) => trimmedValue(item, depth + 1));
    return rest > 0 ? [...kept, `… ${rest} more`] : kept;
  }
  if (!isObject(value)) return value;
  return depth >= DEEPEST ? `{${Object.keys(value).length} fields}` : trimmed(value, depth);
}
