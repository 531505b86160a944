/** Builds the address of a search in REST2: its query, its paging, and the keyset condition for collections that change. */
import type { Search } from './api.ts';

/** RT silently cuts a larger page size to this. */
export const PER_PAGE = 100;

/** Collections that take RT's SQL; all others take the JSON search. */
const SQL = new Set(['tickets', 'transactions', 'assets']);

/** The path of one page, below `REST/2.0`. There is no order unless one is asked for, so ids are. */
export function pagePath(search: Search, page: number): string {
  return pathOf(search, { per_page: String(PER_PAGE), page: String(page), orderby: 'id' });
}

/** The path of the rows with the highest ids, the highest first. */
export function newestPath(search: Search, rows: number, page = 1): string {
  return pathOf(search, { per_page: String(rows), page: String(page), orderby: 'id', order: 'DESC' });
}

function pathOf(search: Search, paging: Readonly<Record<string, string>>): string {
  const query = search.query ?? everythingOf(search.collection);
  const parts: readonly (readonly [string, string])[] = [
    ...Object.entries(paging),
    ...(query === null ? [] : [['query', query] as const]),
    ...(search.disabled ? [['find_disabled_rows', '1'] as const] : []),
    ...fieldsOf(search),
  ];
  return `/${search.collection}?${parts.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
}

/** The search narrowed to ids above, or up to, a number. */
export function withIds(search: Search, operator: '>' | '<=', number: number): Search {
  if (SQL.has(search.collection)) {
    const scope = search.query === undefined ? '' : `(${search.query}) AND `;
    return { ...search, query: `${scope}id ${operator} ${number}` };
  }
  const given: unknown = search.query === undefined ? [] : JSON.parse(search.query);
  // RT joins conditions on one field by OR unless told otherwise.
  const bound = { field: 'id', operator, value: number, entry_aggregator: 'AND' };
  return { ...search, query: JSON.stringify([...(Array.isArray(given) ? given : []), bound]) };
}

/** Without a query a collection is empty, not whole; lists within a record (`ticket/1/history`) and `…/all` take none. */
function everythingOf(collection: string): string | null {
  if (collection.includes('/')) return null;
  return SQL.has(collection) ? 'id > 0' : JSON.stringify([{ field: 'id', operator: '>', value: 0 }]);
}

function fieldsOf({ collection, fields }: Search): readonly (readonly [string, string])[] {
  const deeper = new Map<string, string[]>();
  const names = new Set(fields.map((field) => (typeof field === 'string' ? field : field[0])));
  for (const field of fields) {
    if (typeof field === 'string') continue;
    deeper.set(field[0], [...(deeper.get(field[0]) ?? []), field[1]]);
  }
  // A list of users gives logins as ids, unless the id is asked for by name.
  if (collection === 'users') names.add('id');
  if (names.size === 0) return [];
  const nested = [...deeper].map(([name, below]) => [`fields[${name}]`, below.join(',')] as const);
  return [['fields', [...names].join(',')], ...nested];
}
