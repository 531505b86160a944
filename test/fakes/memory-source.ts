/** Sources in memory: records in order, pages of any size, a feed of what changes while they are read, assets by reference. */
import type { CountScope, Page, Source } from '../../src/connectors/port.ts';
import { FatalError } from '../../src/errors.ts';
import type { SourceRecord } from '../../src/model/record.ts';
import type { Watermark } from '../../src/model/run.ts';

export interface MemorySource extends Source {
  records: SourceRecord[];
  readonly assets: Map<string, string>;
  pageSize: number;
  /** Pages handed out. */
  pages: number;
  /** Assets handed out. */
  fetched: number;
}

export function memorySource(records: readonly SourceRecord[] = []): MemorySource {
  const source: MemorySource = {
    records: [...records],
    assets: new Map(),
    pageSize: 3,
    pages: 0,
    fetched: 0,
    check: async () => ({ kind: 'memory', version: null, entities: ['records'], findings: [] }),
    read: async function* (_entity, since): AsyncGenerator<Page> {
      for (let at = Number(since ?? 0); at < source.records.length; at += source.pageSize) {
        source.pages += 1;
        const end = Math.min(at + source.pageSize, source.records.length);
        yield { records: source.records.slice(at, end), continuation: String(end) };
      }
    },
    count: async () => ({ count: new Set(source.records.map(({ key }) => key)).size, how: 'counted in memory' }),
    asset: async (ref) => {
      const content = source.assets.get(ref);
      if (content === undefined) throw new FatalError('there is none', { code: 'asset-missing' });
      source.fetched += 1;
      return {
        name: ref,
        mediaType: 'text/plain',
        stream: (async function* () {
          yield Buffer.from(content);
        })(),
      };
    },
  };
  return source;
}

export interface ChangingSource extends MemorySource {
  /** Creates or changes a record, as people do at the source; its version grows. */
  put(record: SourceRecord): void;
  /** Destroys a record without a trace in the feed. */
  destroy(key: string): void;
  /** Called after each page, while the lane reads. */
  onPage: () => void;
}

interface Stored {
  readonly record: SourceRecord;
  /** Position in the feed of its first and of its newest change. */
  readonly born: number;
  readonly at: number;
}

/**
 * A source with deltas: it notes the end of its feed, sweeps by key, then reads the feed until nothing new comes. A
 * continuation is `swept key|feed position`; after the sweep the feed position alone. A scope is a part of the title.
 */
export function changingSource(records: readonly SourceRecord[] = []): ChangingSource {
  const store = new Map<string, Stored>();
  let clock = 0;
  const inScope = (where: string | null | undefined) =>
    [...store.values()].filter(({ record }) => where == null || String(record.data.title).includes(where));

  async function* sweep(from: { readonly after: string; readonly feed: number }, all: () => Stored[]) {
    for (let after: string | null = from.after; after !== null; ) {
      const rest = all().filter(({ record }) => record.key > String(after));
      const page = rest.sort(byKey).slice(0, source.pageSize);
      after = page.length < source.pageSize ? null : (page.at(-1)?.record.key ?? null);
      yield emitPage(source, page, after === null ? String(from.feed) : `${after}|${from.feed}`);
    }
  }

  async function* follow(from: number, all: () => Stored[]) {
    for (let feed = from; ; ) {
      const changed = all().filter(({ at }) => at > feed);
      if (changed.length === 0 && feed === clock) return;
      const page = changed.sort((a, b) => a.at - b.at).slice(0, source.pageSize);
      feed = page.length < source.pageSize ? clock : (page.at(-1)?.at ?? clock);
      yield emitPage(source, page, String(feed));
    }
  }

  const source: ChangingSource = {
    ...memorySource(),
    onPage: () => undefined,
    put: (record) => {
      clock += 1;
      const version = String(clock).padStart(6, '0');
      store.set(record.key, { record: { ...record, version }, born: store.get(record.key)?.born ?? clock, at: clock });
    },
    destroy: (key) => void store.delete(key),
    check: async () => ({
      kind: 'memory',
      version: null,
      entities: ['records'],
      findings: [],
      scoped: ['records'],
      follows: ['records'],
    }),
    read: async function* (_entity, since, where): AsyncGenerator<Page> {
      const { after, feed } = parseWatermark(since, clock);
      if (after !== null) yield* sweep({ after, feed }, () => inScope(where));
      yield* follow(feed, () => inScope(where));
    },
    count: async (_entity, of?: CountScope) => {
      const until = of?.until == null ? clock : parseWatermark(of.until, clock).feed;
      const count = inScope(of?.where).filter(({ born }) => born <= until).length;
      return { count, how: 'counted in memory' };
    },
  };
  for (const record of records) source.put(record);
  return source;
}

function emitPage(source: ChangingSource, page: readonly Stored[], continuation: string): Page {
  source.pages += 1;
  const read = { records: page.map(({ record }) => record), continuation };
  source.onPage();
  return read;
}

/** `after` is null once the sweep is over. */
function parseWatermark(since: Watermark, clock: number): { after: string | null; feed: number } {
  if (since === null) return { after: '', feed: clock };
  const [first = '', second] = since.split('|');
  return second === undefined ? { after: null, feed: Number(first) } : { after: first, feed: Number(second) };
}

function byKey(a: Stored, b: Stored): number {
  return a.record.key < b.record.key ? -1 : 1;
}
