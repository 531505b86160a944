/** Reads the pages of a list to their true end, which RT gives only to accounts that may see every row. */
import { z } from 'zod';
import { FatalError } from '../../errors.ts';
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { unshaped } from './answers.ts';
import type { Search } from './api.ts';
import { withIds } from './search.ts';

/** Consecutive empty pages after which a list without a total counts as ended. */
export const PATIENCE = 3;

/** One page as REST2 gives it. */
export const pageShape = z.looseObject({
  items: z.array(z.custom<JsonObject>(isObject)),
  /** Null where RT checks rights row by row: rows that may not be seen are then missing from the pages, too. */
  total: z.int().nullish(),
  page: z.int(),
  per_page: z.int(),
});
export type ListPage = z.output<typeof pageShape>;

/** Every page of a list by its number; rows that come again are left out, a list that only repeats itself is refused. */
export async function* listed(
  page: (number: number) => Promise<ListPage>,
  search: Search,
): AsyncGenerator<readonly JsonObject[]> {
  const seen = new Set<string>();
  for (let number = 1, idle = 0; ; number += 1) {
    const got = await page(number);
    const fresh = unseen(got, seen, search);
    if (got.page !== number) throw goesInCircles(search);
    if (fresh.length > 0) yield fresh;
    idle = got.items.length === 0 ? idle + 1 : 0;
    if (isLast(got, number, idle)) return;
  }
}

/** Throws for a page with nothing but rows of earlier pages: it would be repeated for ever. */
function unseen({ items }: ListPage, seen: Set<string>, search: Search): readonly JsonObject[] {
  const fresh = items.filter((item) => !seen.has(nameOf(item, search)));
  for (const item of fresh) seen.add(nameOf(item, search));
  if (items.length > 0 && fresh.length === 0) throw goesInCircles(search);
  return fresh;
}

/** Every row by rising id (keyset pagination): rows that are added, removed or changed while it runs shift no others. */
export async function* swept(
  page: (search: Search, number: number) => Promise<ListPage>,
  search: Search & { readonly after?: number },
): AsyncGenerator<readonly JsonObject[]> {
  let last = search.after ?? 0;
  for (let number = 1, idle = 0; ; ) {
    const got = await page(withIds(search, '>', last), number);
    const highest = got.items.reduce((before, item) => rising(before, item, search), last);
    if (got.items.length > 0) yield got.items;
    idle = got.items.length === 0 ? idle + 1 : 0;
    if (isLast(got, number, idle)) return;
    // Where every row of a page is hidden, ids can't move us on; page numbers can.
    number = highest > last ? 1 : number + 1;
    last = highest;
  }
}

/**
 * A page may hold fewer rows than its size, because rows that may not be seen are left out after they were counted:
 * only RT's total says where the end is. Where there is none, several pages without a row have to do.
 */
function isLast({ total, per_page }: ListPage, number: number, idle: number): boolean {
  return typeof total === 'number' ? number * per_page >= total : idle >= PATIENCE;
}

function rising(before: number, item: JsonObject, search: Search): number {
  const id = numberOf(item.id);
  if (id === undefined) throw unshaped(`/${search.collection}`, 'a row without a numeric id');
  if (id <= before) throw goesInCircles(search);
  return id;
}

/** A row's id as a number; undefined when it is none. */
export function numberOf(id: JsonValue | undefined): number | undefined {
  const number = typeof id === 'string' && /^\d{1,15}$/.test(id) ? Number(id) : id;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

function nameOf(item: JsonObject, search: Search): string {
  const { id, type } = item;
  if (typeof id !== 'string' && typeof id !== 'number') throw unshaped(`/${search.collection}`, 'a row without an id');
  return `${typeof type === 'string' ? type : ''} ${id}`;
}

function goesInCircles({ collection }: Search): FatalError {
  return new FatalError('Request Tracker gives the same page of a list again and again, or rows out of order', {
    code: 'paging-stuck',
    at: `GET /${collection}`,
    hint: 'take a proxy that caches out of the way; else report this with the version of RT',
  });
}
