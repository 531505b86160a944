/** Entity `group`: user-defined groups, disabled ones included, without RT's own (roles, Everyone, …). */
import type { JsonObject } from '../../model/json.ts';
import type { SourceRecord } from '../../model/record.ts';
import type { RtApi, Search } from './api.ts';
import { type CustomFields, readCustomFields } from './custom-fields.ts';
import { byId } from './enumeration.ts';
import { idReader } from './id-reader.ts';
import type { Reader } from './reader.ts';
import type { RtGroup } from './shape.ts';
import { flagOf, mismatch, objectsOf, referenceOf, textOf } from './values.ts';

/** What `groupReader` goes through and `check` asks the total of; RT's own groups have another Domain. */
export const ALL_GROUPS: Search = {
  collection: 'groups',
  query: JSON.stringify([{ field: 'Domain', value: 'UserDefined' }]),
  fields: ['Name'],
  disabled: true,
};

/** Passes over `where`. A pass asks for the custom fields, then for each group. Records have no version. */
export function groupReader(api: RtApi): Reader {
  return idReader({
    all: byId(api, () => ALL_GROUPS),
    called: 'user-defined groups, disabled ones included',
    records: async () => {
      const customFields = await readCustomFields(api);
      return async (id) => {
        const answer = await api.get(`group/${id}`);
        return answer === undefined ? undefined : groupRecord(id, answer, customFields);
      };
    },
  });
}

/** Direct members of one group: logins of users, ids of groups. */
export interface Members {
  readonly id: string;
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/** Of every user-defined group, in order of their ids. */
export async function* membersOf(api: RtApi): AsyncGenerator<Members> {
  for await (const rows of api.sweep(ALL_GROUPS)) {
    const ids = rows.map(({ id }) => String(id));
    const answers = await Promise.all(ids.map((id) => api.get(`group/${id}`)));
    for (const [at, id] of ids.entries()) yield { id, ...split(answers[at]) };
  }
}

/** Never throws: an answer about another group is a record with a problem. */
export function groupRecord(id: string, answer: JsonObject, customFields: CustomFields): SourceRecord {
  const problem = mismatch(answer, id, ['Name']);
  if (problem !== undefined) return { key: id, data: { type: 'group', id }, problem };
  const group: RtGroup = {
    type: 'group',
    id,
    Name: textOf(answer.Name) ?? '',
    Description: textOf(answer.Description),
    Disabled: flagOf(answer.Disabled),
    groups: split(answer).groups,
    CustomFields: customFields.customOf(answer),
  };
  return { key: id, data: { ...group } };
}

function split(answer: JsonObject | undefined): Omit<Members, 'id'> {
  const members = objectsOf(answer?.Members).map(referenceOf);
  const ids = (type: string) => members.flatMap((member) => (member?.type === type ? [member.id] : [])).sort();
  return { users: ids('user'), groups: ids('group') };
}
