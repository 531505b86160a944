/** The `request-tracker` source: a running Request Tracker 5, read over REST2. */
import { FatalError } from '../errors.ts';
import type { Secret } from '../model/secret.ts';
import type { RateLimitOf } from './http/rate-limit.ts';
import type { Source } from './port.ts';
import type { RtApi } from './request-tracker/api.ts';
import { articleReader } from './request-tracker/articles.ts';
import { checkRt } from './request-tracker/check.ts';
import { openApi } from './request-tracker/client.ts';
import { assetReader } from './request-tracker/devices.ts';
import { fieldsOf } from './request-tracker/fields.ts';
import { groupReader } from './request-tracker/groups.ts';
import type { RtOptions } from './request-tracker/options.ts';
import { organizationReader } from './request-tracker/organizations.ts';
import { learnOwnNames } from './request-tracker/own-names.ts';
import { queueReader } from './request-tracker/queues.ts';
import type { Reader } from './request-tracker/reader.ts';
import { ticketReader } from './request-tracker/tickets.ts';
import { userReader } from './request-tracker/users.ts';

export { requestTrackerOptions } from './request-tracker/options.ts';

/** Read only: every call may be repeated. Nothing is asked for before a method is called. */
export function requestTrackerSource(
  options: RtOptions,
  deps: { readonly secret: (reference: string) => Secret; readonly rateLimit?: RateLimitOf },
): Source {
  const api = openApi(options, deps);
  const readers = new Map(Object.entries(readersOf(api, options)));
  const readerOf = (entity: string) => readers.get(entity) ?? refuseEntity(entity, [...readers.keys()]);
  return {
    check: async () => ({ kind: 'request-tracker', ...(await checkRt(api)), ...kindsOf(readers) }),
    async *read(entity, since, where = null) {
      yield* readerOf(entity).read(since, where);
    },
    count: async (entity, of = { where: null, until: null }) => readerOf(entity).count(of),
    async *keys(entity, where = null) {
      yield* readerOf(entity).keys(where);
    },
    fields: async (entity) => (await fieldsOf(api, entity)) ?? refuseEntity(entity, [...readers.keys()]),
    // Records are made here with all their names; a custom field without a value is left out.
    absentIsEmpty: true,
    checkWhere: async (entity, where) => readerOf(entity).checkWhere?.(where),
    asset: api.file,
    // An attachment is never changed once it is stored; a changed file of a custom field gets a new number.
    lastingAssets: true,
    installation: api.web,
  };
}

function readersOf(api: RtApi, { name }: RtOptions): Readonly<Record<string, Reader>> {
  return {
    user: userReader(api),
    organization: organizationReader(api),
    group: groupReader(api),
    queue: queueReader(api),
    article: articleReader(api, () => learnOwnNames(api, name)),
    asset: assetReader(api),
    ticket: ticketReader({ api, ownNames: () => learnOwnNames(api, name), now: () => new Date() }),
  };
}

function kindsOf(readers: ReadonlyMap<string, Reader>) {
  const those = (which: (reader: Reader) => boolean) =>
    [...readers].filter(([, reader]) => which(reader)).map(([entity]) => entity);
  return {
    entities: [...readers.keys()],
    scoped: those(({ checkWhere }) => checkWhere !== undefined),
    follows: those(({ follows }) => follows === true),
  };
}

function refuseEntity(entity: string, known: readonly string[]): never {
  throw new FatalError(`Request Tracker has no ${JSON.stringify(entity)}; there are: ${known.join(', ')}`, {
    code: 'entity-missing',
    hint: 'correct `from:` in the mapping',
  });
}
