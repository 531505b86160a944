/** A ticket's history: RT's transactions with names in place of numbers and instants in place of raw dates. */
import type { JsonObject } from '../../model/json.ts';
import type { RtApi } from './api.ts';
import type { Lookups } from './lookups.ts';
import type { RtTransaction } from './ticket-shape.ts';
import { referenceOf, textOf } from './values.ts';

/** A transaction without its message. */
export type HistoryEntry = Omit<RtTransaction, 'text' | 'html' | 'attachments'>;

const FIELDS = ['Type', 'ObjectId', 'Creator', 'Created', 'Field', 'OldValue', 'NewValue', 'Data', 'TimeTaken'];
const MESSAGES = new Set(['Create', 'Correspond', 'Comment']);
const DATES = new Set(['Due', 'Starts', 'Started', 'Told', 'Resolved', 'Created', 'LastUpdated']);
const WATCHERS = new Set(['AddWatcher', 'DelWatcher', 'SetWatcher']);
/** As old versions of RT wrote a new owner. */
const OWNERS = new Set(['Take', 'Steal', 'Give', 'Untake', 'Force']);
const RAW_DATE = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/;
const UNSET_DATE = '1970-01-01 00:00:00';
const ROLE = /^RT::CustomRole-(\d+)$/;
const ID = /^\d+$/;

/** All transactions of a ticket number by rising id, those of tickets merged into it included. Empty for a number that doesn't exist. */
export async function historyOf(api: RtApi, id: string, lookups: Lookups): Promise<readonly JsonObject[]> {
  const fields = lookups.fields.ofTransactions ? [...FIELDS, 'CustomFields'] : FIELDS;
  const rows: JsonObject[] = [];
  for await (const some of api.list({ collection: `ticket/${id}/history`, fields })) rows.push(...some);
  return rows.sort((one, other) => Number(one.id) - Number(other.id));
}

/** `ticket` is the number whose history it is: its own Create is the opening, those of tickets merged into it are messages. */
export async function historyEntryOf(row: JsonObject, ticket: string, lookups: Lookups): Promise<HistoryEntry> {
  const Type = textOf(row.Type) ?? '';
  const Field = textOf(row.Field);
  const of = textOf(row.ObjectId) ?? ticket;
  const meaning = meaningOf(Type, Field, lookups);
  return {
    id: textOf(row.id) ?? '',
    ticket: of,
    Type,
    kind: kindOf(Type, of === ticket),
    internal: Type === 'Comment',
    Creator: referenceOf(row.Creator)?.id ?? '',
    Created: textOf(row.Created) ?? '',
    Field,
    what: whatOf(Type, Field, lookups),
    OldValue: await meaning(textOf(row.OldValue)),
    NewValue: await meaning(textOf(row.NewValue)),
    Data: textOf(row.Data),
    TimeTaken: Number(textOf(row.TimeTaken) ?? 0),
    CustomFields: lookups.fields.customOf(row),
  };
}

function kindOf(type: string, own: boolean): HistoryEntry['kind'] {
  if (!MESSAGES.has(type)) return 'change';
  return type === 'Create' && own ? 'opening' : 'message';
}

function whatOf(type: string, field: string | null, lookups: Lookups): string {
  if (type === 'CustomField') return `CF.{${lookups.fields.byId.get(field ?? '')?.label ?? `#${field ?? ''}`}}`;
  const [, role] = ROLE.exec(field ?? '') ?? [];
  if (role !== undefined) return `CustomRole.{${lookups.roles.get(role) ?? `#${role}`}}`;
  return field ?? type;
}

/** How to resolve this transaction's raw values: ids to names, dates to instants. */
function meaningOf(
  type: string,
  field: string | null,
  lookups: Lookups,
): (raw: string | null) => Promise<string | null> {
  if (WATCHERS.has(type) || OWNERS.has(type) || (type === 'Set' && field === 'Owner')) {
    return async (raw) => nobody(raw !== null && ID.test(raw) ? await lookups.principal(raw) : raw);
  }
  if (type === 'Set' && field === 'Queue')
    return async (raw) => (raw === null ? null : (lookups.queues.get(raw) ?? `#${raw}`));
  const dated =
    type === 'CustomField' ? lookups.fields.byId.get(field ?? '')?.type === 'DateTime' : DATES.has(field ?? '');
  return async (raw) => (dated ? instant(raw) : raw);
}

function nobody(name: string | null): string | null {
  return name === 'Nobody' ? null : name;
}

/** Raw dates are in UTC. */
function instant(raw: string | null): string | null {
  if (raw === null || raw === UNSET_DATE) return null;
  const [, day, time] = RAW_DATE.exec(raw) ?? [];
  return day === undefined ? raw : `${day}T${time}Z`;
}
