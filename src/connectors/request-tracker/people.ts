/** The people and groups around a ticket: roles of RT's own and custom ones. */
import type { JsonObject, JsonValue } from '../../model/json.ts';
import { withoutTokens } from './foreign-tokens.ts';
import type { Lookups } from './lookups.ts';
import { loginOf, objectsOf, referenceOf } from './values.ts';

const CUSTOM_ROLE = /^RT::CustomRole-(\d+)$/;

/** Who has to do with a ticket. In a fixed order, since RT's changes: the requestor who made it first, then by login. */
export async function peopleOf(answer: JsonObject, lookups: Lookups) {
  const groups = ['Requestor', 'Cc', 'AdminCc'].flatMap((role) =>
    groupsOf(answer[role]).map((group) => ({ role, group })),
  );
  const watcherGroups = groups.map(async (one) => ({ ...one, Name: await lookups.group(one.group) }));
  const creator = loginOf(answer.Creator);
  const requestors = loginsOf(answer.Requestor);
  const Requestor = [
    ...requestors.filter((login) => login === creator),
    ...requestors.filter((login) => login !== creator),
  ];
  return {
    Owner: loginOf(answer.Owner),
    Requestor,
    Cc: loginsOf(answer.Cc),
    AdminCc: loginsOf(answer.AdminCc),
    watcherGroups: await Promise.all(watcherGroups),
    roles: await rolesOf(answer, lookups),
    organization: await organizationOf(Requestor, lookups),
  };
}

/** Roles that somebody has; a role that nobody has is not named. */
async function rolesOf(answer: JsonObject, lookups: Lookups): Promise<Readonly<Record<string, readonly string[]>>> {
  const roles = Object.entries(answer).flatMap(([name, value]) => {
    const [, number] = CUSTOM_ROLE.exec(name) ?? [];
    return number === undefined ? [] : [{ name: lookups.roles.get(number) ?? `#${number}`, value }];
  });
  const filled = roles.map(async ({ name, value }) => {
    const groups = await Promise.all(groupsOf(value).map((group) => lookups.group(group)));
    // Roles are mapped as one object with the custom fields, and a login may have been chosen by the sender of a mail.
    return [name, [...loginsOf(value), ...groups].map(withoutTokens)] as const;
  });
  return Object.fromEntries((await Promise.all(filled)).filter(([, members]) => members.length > 0));
}

async function organizationOf(requestors: readonly string[], lookups: Lookups): Promise<string | null> {
  for (const login of requestors) {
    const organization = await lookups.organization(login);
    if (organization !== null) return organization;
  }
  return null;
}

function groupsOf(value: JsonValue | undefined): readonly string[] {
  return objectsOf(value)
    .flatMap((one) => referenceOf(one) ?? [])
    .flatMap(({ type, id }) => (type === 'group' ? [id] : []))
    .sort((one, other) => Number(one) - Number(other));
}

function loginsOf(value: JsonValue | undefined): readonly string[] {
  return objectsOf(value)
    .flatMap((one) => loginOf(one) ?? [])
    .sort();
}
