/** Match rules: which records of other sources a record may be, by the identities that they share. */
import type { Identity } from '../../model/record.ts';
import type { Queries } from '../database.ts';
import { jsonText } from '../json-text.ts';
import type { Claim, LaneScope } from './rows.ts';

/** External keys by identity. */
export type IdentityIndex = ReadonlyMap<string, ReadonlySet<string>>;

const identityId = ({ kind, value }: Identity) => `${kind}\n${value}`;

/** External keys that other sources' records have, by identity. */
export async function identityIndex(
  queries: Queries,
  scope: LaneScope,
  open: readonly Claim[],
): Promise<IdentityIndex> {
  const asked = open.flatMap(({ identities, match }) =>
    identities.filter(({ kind }) => match.some((rule) => rule.includes(kind))),
  );
  if (asked.length === 0) return new Map();
  const rows = await queries.rows<Identity & { externalKey: string }>(
    `select distinct d.kind, d.value, coalesce(r.final_key, d.external_key) as "externalKey"
     from json_to_recordset($4) as w(kind text, value text)
     cross join lateral (
       select * from ferry.identity
       where target_instance = $1 and entity = $2 and kind = w.kind and value = w.value and source <> $3 offset 0) d
     left join lateral (
       select * from ferry.identity_merge where target_instance = $1 and from_key = d.external_key offset 0) r on true`,
    [scope.targetInstance, scope.entity, scope.source, jsonText(asked)],
  );
  const index = new Map<string, Set<string>>();
  for (const row of rows) {
    const keys = index.get(identityId(row)) ?? new Set();
    index.set(identityId(row), keys.add(row.externalKey));
  }
  return index;
}

/** External keys that the first match rule to find any finds, sorted. Pure. */
export function candidates(claim: Claim, index: IdentityIndex): readonly string[] {
  for (const rule of claim.match) {
    const found = rule.map((kind) => keysOfKind(claim, kind, index));
    const [first = new Set<string>(), ...rest] = found;
    const agreed = [...first].filter((key) => rest.every((keys) => keys.has(key)));
    if (agreed.length > 0) return agreed.sort();
  }
  return [];
}

function keysOfKind(claim: Claim, kind: string, index: IdentityIndex): ReadonlySet<string> {
  const same = claim.identities.filter((identity) => identity.kind === kind);
  return new Set(same.flatMap((identity) => [...(index.get(identityId(identity)) ?? [])]));
}
