/** Enumerates all users, which RT lets no account search by id. */
import { FatalError } from '../../errors.ts';
import type { JsonObject } from '../../model/json.ts';
import type { RtApi, Search } from './api.ts';
import type { Enumeration } from './enumeration.ts';
import { numberOf } from './pages.ts';

/** The list gives the login in place of the id unless the field `id` is asked for by name; the client does. */
export const ALL_USERS: Search = { collection: 'users', fields: ['Name', 'Organization'], disabled: true };
const PASSES = 5;

/**
 * RT ignores a condition on the id here and answers with everybody. Pages in order of ids do, because users are only ever
 * added at the end, unless somebody removes one from the database (the shredder): then the rest moves up by one row over
 * the edge of a page. Then RT's counts before and after differ from the list, and it is read again.
 */
export function everyone(api: RtApi): Enumeration {
  return {
    newest: () => api.newest(ALL_USERS),
    async *rows(_where, after) {
      yield (await allUsers(api)).filter(({ id }) => (numberOf(id) ?? 0) > after);
    },
    // The database counts all of them; those added since can only be told apart by their ids.
    count: async (_where, upto) => {
      const total = await api.total(ALL_USERS);
      if (total === null || upto === undefined) return total;
      return total - (await allUsers(api)).filter(({ id }) => (numberOf(id) ?? 0) > upto).length;
    },
  };
}

/** Login and organization of each, by rising id. Throws FatalError `source-moving` when users keep being removed meanwhile. */
export async function allUsers(api: RtApi): Promise<readonly JsonObject[]> {
  for (let pass = 0; pass < PASSES; pass += 1) {
    const before = await api.total(ALL_USERS);
    const rows: JsonObject[] = [];
    for await (const some of api.list(ALL_USERS)) rows.push(...some);
    const after = await api.total(ALL_USERS);
    if (before === null || after === null || (before <= rows.length && rows.length <= after)) return rows;
  }
  throw new FatalError('users are being removed from Request Tracker faster than they can be listed', {
    code: 'source-moving',
    hint: 'let the clean-up in RT end, then run again',
  });
}
