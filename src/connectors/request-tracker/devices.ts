/** Entity `asset`: what RT keeps in its catalogs, with those who hold it. */
import { UsageError } from '../../errors.ts';
import type { JsonObject } from '../../model/json.ts';
import type { SourceRecord } from '../../model/record.ts';
import type { Where } from '../port.ts';
import type { RtApi, Search } from './api.ts';
import { staysWithin } from './brackets.ts';
import { type CustomFields, readCustomFields } from './custom-fields.ts';
import { everyAsset } from './every-asset.ts';
import { allUsers } from './everyone.ts';
import { idReader } from './id-reader.ts';
import { linksOf } from './links.ts';
import { namesOf } from './names.ts';
import type { Reader } from './reader.ts';
import type { RtAsset } from './shape.ts';
import { instantOf, loginOf, mismatch, objectsOf, referenceOf, textOf } from './values.ts';

/** In this order of precedence they say whose asset it is. */
const ROLES = ['HeldBy', 'Contact', 'Owner'] as const;

/**
 * `where` is AssetSQL, and `read` relies on `checkWhere` having passed it. Without one, assets of the status `deleted`
 * come, too. Records have no version.
 */
export function assetReader(api: RtApi): Reader {
  return {
    ...idReader({ all: everyAsset(api, searchFor), called: 'assets', records: () => recordsOf(api) }),
    checkWhere: (where) => checkAssetSql(api, where),
  };
}

/** In brackets of their own, so that an `OR` of the scope stays within it. */
function searchFor(where: Where): Search {
  const fields = ROLES.map((role) => [role, 'Organization'] as const);
  return { collection: 'assets', query: where === null ? 'id > 0' : `(${where})`, fields };
}

/** Parsed by RT alone and in the brackets it is used in; RT accepts a scope that closes these, so brackets are checked here. */
async function checkAssetSql(api: RtApi, where: string): Promise<void> {
  if (!staysWithin(where)) throw invalid('its brackets or quotes don’t match');
  for (const query of [where, `(${where}) AND id > 0`]) {
    const refusal = await api.refusal({ collection: 'assets', query });
    if (refusal !== null) throw invalid(refusal);
  }
}

function invalid(why: string): UsageError {
  return new UsageError(`Request Tracker doesn't understand \`where:\` of asset: ${why}`, {
    code: 'where-invalid',
    hint: 'write it in AssetSQL, as in the address of an asset search in RT',
  });
}

async function recordsOf(api: RtApi): Promise<(id: string, row: JsonObject) => Promise<SourceRecord | undefined>> {
  const [customFields, catalogs] = await Promise.all([readCustomFields(api), namesOf(api, 'catalogs')]);
  let organizations: Promise<ReadonlyMap<string, string>> | undefined;
  return async (id, row) => {
    const answer = await api.get(`asset/${id}`);
    if (answer === undefined) return undefined;
    // A row that no search finds has its id alone, nothing of its holders.
    const listed = ROLES.some((role) => row[role] !== undefined);
    organizations ??= listed ? undefined : organizationsOf(api);
    const organization = listed ? organizationOf(row) : ofHolders(answer, (await organizations) ?? new Map());
    return assetRecord(id, answer, { customFields, catalogs, organization });
  };
}

interface Beside {
  readonly customFields: CustomFields;
  readonly catalogs: ReadonlyMap<string, string>;
  readonly organization: string | null;
}

/** Never throws: an answer about another asset is a record with a problem. */
export function assetRecord(id: string, answer: JsonObject, beside: Beside): SourceRecord {
  const problem = mismatch(answer, id, ['Status', 'Catalog']);
  if (problem !== undefined) return { key: id, data: { type: 'asset', id }, problem };
  const catalog = referenceOf(answer.Catalog)?.id ?? textOf(answer.Catalog) ?? '';
  const asset: RtAsset = {
    type: 'asset',
    id,
    Name: textOf(answer.Name),
    Description: textOf(answer.Description),
    Status: textOf(answer.Status) ?? '',
    Catalog: { id: catalog, Name: beside.catalogs.get(catalog) ?? catalog },
    Owner: loginOf(objectsOf(answer.Owner)[0]),
    HeldBy: loginsOf(answer, 'HeldBy'),
    Contact: loginsOf(answer, 'Contact'),
    organization: beside.organization,
    Created: instantOf(answer.Created),
    LastUpdated: instantOf(answer.LastUpdated),
    CustomFields: beside.customFields.customOf(answer),
    links: linksOf(answer),
  };
  return { key: id, data: { ...asset, links: asset.links.map((link) => ({ ...link })) } };
}

function loginsOf(answer: JsonObject, role: string): readonly string[] {
  return objectsOf(answer[role]).flatMap((member) => loginOf(member) ?? []);
}

/** The list goes one level deeper than the record's own answer: it has the organization of the holders. */
function organizationOf(row: JsonObject): string | null {
  const names = ROLES.flatMap((role) => objectsOf(row[role])).map((user) => textOf(user.Organization)?.trim());
  return names.find((name) => name !== undefined && name !== '') ?? null;
}

/** Login → organization. */
async function organizationsOf(api: RtApi): Promise<ReadonlyMap<string, string>> {
  const rows = await allUsers(api);
  return new Map(rows.map((row) => [textOf(row.Name) ?? '', textOf(row.Organization)?.trim() ?? '']));
}

function ofHolders(answer: JsonObject, organizations: ReadonlyMap<string, string>): string | null {
  const names = ROLES.flatMap((role) => loginsOf(answer, role)).map((login) => organizations.get(login) ?? '');
  return names.find((name) => name !== '') ?? null;
}
