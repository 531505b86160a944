import { expect, test } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import { everyAsset } from './all-assets.ts';
import type { RtApi, Search } from './api.ts';

/** Search finds 1, 2 and 4; RT's history tells of 1 to 5 having been made. */
function api(): RtApi {
  const rowsOf = ({ collection }: Search): readonly JsonObject[] =>
    collection === 'transactions'
      ? [1, 2, 3, 4, 5].map((ObjectId) => ({ id: String(ObjectId * 10), ObjectId: String(ObjectId) }))
      : [{ id: '1' }, { id: '2' }, { id: '4' }];
  return {
    web: '',
    get: async () => undefined,
    list: async function* (search) {
      yield rowsOf(search);
    },
    sweep: async function* (search) {
      yield rowsOf(search).filter(({ id }) => Number(id) > (search.after ?? 0));
    },
    total: async () => 3,
    newest: async () => 4,
    zone: async () => null,
    refusal: async () => null,
    file: async () => Promise.reject(new Error('there are no files')),
  };
}

const assets = everyAsset(api(), (where) => ({ collection: 'assets', query: where ?? 'id > 0', fields: [] }));

async function idsFrom(after: number, where: string | null = null): Promise<readonly unknown[]> {
  const ids: unknown[] = [];
  for await (const rows of assets.rows(where, after)) ids.push(...rows.map(({ id }) => id));
  return ids;
}

test('deleted assets, which no search finds, come at their place and are counted', async () => {
  expect(await idsFrom(0)).toEqual(['1', '2', '3', '4', '5']);
  expect(await idsFrom(2)).toEqual(['3', '4', '5']);
  expect(await assets.newest(null)).toBe(5);
  expect(await assets.count(null, 5)).toBe(5);
});

test('within a scope only what search finds belongs', async () => {
  expect(await idsFrom(0, "Name = 'x'")).toEqual(['1', '2', '4']);
  expect(await assets.count("Name = 'x'", undefined)).toBe(3);
});
