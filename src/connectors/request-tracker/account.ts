/** Finds the account we read as, which no call of REST2 names: by its token or its login. */
import type { JsonObject } from '../../model/json.ts';
import type { RtApi } from './api.ts';
import { textOf } from './values.ts';

/** A login, or a token, which contains the number of its user (`1-27-…`). */
export type Who = { readonly login: string } | { readonly token: string };

/** The account's own user; undefined where it can't be found, such as behind a token of another make. */
export async function ownUser(api: Pick<RtApi, 'get' | 'list'>, who: Who): Promise<JsonObject | undefined> {
  if ('token' in who) {
    const [, id] = /^\d+-(\d+)-/.exec(who.token) ?? [];
    return id === undefined ? undefined : await api.get(`user/${id}`);
  }
  const found = await api.get(`user/${encodeURIComponent(who.login)}`);
  if (found !== undefined || /^[\x20-\x7e]*$/.test(who.login)) return found;
  // RT doesn't decode a login with other letters in an address, though it writes such addresses itself.
  for await (const rows of api.list({ collection: 'users', fields: ['Name'] })) {
    const own = rows.find(({ Name }) => Name === who.login);
    if (own !== undefined) return await api.get(`user/${textOf(own.id)}`);
  }
  return undefined;
}
