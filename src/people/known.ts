/** A person or customer by what distinguishes them: what the ledger knows, as the fields that are compared and shown. */
import type { KnownMaster } from '../ledger/people/rows.ts';
import type { Entity } from '../model/entity.ts';
import { isObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { decodePlaceholderKey } from '../model/placeholder-key.ts';

/** Entities whose records people may merge. */
export type Matched = Extract<Entity, 'person' | 'customer'>;

/** One record of the target, by its external key. Texts are as the ledger has them, not yet folded for comparison. */
export interface Known {
  readonly key: string;
  readonly name: string;
  /** `agent`, `customer` or `system`; null for customers. */
  readonly kind: string | null;
  /** Its name and what else it is called. */
  readonly names: readonly string[];
  /** Logins, numbers and codes: given by administrators. */
  readonly handles: readonly string[];
  /** E-mail addresses of a person, domains of a customer. */
  readonly mails: readonly string[];
  /** The customer a person belongs to. */
  readonly within: string | null;
  readonly active: boolean | null;
  readonly placeholder: boolean;
  readonly aliases: KnownMaster['aliases'];
}

/** Of a field that several sources know, the first one that says anything counts. */
export function knownOf(entity: Matched, master: KnownMaster): Known {
  const { key, placeholder, aliases } = master;
  const fields: JsonObject = Object.assign({}, ...[...master.contributed].reverse());
  const value = placeholder ? decodePlaceholderKey(key).value : '';
  const name = text(fields.name) ?? value;
  const mailKinds = master.identities.filter(({ kind }) => kind === 'email').map((identity) => identity.value);
  const handles = master.identities.filter(({ kind }) => kind !== 'email').map((identity) => identity.value);
  const mails = entity === 'person' ? [...texts(fields.email), ...mailKinds] : texts(fields.domains);
  return {
    key,
    name,
    kind: text(fields.kind),
    names: distinct([name, ...texts(fields.aliases)]),
    handles: distinct([...handles, ...texts(fields.code), ...listedIds(fields.identities), value]),
    mails: distinct(mails),
    within: entity === 'person' ? text(fields.customer) : null,
    active: typeof fields.active === 'boolean' ? fields.active : null,
    placeholder,
    aliases,
  };
}

function listedIds(value: JsonValue | undefined): string[] {
  return isList(value) ? value.flatMap((item) => (isObject(item) ? texts(item.id) : [])) : [];
}

function texts(value: JsonValue | undefined): string[] {
  if (isList(value)) return value.flatMap((item) => text(item) ?? []);
  return text(value) === null ? [] : [String(value)];
}

function text(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value) => value.trim() !== ''))];
}
