/** Decides which record of the target a source record is: its own, or one that another source already loaded. */
import { MASTERS } from '../../model/entity.ts';
import type { Database, Queries } from '../database.ts';
import { eachKey } from '../each-key.ts';
import { jsonText } from '../json-text.ts';
import { type Known, replaceIdentities } from './identities.ts';
import { candidates, identityIndex } from './match.ts';
import type { Claim, Claimed, LaneScope } from './rows.ts';

/**
 * Gives each record its external key. A record that has one keeps it. Otherwise the first match rule that finds records
 * of other sources decides: exactly one is the same record, several are ambiguous. No rule finds any: it gets its own key.
 * Claims are committed before anything is written, so a repeat gives the same keys.
 */
export function claimKeys(
  database: Database,
  scope: LaneScope,
  asked: { readonly run: string; readonly claims: readonly Claim[] },
): Promise<readonly Claimed[]> {
  return database.transaction(async (queries) => {
    await queries.rows('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `${scope.targetInstance} ${scope.entity}`,
    ]);
    const prior = await priorKeys(queries, scope, asked.claims);
    const open = asked.claims.filter(({ sourceKey }) => !prior.has(sourceKey));
    const decided = await decide(queries, { ...scope, run: asked.run }, open);
    const claimed = asked.claims.map(({ sourceKey }) => keep(sourceKey, prior) ?? given(sourceKey, decided));
    const known = knownOf(asked.claims, claimed);
    await store(
      queries,
      { ...scope, run: asked.run },
      known.filter(({ sourceKey }) => !prior.has(sourceKey)),
    );
    await replaceIdentities(queries, scope, known);
    return followMerges(queries, scope.targetInstance, claimed);
  });
}

/** A merge that a person decided goes before the claim; the claim is kept, so that the merge can be taken back. */
async function followMerges(queries: Queries, targetInstance: string, claimed: readonly Claimed[]): Promise<Claimed[]> {
  const keys = claimed.flatMap((claim) => (claim.kind === 'claimed' ? [claim.externalKey] : []));
  const rows = await queries.rows<{ from: string; to: string }>(
    `select from_key as "from", final_key as "to" from ${eachKey('$2')}
     cross join lateral (
       select * from ferry.identity_merge where target_instance = $1 and from_key = k.key offset 0) r`,
    [targetInstance, keys],
  );
  const merged = new Map(rows.map(({ from, to }) => [from, to]));
  return claimed.map((claim) => {
    const to = claim.kind === 'claimed' ? merged.get(claim.externalKey) : undefined;
    return to === undefined ? claim : { sourceKey: claim.sourceKey, kind: 'merged', to };
  });
}

function keep(sourceKey: string, prior: ReadonlyMap<string, string>): Claimed | undefined {
  const externalKey = prior.get(sourceKey);
  return externalKey === undefined ? undefined : { sourceKey, kind: 'claimed', externalKey };
}

function given(sourceKey: string, decided: ReadonlyMap<string, Claimed>): Claimed {
  const claimed = decided.get(sourceKey);
  if (claimed === undefined) throw new RangeError('a claim was left undecided');
  return claimed;
}

/** Keys claimed before are kept, even if today's match rules would decide otherwise: splitting is a person's decision. */
async function priorKeys(queries: Queries, scope: LaneScope, claims: readonly Claim[]): Promise<Map<string, string>> {
  const rows = await queries.rows<{ sourceKey: string; externalKey: string }>(
    `select source_key as "sourceKey", external_key as "externalKey" from ${eachKey('$4')}
     cross join lateral (
       select * from ferry.record_map
       where target_instance = $1 and route = $2 and lane = $3 and source_key = k.key offset 0) m`,
    [scope.targetInstance, scope.route, scope.lane, claims.map(({ sourceKey }) => sourceKey)],
  );
  return new Map(rows.map((row) => [row.sourceKey, row.externalKey]));
}

interface RunScope extends LaneScope {
  readonly run: string;
}

/** A record of the same source that already has an external key. */
interface Holder {
  readonly externalKey: string;
  readonly sourceKey: string;
  /** It must not share its record of the target with the one that claims. */
  readonly rival: boolean;
}

/** Decides in the order of the batch: of two records that want one key the first gets it. */
async function decide(queries: Queries, scope: RunScope, open: readonly Claim[]): Promise<Map<string, Claimed>> {
  const index = await identityIndex(queries, scope, open);
  const requests = open.map((claim) => ({ claim, keys: candidates(claim, index) }));
  const wanted = requests.map(({ claim, keys }) => keys[0] ?? claim.ownKey);
  const holders = new Map<string, Holder[]>();
  for (const holder of await holdersOf(queries, scope, wanted)) addHolder(holders, holder);

  const decided = new Map<string, Claimed>();
  for (const { claim, keys } of requests) {
    const claimed = answerClaim(claim, keys, holders);
    decided.set(claim.sourceKey, claimed);
    if (claimed.kind !== 'claimed') continue;
    addHolder(holders, { externalKey: claimed.externalKey, sourceKey: claim.sourceKey, rival: true });
  }
  return decided;
}

function addHolder(holders: Map<string, Holder[]>, holder: Holder): void {
  const known = holders.get(holder.externalKey);
  if (known === undefined) holders.set(holder.externalKey, [holder]);
  else known.push(holder);
}

/** Records of one source are never matched with each other: the later claim of a key is refused. */
function answerClaim(claim: Claim, keys: readonly string[], holders: ReadonlyMap<string, readonly Holder[]>): Claimed {
  const { sourceKey, ownKey } = claim;
  if (keys.length > 1) return { sourceKey, kind: 'ambiguous', candidates: keys };
  const [matched] = keys;
  const externalKey = matched ?? ownKey;
  // Under its own key, another lane of the source may feed the same master; matching it by a rule would be a guess.
  const holder = (holders.get(externalKey) ?? []).find(
    (each) => each.rival || (matched !== undefined && each.sourceKey !== sourceKey),
  );
  if (holder !== undefined) return { sourceKey, kind: 'duplicate', holder: holder.sourceKey };
  return { sourceKey, kind: 'claimed', externalKey };
}

/**
 * Only masters are merged from several lanes. Two lanes of one run that fed any other record would overwrite each other in
 * every run; a lane that the run no longer has (its mapping was renamed) is no rival.
 */
function holdersOf(queries: Queries, scope: RunScope, externalKeys: readonly string[]): Promise<readonly Holder[]> {
  return queries.rows<Holder>(
    `select external_key as "externalKey", source_key as "sourceKey", route = $2 and (lane = $3 or
       (not $6 and exists (select from ferry.lane l where l.run = $7 and l.lane = m.lane))) as rival
     from ${eachKey('$5')}
     cross join lateral (
       select * from ferry.record_map where target_instance = $1 and source = $4 and external_key = k.key offset 0) m
     order by lane, source_key`,
    [
      scope.targetInstance,
      scope.route,
      scope.lane,
      scope.source,
      externalKeys,
      MASTERS.includes(scope.entity),
      scope.run,
    ],
  );
}

function knownOf(claims: readonly Claim[], claimed: readonly Claimed[]): readonly (Known & Claim)[] {
  return claims.flatMap((claim, i) => {
    const given = claimed[i];
    return given?.kind === 'claimed' ? [{ ...claim, externalKey: given.externalKey }] : [];
  });
}

async function store(queries: Queries, scope: RunScope, claims: readonly (Known & Claim)[]): Promise<void> {
  if (claims.length === 0) return;
  await queries.rows(
    `insert into ferry.record_map
       (target_instance, route, lane, entity, source, run, source_key, own_key, external_key)
     select $1, $2, $3, $4, $5, $6, "sourceKey", "ownKey", "externalKey"
     from json_to_recordset($7) as m("sourceKey" text, "ownKey" text, "externalKey" text)
     on conflict (target_instance, route, lane, source_key) do nothing`,
    [
      scope.targetInstance,
      scope.route,
      scope.lane,
      scope.entity,
      scope.source,
      scope.run,
      jsonText(claims.map(({ sourceKey, ownKey, externalKey }) => ({ sourceKey, ownKey, externalKey }))),
    ],
  );
}
