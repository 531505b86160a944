/** Enumerates all assets, those with the status `deleted` included, which no search of RT finds. */
import type { JsonObject } from '../../model/json.ts';
import type { Where } from '../port.ts';
import type { RtApi, Search } from './api.ts';
import { byId, type Enumeration } from './enumeration.ts';
import { numberOf } from './pages.ts';

const CREATED = "ObjectType = 'RT::Asset' AND Type = 'Create'";

/**
 * What a search finds, merged with all assets that RT's history says were ever created: those are rows of an id alone. With
 * a scope only what the search finds, since RT can't say of the others whether they are in it.
 */
export function everyAsset(api: RtApi, search: (where: Where) => Search): Enumeration {
  const found = byId(api, search);
  return {
    newest: async (where) =>
      Math.max(await found.newest(where), where === null ? ((await madeIds(api)).at(-1) ?? 0) : 0),
    rows: (where, after) => (where === null ? merged(api, found, after) : found.rows(where, after)),
    count: async (where, upto) => {
      const total = await found.count(where, upto);
      if (where !== null || total === null) return total;
      return total + (await hiddenIds(api, found)).filter((id) => upto === undefined || id <= upto).length;
    },
  };
}

async function* merged(api: RtApi, found: Enumeration, after: number): AsyncGenerator<readonly JsonObject[]> {
  const made = await madeIds(api);
  let last = after;
  const between = (to: number, seen: ReadonlySet<number>) =>
    made.filter((id) => id > last && id <= to && !seen.has(id)).map((id): JsonObject => ({ id: String(id) }));
  for await (const rows of found.rows(null, after)) {
    const ids = rows.map(({ id }) => numberOf(id) ?? 0);
    const to = ids.at(-1) ?? last;
    yield [...rows, ...between(to, new Set(ids))].sort((one, other) => Number(one.id) - Number(other.id));
    last = to;
  }
  const rest = between(Number.MAX_SAFE_INTEGER, new Set());
  if (rest.length > 0) yield rest;
}

/** Numbers that RT gave out, by its own history, rising. */
async function madeIds(api: RtApi): Promise<readonly number[]> {
  const ids = new Set<number>();
  for await (const rows of api.sweep({ collection: 'transactions', query: CREATED, fields: ['ObjectId'] })) {
    for (const row of rows) ids.add(numberOf(row.ObjectId) ?? 0);
  }
  return [...ids].sort((one, other) => one - other);
}

async function hiddenIds(api: RtApi, found: Enumeration): Promise<readonly number[]> {
  const seen = new Set<number>();
  for await (const rows of found.rows(null, 0)) for (const { id } of rows) seen.add(numberOf(id) ?? 0);
  return (await madeIds(api)).filter((id) => !seen.has(id));
}
