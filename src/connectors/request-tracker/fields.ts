/** What the records of each entity can hold: the names they always have, and the custom fields that are in use now. */
import type { JsonObject } from '../../model/json.ts';
import type { FieldPath, SourceFields } from '../../model/source-fields.ts';
import type { RtApi, Search } from './api.ts';
import { type CustomFields, readCustomFields } from './custom-fields.ts';
import type { RtArticle, RtAsset, RtGroup, RtLink, RtOrganization, RtQueue, RtUser } from './shape.ts';
import type { RtBody, RtFile, RtSlaOutcome, RtTicket, RtTransaction } from './ticket-shape.ts';
import { textOf } from './values.ts';

/** Names within names; null for a value, or for a field whose own names aren't fixed. */
type Names = { readonly [name: string]: Names | null };
type NamesOf<T> = Readonly<Record<keyof T, Names | null>>;

const REFERENCE: Names = { id: null, Name: null };
const LINK = { kind: null, to: null, id: null, url: null } satisfies NamesOf<RtLink>;
const BODY = { text: null, html: null } satisfies NamesOf<RtBody>;
const FILE = { ref: null, name: null, mediaType: null, bytes: null } satisfies NamesOf<RtFile>;

const USER = {
  ...{ type: null, id: null, Name: null, RealName: null, NickName: null, EmailAddress: null, Organization: null },
  ...{ Privileged: null, Disabled: null, kind: null, WorkPhone: null, MobilePhone: null, HomePhone: null },
  ...{ PagerPhone: null, Address1: null, Address2: null, City: null, State: null, Zip: null, Country: null },
  ...{ Timezone: null, Lang: null, Comments: null, Signature: null, Created: null, LastUpdated: null },
  ...{ groups: null, CustomFields: null },
} satisfies NamesOf<RtUser>;

const ORGANIZATION = { type: null, Name: null, users: null } satisfies NamesOf<RtOrganization>;

const GROUP = {
  ...{ type: null, id: null, Name: null, Description: null, Disabled: null, groups: null, CustomFields: null },
} satisfies NamesOf<RtGroup>;

const QUEUE = {
  ...{ type: null, id: null, Name: null, Description: null, Lifecycle: null, CorrespondAddress: null },
  ...{ CommentAddress: null, Disabled: null, CustomFields: null },
} satisfies NamesOf<RtQueue>;

const ASSET = {
  ...{ type: null, id: null, Name: null, Description: null, Status: null, Catalog: REFERENCE, Owner: null },
  ...{ HeldBy: null, Contact: null, organization: null, Created: null, LastUpdated: null, CustomFields: null },
  links: LINK,
} satisfies NamesOf<RtAsset>;

const ARTICLE = {
  ...{ type: null, id: null, Name: null, Summary: null, Class: REFERENCE, Disabled: null, SortOrder: null },
  ...{ Creator: null, Created: null, LastUpdated: null, html: null, contentFields: null, CustomFields: null },
  ...{ links: LINK, revisions: { at: null, author: null, html: null } },
} satisfies NamesOf<RtArticle>;

const TRANSACTION = {
  ...{ ...BODY, id: null, ticket: null, Type: null, kind: null, internal: null, Creator: null, Created: null },
  ...{ Field: null, what: null, OldValue: null, NewValue: null, Data: null, TimeTaken: null, CustomFields: null },
  attachments: FILE,
} satisfies NamesOf<RtTransaction>;

const SLA_OUTCOME = {
  ...{ metric: null, level: null, targetAt: null, metAt: null, breachedAt: null },
} satisfies NamesOf<RtSlaOutcome>;

const TICKET = {
  ...{ type: null, id: null, Type: null, mergedInto: null, merged: null, Subject: null, Status: null },
  ...{ Queue: REFERENCE, Owner: null, Creator: null, LastUpdatedBy: null, Requestor: null, Cc: null, AdminCc: null },
  ...{ watcherGroups: { role: null, group: null, Name: null }, roles: null, organization: null, Priority: null },
  ...{ InitialPriority: null, FinalPriority: null, SLA: null, Created: null, Started: null, Starts: null, Due: null },
  ...{ Told: null, Resolved: null, LastUpdated: null, TimeWorked: null, TimeEstimated: null, TimeLeft: null },
  ...{ CustomFields: null, body: BODY, attachments: FILE, transactions: TRANSACTION, links: LINK },
  slaOutcomes: SLA_OUTCOME,
} satisfies NamesOf<RtTicket>;

/** The collection of what custom fields are applied to, and the path of one of them. */
interface Within {
  readonly all: string;
  readonly one: string;
}

interface EntityFields {
  readonly names: Names;
  /** RT's name for the objects whose custom fields the records have. */
  readonly of?: string;
  /** Left out: they are applied to all of them. */
  readonly within?: Within;
}

const ENTITIES: Readonly<Record<string, EntityFields>> = {
  user: { names: USER, of: 'RT::User' },
  organization: { names: ORGANIZATION },
  group: { names: GROUP, of: 'RT::Group' },
  queue: { names: QUEUE, of: 'RT::Queue' },
  article: { names: ARTICLE, of: 'RT::Class-RT::Article', within: { all: 'classes', one: 'class' } },
  asset: { names: ASSET, of: 'RT::Catalog-RT::Asset', within: { all: 'catalogs', one: 'catalog' } },
  ticket: { names: TICKET, of: 'RT::Queue-RT::Ticket', within: { all: 'queues', one: 'queue' } },
};

/** Names that differ from ticket to ticket, and those that only some accounts may see. */
const OPEN: readonly FieldPath[] = [['roles'], ['CustomFields'], ['transactions', 'CustomFields']];

/** Undefined for an entity that isn't RT's. Custom fields that the account may not see are missing. Throws as `RtApi` does. */
export async function fieldsOf(api: RtApi, entity: string): Promise<SourceFields | undefined> {
  const known = ENTITIES[entity];
  if (known === undefined) return undefined;
  const custom = await customOf(api, known);
  const fixed = flat(known.names, []);
  const open = OPEN.filter((path) => fixed.some((one) => one.join('.') === path.join('.')));
  return { paths: [...fixed, ...custom.map((label): FieldPath => ['CustomFields', label])], open };
}

function flat(names: Names, below: FieldPath): FieldPath[] {
  return Object.entries(names).flatMap(([name, inner]): FieldPath[] => {
    const path = [...below, name];
    return inner === null ? [path] : [path, ...flat(inner, path)];
  });
}

async function customOf(api: RtApi, { of, within }: EntityFields): Promise<readonly string[]> {
  if (of === undefined) return [];
  const defined = await readCustomFields(api);
  const rows = within === undefined ? await rowsOf(api, 'customfields') : await appliedRows(api, within);
  return labelsOf(rows, of, defined);
}

/** Those of each queue, class or catalog, disabled ones included, as far as the account may see them. */
async function appliedRows(api: RtApi, { all, one }: Within): Promise<readonly JsonObject[]> {
  const found: JsonObject[] = [];
  for await (const some of api.list({ collection: all, fields: ['Name'], disabled: true })) {
    for (const { id } of some) found.push(...(await rowsOf(api, `${one}/${textOf(id) ?? ''}/customfields`)));
  }
  return found;
}

async function rowsOf(api: RtApi, collection: Search['collection']): Promise<readonly JsonObject[]> {
  const rows: JsonObject[] = [];
  for await (const some of api.list({ collection, fields: ['Name', 'LookupType'] })) rows.push(...some);
  return rows;
}

/** By the names that records give them, each once. */
function labelsOf(rows: readonly JsonObject[], of: string, { byId }: CustomFields): readonly string[] {
  const own = rows.filter(({ LookupType }) => textOf(LookupType) === of);
  return [...new Set(own.map(({ id, Name }) => byId.get(textOf(id) ?? '')?.label ?? textOf(Name) ?? ''))];
}
