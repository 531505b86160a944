/** Entity `organization`: RT has no such record, only the name that an administrator wrote into users. */
import type { SourceRecord } from '../../model/record.ts';
import type { CountScope, Page } from '../port.ts';
import { ALL_USERS, allUsers } from './all-users.ts';
import type { RtApi } from './api.ts';
import { formatIdCursor, parseIdCursor } from './id-cursor.ts';
import { numberOf } from './pages.ts';
import type { Reader } from './reader.ts';
import type { RtOrganization } from './shape.ts';
import { textOf } from './values.ts';

const PAGE = 100;

interface Found {
  readonly name: string;
  /** Id of the first user that has it, by which organizations are ordered. */
  readonly first: number;
  readonly users: number;
}

export function organizationReader(api: RtApi): Reader {
  return {
    async *read(since) {
      const from = parseIdCursor(since);
      const start = from ?? { after: 0, upto: await api.newest(ALL_USERS) };
      if (from === null) yield { records: [], continuation: formatIdCursor(start) };
      const rest = (await organizationsOf(api)).filter(({ first }) => first > start.after);
      for (let at = 0; at < rest.length; at += PAGE) yield pageOf(rest.slice(at, at + PAGE), start.upto);
    },
    count: (of) => countOf(api, of),
    async *keys() {
      yield (await organizationsOf(api)).map(({ name }) => name);
    },
  };
}

function pageOf(some: readonly Found[], upto: number): Page {
  const after = some.at(-1)?.first ?? 0;
  return { records: some.map(recordOf), continuation: formatIdCursor({ after, upto }) };
}

function recordOf({ name, users }: Found): SourceRecord {
  const organization: RtOrganization = { type: 'organization', Name: name, users };
  return { key: name, data: { ...organization } };
}

/** In the order of the first users that have them. */
async function organizationsOf(api: RtApi): Promise<readonly Found[]> {
  const found = new Map<string, Found>();
  for (const row of await allUsers(api)) {
    const name = textOf(row.Organization)?.trim() ?? '';
    const before = found.get(name);
    const first = before?.first ?? numberOf(row.id) ?? 0;
    if (name !== '') found.set(name, { name, first, users: (before?.users ?? 0) + 1 });
  }
  return [...found.values()];
}

/** RT counts no distinct values, so the second way is another search: the database selects the users that have a name. */
async function countOf(api: RtApi, { until }: CountScope) {
  const query = JSON.stringify([{ field: 'Organization', operator: '!=', value: '' }]);
  const upto = parseIdCursor(until)?.upto ?? Number.POSITIVE_INFINITY;
  const names = new Set<string>();
  for await (const rows of api.list({ ...ALL_USERS, query })) {
    const there = rows.filter(({ id }) => (numberOf(id) ?? 0) <= upto);
    for (const row of there) names.add(textOf(row.Organization)?.trim() ?? '');
  }
  names.delete('');
  return { count: names.size, how: 'distinct names among the users that RT finds by having one' };
}
