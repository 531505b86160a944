/** Enumerates every row of a collection by rising id, and counts the rows by another query. */
import type { JsonObject } from '../../model/json.ts';
import type { Where } from '../port.ts';
import type { RtApi, Search } from './api.ts';
import { withIds } from './search.ts';

/** Asks RT anew with every call. `where` is taken as checked; a collection that can't be narrowed passes over it. */
export interface Enumeration {
  /** The highest id there is; 0 when there is none. */
  newest(where: Where): Promise<number>;
  /** Rows above `after`, by rising id, to the end there is when it is reached. */
  rows(where: Where, after: number): AsyncIterable<readonly JsonObject[]>;
  /** RT's own count of rows, up to an id where one is given; null when RT hides it from this account. */
  count(where: Where, upto: number | undefined): Promise<number | null>;
}

/** For collections that can be searched by id, which are all but users. */
export function byId(api: RtApi, search: (where: Where) => Search): Enumeration {
  return {
    newest: (where) => api.newest(search(where)),
    rows: (where, after) => api.sweep({ ...search(where), after }),
    count: (where, upto) => api.total(upto === undefined ? search(where) : withIds(search(where), '<=', upto)),
  };
}
