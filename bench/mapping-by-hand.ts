/** The thirty fields of the mapping bench as a programmer in a hurry fills them: no contract, no losses, nothing set aside. */
import type { JsonObject, JsonValue } from '../src/model/json.ts';

const STATUS: Readonly<Record<string, string>> = { 1: 'new', 2: 'open', 3: 'pending', 7: 'closed' };
const PRIORITY: Readonly<Record<string, string>> = { 1: 'urgent', 2: 'high', 3: 'normal', 4: 'low' };
/** China has had one offset since 1991. */
const SHANGHAI = 8 * 3_600_000;

/** One record's fields; throws nothing and checks nothing. */
export function byHandOne(data: JsonObject): JsonObject {
  const text = (name: string) => String(data[name] ?? '');
  return {
    number: data.number ?? null,
    kind: data.kind ?? null,
    title: text('title').trim(),
    status: STATUS[text('state')] ?? null,
    priority: PRIORITY[text('urgency')] ?? null,
    interruption: text('down') === 'Y',
    createdAt: wallToUtc(text('opened')),
    resolvedAt: toUtc(Date.parse(text('resolved'))),
    closedAt: toUtc(Number(data.closed) * 1000),
    tags: [...new Set(parts(text('tags'), ','))],
    body: { format: 'text', content: data.description ?? null },
    custom: { ...copied(data), ...derived(data, text) },
  };
}

function copied({ a, b, c, d, e, f, g, nested }: JsonObject): JsonObject {
  return {
    ...{ a: a ?? null, b: b ?? null, c: c ?? null, d: d ?? null, e: e ?? null, f: f ?? null, g: g ?? null },
    h: within(within(nested, 'deep'), 'value') ?? null,
  };
}

function derived(data: JsonObject, text: (name: string) => string): JsonObject {
  return {
    category: text('category').trim().toLowerCase(),
    location: text('location').toLowerCase(),
    vendor: text('vendor').replace(/\s+/g, ' '),
    label: `${text('number')} / ${text('kind')}`,
    place: `${text('location')}, ${text('category')}`,
    path: `${text('a')}-${text('b')}-${text('c')}`,
    watchers: parts(text('watchers'), ';'),
    sites: parts(text('sites'), '/'),
    late: data.state === '7' ? (data.late ?? null) : null,
    note: data.urgency === '1' || data.urgency === '2' ? (data.note ?? null) : null,
  };
}

function within(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object(value)[name] : undefined;
}

function parts(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function wallToUtc(text: string): string {
  const [day = '', time = ''] = text.split(' ');
  const [date = '', month = '', year = ''] = day.split('-');
  return toUtc(Date.parse(`${year}-${month}-${date}T${time}:00Z`) - SHANGHAI);
}

function toUtc(instant: number): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z');
}
