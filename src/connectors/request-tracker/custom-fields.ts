/** Custom fields of any record: by name, each with one text or a list, whatever its type. */
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { assetToken } from '../../model/text-tokens.ts';
import type { RtApi } from './api.ts';
import { withoutTokens } from './foreign-tokens.ts';
import type { RtCustom } from './shape.ts';
import { flagOf, instantOf, objectsOf, textOf } from './values.ts';

/** One custom field as it is defined. */
export interface FieldDefinition {
  readonly id: string;
  readonly name: string;
  /** Its name among the values: of several fields of one name, all but the first have their number in it. */
  readonly label: string;
  /** Select, Freeform, Text, Wikitext, HTML, Image, Binary, Date, DateTime, IPAddress, … */
  readonly type: string;
  readonly holds: 'one' | 'many';
}

/** One field of a record with its values, as text. */
export interface FieldValues {
  readonly field: FieldDefinition;
  readonly values: readonly string[];
}

/** The definitions as they were when asked for: for one pass, not to be kept longer. */
export interface CustomFields {
  /** By id; undefined for a field that this account may not look at by itself. */
  readonly byId: ReadonlyMap<string, FieldDefinition>;
  /** Whether transactions have custom fields: only then they are read. */
  readonly ofTransactions: boolean;
  /** The values in a record's answer, in order of labels. Fields without a value are left out. */
  valuesOf(answer: JsonObject): readonly FieldValues[];
  /** The same, as they stand in records. */
  customOf(answer: JsonObject): RtCustom;
}

/** Where a file of a custom field is; the number is the value's own. */
const DOWNLOAD = /\/download\/cf\/(\d+)$/;

const TRANSACTIONS = '-RT::Transaction';

/** Reads the whole list, disabled fields too; those the account may not see are missing. Throws as `RtApi` does. */
export async function readCustomFields(api: RtApi): Promise<CustomFields> {
  const rows: JsonObject[] = [];
  const fields = ['Name', 'Type', 'MaxValues', 'LookupType', 'Disabled'];
  for await (const some of api.sweep({ collection: 'customfields', fields, disabled: true })) rows.push(...some);
  const byId = labelled(rows);
  const valuesOf = (answer: JsonObject) => fieldsOf(answer, byId);
  const ofTransactions = rows.some((row) => textOf(row.LookupType)?.endsWith(TRANSACTIONS));
  return { byId, ofTransactions, valuesOf, customOf: (answer) => asCustom(valuesOf(answer)) };
}

/** As they stand in records: one text, or a list. */
export function asCustom(fields: readonly FieldValues[]): RtCustom {
  return Object.fromEntries(
    fields.map(({ field, values }) => [field.label, field.holds === 'one' ? (values[0] ?? '') : values]),
  );
}

/** A name that is still in use goes to the field in use; among equals the oldest has it. */
function labelled(rows: readonly JsonObject[]): ReadonlyMap<string, FieldDefinition> {
  const byUse = [...rows].sort((one, other) => Number(flagOf(one.Disabled)) - Number(flagOf(other.Disabled)));
  const taken = new Set<string>();
  const found = new Map<string, FieldDefinition>();
  for (const row of byUse) {
    const [id, name] = [textOf(row.id) ?? '', textOf(row.Name) ?? ''];
    const named = JSON.stringify([row.LookupType ?? '', name]);
    const label = taken.has(named) ? `${name} (#${id})` : name;
    taken.add(named);
    found.set(id, {
      id,
      name,
      label,
      type: textOf(row.Type) ?? '',
      holds: textOf(row.MaxValues) === '1' ? 'one' : 'many',
    });
  }
  return found;
}

function fieldsOf(answer: JsonObject, known: ReadonlyMap<string, FieldDefinition>): readonly FieldValues[] {
  return objectsOf(answer.CustomFields)
    .map((given) => {
      const field = known.get(textOf(given.id) ?? '') ?? unseen(given);
      const values = Array.isArray(given.values) ? given.values : [];
      return { field, values: values.map((value) => textOfValue(value, field)).filter((value) => value !== null) };
    })
    .filter(({ values }) => values.length > 0)
    .sort((one, other) => (one.field.label < other.field.label ? -1 : 1));
}

/** Its values may be seen although its definition may not: then nothing says that it holds only one. */
function unseen(given: JsonObject): FieldDefinition {
  const [id, name] = [textOf(given.id) ?? '', textOf(given.name) ?? ''];
  return { id, name, label: name, type: '', holds: 'many' };
}

/** What people wrote into a field, or had there before: its files alone are tokens. */
export function typed(text: string | null): string | null {
  return text === null ? null : withoutTokens(text);
}

function textOfValue(value: JsonValue, field: FieldDefinition): string | null {
  if (!isObject(value)) return field.type === 'DateTime' ? instantOf(value) : typed(textOf(value));
  const [, number] = DOWNLOAD.exec(textOf(value._url) ?? '') ?? [];
  return number === undefined ? null : assetToken(`customfield/${number}`);
}
