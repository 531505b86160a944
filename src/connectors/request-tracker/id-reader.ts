/** Reads an entity row by row in order of ids: what users, groups, queues, articles and assets have in common. */
import type { JsonObject } from '../../model/json.ts';
import type { SourceRecord } from '../../model/record.ts';
import type { SourceCount } from '../../model/settlement.ts';
import type { Page, Where } from '../port.ts';
import type { Enumeration } from './enumeration.ts';
import { formatIdCursor, type IdCursor, parseIdCursor } from './id-cursor.ts';
import { numberOf } from './pages.ts';
import type { Reader } from './reader.ts';

/** Records of one page: as many are fetched side by side as the rate limit lets through. */
const PAGE = 25;

/** What one entity differs in from another. Nothing of it is called before reading, counting or sweeping begins. */
export interface IdEntity {
  readonly all: Enumeration;
  /** What the rows are, in words for the report. */
  readonly called: string;
  /** Called once for each pass over the rows; the function makes the record of a row, undefined when it is gone since. */
  readonly records: () => Promise<(id: string, row: JsonObject) => Promise<SourceRecord | undefined>>;
}

/**
 * A pass covers every row, those created meanwhile included. It is compared with RT's own count of the ids up to the highest
 * one before it began: a pass that ends too early is found, and a row created later isn't taken for missing.
 */
export function idReader(entity: IdEntity): Reader {
  const { all, called } = entity;
  return {
    read: (since, where) => pagesOf(entity, parseIdCursor(since), where),
    count: async ({ where, until }) => counted(await all.count(where, parseIdCursor(until)?.upto), called),
    async *keys(where) {
      for await (const rows of all.rows(where, 0)) yield rows.map(({ id }) => String(id));
    },
  };
}

/** RT hides a total from accounts that may not see every row: then the count is not available. */
function counted(count: number | null, called: string): SourceCount {
  const how = `RT's own total of ${called}`;
  return { count, how: count === null ? `${how}, which it doesn't tell this account: ferry check` : how };
}

async function* pagesOf(entity: IdEntity, since: IdCursor | null, where: Where): AsyncGenerator<Page> {
  const start = since ?? { after: 0, upto: await entity.all.newest(where) };
  // A read that is interrupted within the first page must be compared with the same count.
  if (since === null) yield { records: [], continuation: formatIdCursor(start) };
  const recordOf = await entity.records();
  for await (const rows of entity.all.rows(where, start.after)) {
    for (let at = 0; at < rows.length; at += PAGE) {
      const some = rows.slice(at, at + PAGE);
      const records = await Promise.all(some.map((row) => recordOf(String(row.id), row)));
      const after = numberOf(some.at(-1)?.id) ?? start.after;
      yield {
        records: records.filter((record) => record !== undefined),
        continuation: formatIdCursor({ ...start, after }),
      };
    }
  }
}
