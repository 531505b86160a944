/** Reads an entity row by row in order of ids: what users, groups, queues, articles and assets have in common. */
import type { JsonObject } from '../../model/json.ts';
import type { SourceRecord } from '../../model/record.ts';
import type { Tally } from '../../model/run.ts';
import type { Page, Where } from '../port.ts';
import type { RtApi, Search } from './api.ts';
import { numberOf } from './pages.ts';
import { type Place, readPlace, writePlace } from './place.ts';
import type { Reader } from './reader.ts';
import { withIds } from './search.ts';

/** Records of one page: as many are fetched side by side as the pace lets through. */
const PAGE = 25;

export interface IdEntity {
  readonly api: RtApi;
  /** What finds every row; given the scope of the route, for entities that take one. */
  readonly search: (where: Where) => Search;
  /** What the rows are, in words for the report. */
  readonly called: string;
  /** Called once for each pass over the rows; the function makes the record of a row, undefined when it is gone since. */
  readonly records: () => Promise<(id: string, row: JsonObject) => Promise<SourceRecord | undefined>>;
}

/**
 * A pass covers every row there is, those made meanwhile too. It is held to RT's own count of the ids up to the highest one
 * there was before it began, so a pass that ends too early is found, and a row made later is not taken for missing.
 */
export function idReader(entity: IdEntity): Reader {
  const { api, search } = entity;
  return {
    read: (since, where) => pagesOf(entity, readPlace(since), where),
    tally: async ({ where, until }) => {
      const upto = readPlace(until)?.upto;
      const all = search(where);
      return counted(await api.total(upto === undefined ? all : withIds(all, '<=', upto)), entity.called);
    },
    async *keys(where) {
      for await (const rows of api.sweep({ ...search(where), fields: [] })) yield rows.map(({ id }) => String(id));
    },
  };
}

/** RT hides a total from accounts that may not see every row: then nothing is proven. */
export function counted(count: number | null, called: string): Tally {
  const how = `RT's own total of ${called}`;
  return { count, how: count === null ? `${how}, which it doesn't tell this account: ferry check` : how };
}

async function* pagesOf(entity: IdEntity, since: Place | null, where: Where): AsyncGenerator<Page> {
  const search = entity.search(where);
  const start = since ?? { after: 0, upto: await entity.api.newest(search) };
  // Whoever stops within the first page must be held to the same count.
  if (since === null) yield { records: [], continuation: writePlace(start) };
  const recordOf = await entity.records();
  for await (const rows of entity.api.sweep({ ...search, after: start.after })) {
    for (let at = 0; at < rows.length; at += PAGE) {
      const some = rows.slice(at, at + PAGE);
      const records = await Promise.all(some.map((row) => recordOf(String(row.id), row)));
      const after = numberOf(some.at(-1)?.id) ?? start.after;
      yield {
        records: records.filter((record) => record !== undefined),
        continuation: writePlace({ ...start, after }),
      };
    }
  }
}
