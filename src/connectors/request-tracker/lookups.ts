/** Resolves numbers in a ticket's answers to names. Each is asked for once a pass, so that a renamed queue shows in the next one. */
import type { RtApi } from './api.ts';
import { type CustomFields, readCustomFields } from './custom-fields.ts';
import { namesOf } from './names.ts';
import { textOf } from './values.ts';

/** For one pass, shared by all its tickets. Throws as `RtApi` does; a call that failed is made again. */
export interface Lookups {
  readonly fields: CustomFields;
  /** Names by id, disabled ones included. */
  readonly queues: ReadonlyMap<string, string>;
  readonly roles: ReadonlyMap<string, string>;
  /** Login of a user or name of a group: RT numbers both in one row. `#12` for one that is gone. */
  principal(id: string): Promise<string>;
  group(id: string): Promise<string>;
  /** Organization of the user with this login; null when there is none, or no such user. */
  organization(login: string): Promise<string | null>;
}

/** Asks for custom fields, queues and custom roles; everything else when it is first wanted. Throws as `RtApi` does. */
export async function openLookups(api: RtApi): Promise<Lookups> {
  const [fields, queues, roles] = await Promise.all([
    readCustomFields(api),
    namesOf(api, 'queues'),
    namesOf(api, 'customroles'),
  ]);
  return {
    fields,
    queues,
    roles,
    principal: once(async (id) => (await nameOf(api, `user/${id}`)) ?? (await nameOf(api, `group/${id}`)) ?? `#${id}`),
    group: once(async (id) => (await nameOf(api, `group/${id}`)) ?? `#${id}`),
    organization: once((login) => organizationOf(api, login)),
  };
}

async function nameOf(api: RtApi, path: string): Promise<string | null> {
  return textOf((await api.get(path))?.Name);
}

/** By a search: the address of a login with other letters than ASCII answers 404. RT compares without regard to case. */
async function organizationOf(api: RtApi, login: string): Promise<string | null> {
  const query = JSON.stringify([{ field: 'Name', operator: '=', value: login }]);
  for await (const rows of api.list({ collection: 'users', query, fields: ['Name', 'Organization'], disabled: true })) {
    const user = rows.find((row) => textOf(row.Name)?.toLowerCase() === login.toLowerCase());
    if (user !== undefined) return textOf(user.Organization)?.trim() || null;
  }
  return null;
}

/** Remembers answers; a call that failed is made again the next time. */
function once<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const asked = new Map<string, Promise<T>>();
  return (key) => {
    const known = asked.get(key);
    if (known !== undefined) return known;
    const answer = ask(key);
    asked.set(key, answer);
    answer.catch(() => asked.delete(key));
    return answer;
  };
}
