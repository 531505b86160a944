/** Entity `user`: all users, each with the fields that only its own answer has. */
import type { JsonObject } from '../../model/json.ts';
import type { SourceRecord } from '../../model/record.ts';
import type { RtApi } from './api.ts';
import { readCustomFields } from './custom-fields.ts';
import { everyone } from './everyone.ts';
import { membersOf } from './groups.ts';
import { idReader } from './id-reader.ts';
import type { Reader } from './reader.ts';
import type { RtCustom, RtUser } from './shape.ts';
import { flagOf, instantOf, mismatch, textOf } from './values.ts';

/** RT's own two accounts: RT_System acts for the server itself, Nobody owns what has no owner. */
const SYSTEM = new Set(['RT_System', 'Nobody']);

/**
 * Passes over `where`. A pass asks for the custom fields and for the members of each group, lists all users, then asks
 * for each. Records have no version. Throws FatalError `source-moving` when users keep being removed meanwhile.
 */
export function userReader(api: RtApi): Reader {
  return idReader({
    all: everyone(api),
    called: 'users, disabled ones included',
    records: async () => {
      const [customFields, groups] = await Promise.all([readCustomFields(api), groupsOfUsers(api)]);
      return async (id) => {
        // By number: the address that RT gives for a login with other letters than ASCII answers 404.
        const answer = await api.get(`user/${id}`);
        if (answer === undefined) return undefined;
        const groupsOf = groups.get(textOf(answer.Name) ?? '') ?? [];
        return userRecord(id, answer, { groups: groupsOf, custom: customFields.customOf(answer) });
      };
    },
  });
}

/** Data of a user that isn't in its own answer. */
interface Beside {
  readonly groups: readonly string[];
  readonly custom: RtCustom;
}

/** Never throws: an answer about somebody else is a record with a problem. */
export function userRecord(id: string, answer: JsonObject, beside: Beside): SourceRecord {
  const problem = mismatch(answer, id, ['Name']);
  if (problem !== undefined) return { key: id, data: { type: 'user', id }, problem };
  return { key: id, data: { ...userOf(id, answer, beside) } };
}

function userOf(id: string, answer: JsonObject, { groups, custom }: Beside): RtUser {
  const Name = textOf(answer.Name) ?? '';
  const Privileged = flagOf(answer.Privileged);
  const person = Privileged ? 'agent' : 'customer';
  return {
    type: 'user',
    id,
    Name,
    RealName: textOf(answer.RealName),
    NickName: textOf(answer.NickName),
    EmailAddress: textOf(answer.EmailAddress),
    Organization: textOf(answer.Organization)?.trim() || null,
    Privileged,
    Disabled: flagOf(answer.Disabled),
    kind: SYSTEM.has(Name) ? 'system' : person,
    ...reachOf(answer),
    Timezone: textOf(answer.Timezone),
    Lang: textOf(answer.Lang),
    Comments: textOf(answer.Comments),
    Signature: textOf(answer.Signature),
    Created: instantOf(answer.Created),
    LastUpdated: instantOf(answer.LastUpdated),
    groups,
    CustomFields: custom,
  };
}

function reachOf(answer: JsonObject) {
  return {
    WorkPhone: textOf(answer.WorkPhone),
    MobilePhone: textOf(answer.MobilePhone),
    HomePhone: textOf(answer.HomePhone),
    PagerPhone: textOf(answer.PagerPhone),
    Address1: textOf(answer.Address1),
    Address2: textOf(answer.Address2),
    City: textOf(answer.City),
    State: textOf(answer.State),
    Zip: textOf(answer.Zip),
    Country: textOf(answer.Country),
  };
}

/** By login, from the members of each group: a user's own list also holds groups it is in through others. */
async function groupsOfUsers(api: RtApi): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for await (const { id, users } of membersOf(api)) {
    for (const login of users) found.set(login, [...(found.get(login) ?? []), id]);
  }
  return found;
}
