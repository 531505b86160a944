/** A source in memory: records in order, pages of any size, assets by reference. */
import type { Page, Source } from '../../src/connectors/port.ts';
import { FatalError } from '../../src/errors.ts';
import type { SourceRecord } from '../../src/model/record.ts';

export interface MemorySource extends Source {
  records: SourceRecord[];
  readonly assets: Map<string, string>;
  pageSize: number;
  /** Pages handed out. */
  pages: number;
}

export function memorySource(records: readonly SourceRecord[] = []): MemorySource {
  const source: MemorySource = {
    records: [...records],
    assets: new Map(),
    pageSize: 3,
    pages: 0,
    check: async () => ({ kind: 'memory', version: null, entities: ['records'], findings: [] }),
    read: async function* (_entity, since): AsyncGenerator<Page> {
      for (let at = Number(since ?? 0); at < source.records.length; at += source.pageSize) {
        source.pages += 1;
        const end = Math.min(at + source.pageSize, source.records.length);
        yield { records: source.records.slice(at, end), continuation: String(end) };
      }
    },
    tally: async () => ({ count: source.records.length, how: 'counted in memory' }),
    asset: async (ref) => {
      const content = source.assets.get(ref);
      if (content === undefined) throw new FatalError('there is none', { code: 'asset-missing' });
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
