/** The check of a Request Tracker: its version, and which rights our account lacks, found out by trying each. */
import { type AnyFerryError, FatalError, isFerryError, StuckError } from '../../errors.ts';
import type { JsonObject } from '../../model/json.ts';
import type { SourceInfo } from '../port.ts';
import { ALL_USERS } from './all-users.ts';
import type { RtApi } from './api.ts';
import { ALL_ARTICLES } from './articles.ts';
import { ALL_GROUPS } from './groups.ts';
import { ALL_QUEUES } from './queues.ts';
import { textOf } from './values.ts';

type Found = Pick<SourceInfo, 'version' | 'findings' | 'notes'> & {
  readonly faults: Readonly<Record<string, AnyFerryError>>;
};

/**
 * RT gives a total only to accounts that may see every row, so asking for totals proves the global rights. A right held
 * for single queues only looks the same as an empty queue: that becomes a finding, and is never assumed.
 */
const TOTALS = [
  { search: ALL_QUEUES, right: 'SeeQueue', unseen: 'queues, and custom roles' },
  { search: ALL_GROUPS, right: 'SeeGroup', unseen: 'groups and who is in them' },
  { search: ALL_ARTICLES, right: 'ShowArticle', unseen: 'articles' },
  { search: everything('classes'), right: 'SeeClass', unseen: 'classes of articles' },
  { search: everything('assets'), right: 'ShowAsset', unseen: 'assets' },
  { search: everything('catalogs'), right: 'ShowCatalog', unseen: 'catalogs of assets' },
  { search: everything('customfields'), right: 'SeeCustomField', unseen: 'custom fields and their values' },
] as const;

/** Throws FatalError `version-unsupported` where there is no REST2 or an RT older than 5, or what reaching it threw. */
export async function checkRt(api: RtApi): Promise<Found> {
  const about = await aboutRt(api);
  const version = textOf(about.Version) ?? '';
  const major = Number(version.split('.')[0]);
  if (!(major >= 5)) throw unsupported(api, `is version ${version}`);
  const newer = major > 5 ? [`version ${version} is newer than the 5.0 this source was tried with`] : [];
  const notes = await zoneNote(api);
  // RT lists its plugins to superusers only.
  if (about.Plugins !== undefined) return { version, findings: newer, notes, faults: {} };
  const users = await usersFault(api);
  const rights = [
    ...(users === null ? [] : [users.message]),
    ...(await missingRights(api)),
    ...(await unseenInQueues(api)),
  ];
  const faults = users === null ? {} : { user: users, organization: users };
  return { version, findings: [...newer, UNPROVEN, ...rights], notes, faults };
}

/** No user belongs to it: RT cuts names at 200 characters. */
const NOWHERE = '-'.repeat(250);
const UNPROVEN =
  'the account has no right SuperUser: RT tells it no number of transactions, so a run over tickets can be right but not proven';

function everything(collection: string) {
  return { collection, fields: [], disabled: true };
}

/** RT 4 has no REST2: something answers, but not in JSON. */
async function aboutRt(api: RtApi): Promise<JsonObject> {
  try {
    const about = await api.get('rt');
    if (about !== undefined) return about;
  } catch (error) {
    if (!isFerryError(error) || error.code !== 'answer-not-json') throw error;
  }
  throw unsupported(api, 'has no REST2 below this address');
}

function unsupported(api: RtApi, what: string): FatalError {
  return new FatalError(`Request Tracker ${what}; version 5.0 or newer is needed`, {
    code: 'version-unsupported',
    at: `${api.web}/REST/2.0/rt`,
    hint: 'check `url:`: it is the address of RT’s web pages; an older RT must be upgraded, or read from exports',
  });
}

async function zoneNote(api: RtApi): Promise<readonly string[]> {
  const zone = await api.zone();
  return [
    `dates in \`where:\` are read in ${zone === null ? 'the server’s own time zone' : zone}, whatever zone they name`,
  ];
}

/** Who lacks AdminUsers sees names and addresses only: RT ignores a search by anything else, and finds everybody. */
async function usersFault(api: RtApi): Promise<StuckError | null> {
  const query = JSON.stringify([{ field: 'Organization', operator: '=', value: NOWHERE }]);
  if ((await api.total({ ...ALL_USERS, query })) === 0) return null;
  return new StuckError(
    'right AdminUsers is missing: who is disabled, what users belong to and more of them can’t be seen',
    {
      code: 'rights-missing',
      at: `${api.web}/REST/2.0/users`,
      hint: 'give the account the global right AdminUsers; a run that waits for it: ferry resume',
    },
  );
}

async function missingRights(api: RtApi): Promise<readonly string[]> {
  const found = await Promise.all(
    TOTALS.map(async ({ search, right, unseen }) => {
      if ((await totalOf(api, search)) !== null) return [];
      return [`right ${right} is not held for everything: there may be ${unseen} that can’t be seen`];
    }),
  );
  return found.flat();
}

/** Null also for a list that is refused as a whole. */
async function totalOf(api: RtApi, search: Parameters<RtApi['total']>[0]): Promise<number | null> {
  try {
    return await api.total(search);
  } catch (error) {
    if (isFerryError(error) && error.code === 'auth-refused') return null;
    throw error;
  }
}

/** Rights over tickets are given queue by queue; one thing seen proves the right, nothing seen proves nothing. */
const IN_QUEUES = [
  { type: 'Create', right: 'ShowTicket', unseen: 'ticket' },
  { type: 'Comment', right: 'ShowTicketComments', unseen: 'private comment' },
  { type: 'EmailRecord', right: 'ShowOutgoingEmail', unseen: 'record of outgoing mail' },
] as const;

async function unseenInQueues(api: RtApi): Promise<readonly string[]> {
  const findings: string[] = [];
  for await (const rows of api.list(ALL_QUEUES)) {
    for (const row of rows) findings.push(...(await unseenIn(api, String(row.id), textOf(row.Name) ?? '')));
  }
  return findings;
}

async function unseenIn(api: RtApi, id: string, name: string): Promise<readonly string[]> {
  const findings: string[] = [];
  for (const { type, right, unseen } of IN_QUEUES) {
    const query = `ObjectType = 'RT::Ticket' AND TicketQueue = ${id} AND Type = '${type}'`;
    if ((await api.newest({ collection: 'transactions', query })) > 0) continue;
    findings.push(`queue ${name}: no ${unseen} can be seen; there is none, or the right ${right} is missing`);
    if (type === 'Create') return findings;
  }
  return findings;
}
