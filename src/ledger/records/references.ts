/** Finds the records of the target that references mean: by key first, then by identity. */
import type { Queries } from '../database.ts';
import { jsonText } from '../json-text.ts';
import type { LaneScope, ResolvedReference, WantedReference } from './rows.ts';

interface Hit {
  readonly i: number;
  /** Smaller is more trusted. */
  readonly rank: number;
  readonly externalKey: string;
}

/**
 * One answer per reference, in order. Only records that were really written are found. A placeholder counts last: once
 * the real record is known by the same value, references mean that one.
 */
export async function resolveReferences(
  queries: Queries,
  scope: LaneScope,
  wanted: readonly WantedReference[],
): Promise<readonly ResolvedReference[]> {
  if (wanted.length === 0) return [];
  const keyed = await hitsByKey(queries, scope, wanted);
  const real = decide(
    wanted.length,
    keyed.filter(({ placeholder }) => !placeholder),
  );
  const open = wanted.map((reference, i) => ({ ...reference, i })).filter(({ i }) => real[i]?.kind === 'missing');
  const known = decide(wanted.length, await hitsByIdentity(queries, scope, open));
  const placeholders = decide(wanted.length, keyed).map(asPlaceholder);
  return real.map((found, i) => [found, known[i], placeholders[i]].find(isAnswer) ?? found);
}

function asPlaceholder(found: ResolvedReference): ResolvedReference {
  return found.kind === 'found' ? { ...found, kind: 'placeholder' } : found;
}

function isAnswer(found: ResolvedReference | undefined): found is ResolvedReference {
  return found !== undefined && found.kind !== 'missing';
}

/**
 * A key leads to the record of the target through the record map, since the record may have matched another source's, and
 * from there to the one that a person merged it into.
 */
function hitsByKey(
  queries: Queries,
  scope: LaneScope,
  wanted: readonly WantedReference[],
): Promise<readonly (Hit & { readonly placeholder: boolean })[]> {
  const keys = wanted.flatMap(({ entity, keys }, i) => keys.map((key, rank) => ({ i, entity, key, rank })));
  return queries.rows(
    `select distinct w.i, w.rank, t.external_key as "externalKey", t.placeholder
     from json_to_recordset($2) as w(i int, entity text, key text, rank int)
     left join lateral (
       select * from ferry.record_map
       where target_instance = $1 and own_key = w.key and entity = w.entity offset 0) m on true
     left join lateral (
       select * from ferry.identity_merge
       where target_instance = $1 and from_key = coalesce(m.external_key, w.key) offset 0) r on true
     cross join lateral (
       select * from ferry.written
       where target_instance = $1 and external_key = coalesce(r.final_key, m.external_key, w.key)
         and entity = w.entity and not tombstoned offset 0) t`,
    [scope.targetInstance, jsonText(keys)],
  );
}

/** Identities of the lane's own source rank before those of other sources. */
async function hitsByIdentity(
  queries: Queries,
  scope: LaneScope,
  open: readonly (WantedReference & { readonly i: number })[],
): Promise<readonly Hit[]> {
  if (open.length === 0) return [];
  const asked = open.map(({ i, entity, value, via }) => ({ i, entity, value, via: via ?? null }));
  return queries.rows<Hit>(
    `select distinct w.i, case when d.source = $3 then 0 else 1 end as rank, t.external_key as "externalKey"
     from json_to_recordset($2) as w(i int, entity text, value text, via text)
     cross join lateral (
       select * from ferry.identity
       where target_instance = $1 and entity = w.entity and value = w.value and (w.via is null or kind = w.via)
       offset 0) d
     left join lateral (
       select * from ferry.identity_merge where target_instance = $1 and from_key = d.external_key offset 0) r on true
     cross join lateral (
       select * from ferry.written
       where target_instance = $1 and external_key = coalesce(r.final_key, d.external_key) and not tombstoned
       offset 0) t`,
    [scope.targetInstance, jsonText(asked), scope.source],
  );
}

/** Of each reference's hits the best rank counts; more than one record there is ambiguous. */
function decide(count: number, hits: readonly Hit[]): ResolvedReference[] {
  const best = new Map<number, { rank: number; keys: Set<string> }>();
  for (const { i, rank, externalKey } of hits) {
    const known = best.get(i);
    if (known === undefined || rank < known.rank) best.set(i, { rank, keys: new Set([externalKey]) });
    else if (rank === known.rank) known.keys.add(externalKey);
  }
  return Array.from({ length: count }, (_, i) => answer(best.get(i)?.keys));
}

/** Named of the records that a reference may mean. */
const MOST_CANDIDATES = 10;

function answer(keys: ReadonlySet<string> | undefined): ResolvedReference {
  const [only] = keys ?? [];
  if (keys === undefined || only === undefined) return { kind: 'missing' };
  if (keys.size === 1) return { kind: 'found', externalKey: only };
  return { kind: 'ambiguous', candidates: [...keys].sort().slice(0, MOST_CANDIDATES) };
}
