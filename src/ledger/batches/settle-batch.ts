/** Writes everything one loaded batch changed, in one transaction: all of it is known afterwards, or none. */
import { appendAudit } from '../audit.ts';
import type { Database, Queries } from '../database.ts';
import { jsonText } from '../json-text.ts';
import { storeSeen } from '../records/drift.ts';
import { replaceIdentities } from '../records/identities.ts';
import type { Settlement } from './rows.ts';

type Store = (queries: Queries, settlement: Settlement) => Promise<unknown>;

/** Settling a batch a second time changes nothing, whatever the second settlement says. */
export async function settleBatch(database: Database, settlement: Settlement): Promise<void> {
  await database.transaction(async (queries) => {
    if (!(await markLoaded(queries, settlement))) return;
    for (const store of STORES) await store(queries, settlement);
    await appendAudit(queries, auditEntry(settlement));
  });
}

/** The order of tables is the same in every transaction, and rows are sorted, so that batches side by side can't deadlock. */
const STORES: readonly Store[] = [
  storeOutcomes,
  storeMap,
  storeIdentities,
  storeWritten,
  storeContributions,
  storeBeforeImages,
  storeDeferred,
  storeReviews,
  storeLosses,
  storeFindings,
  storeSeen,
];

/** False when somebody settled the batch before: then nothing more is written. */
async function markLoaded(queries: Queries, { ref, batch, summary }: Settlement): Promise<boolean> {
  if (batch === null) return true;
  const rows = await queries.rows(
    `update ferry.batch set state = 'loaded', summary = $4, loaded_at = now()
     where run = $1 and lane = $2 and batch = $3 and state <> 'loaded' returning batch`,
    [ref.run, ref.lane, batch.id, jsonText(summary)],
  );
  return rows.length > 0;
}

/** Counts and hashes of what happened; which records it was can be looked up by the receipt's address. */
function auditEntry({ ref, batch, mapping, summary, written }: Settlement) {
  return {
    kind: batch === null ? 'references-patched' : 'batch-loaded',
    run: ref.run,
    payload: {
      lane: ref.lane,
      batch: summary.batch,
      mapping,
      counts: summary.counts,
      written: written.length,
      receipt: summary.receipt === undefined ? null : { ...summary.receipt },
    },
  };
}

/**
 * One row per key. Of two readings the later one decides and the other counts as superseded; a later reading that
 * changed nothing, or was older than what the target had, leaves standing what became of an earlier one of this run.
 */
async function storeOutcomes(queries: Queries, { ref, batch, outcomes }: Settlement): Promise<void> {
  if (batch === null || outcomes.length === 0) return;
  const latest = '(excluded.sequence, excluded.line) > (o.sequence, o.line)';
  const idle = `(excluded.kind = 'superseded' or (excluded.kind = 'unchanged' and o.kind in ('created', 'updated')))`;
  const decides = `(${latest} and not ${idle})`;
  const chosen = ['kind', 'code', 'path', 'message', 'external_key']
    .map((column) => `${column} = case when ${decides} then excluded.${column} else o.${column} end`)
    .join(', ');
  await queries.rows(
    `insert into ferry.outcome as o
       (run, lane, source_key, kind, code, path, message, external_key, sequence, line, superseded)
     select $1, $2, "sourceKey", kind, code, path, message, "externalKey", $4, line, superseded
     from json_to_recordset($3) as r("sourceKey" text, kind text, code text, path text, message text,
       "externalKey" text, line int, superseded int)
     order by "sourceKey"
     on conflict (run, lane, source_key) do update set
       superseded = o.superseded + excluded.superseded + 1, ${chosen},
       sequence = greatest(o.sequence, excluded.sequence),
       line = case when ${latest} then excluded.line else o.line end`,
    [ref.run, ref.lane, jsonText(outcomes), batch.sequence],
  );
}

/** The claim made the row; now it learns which mapping and run carried the record, and at which version. */
async function storeMap(queries: Queries, settlement: Settlement): Promise<void> {
  const { scope, mapped, mapping, ref } = settlement;
  if (mapped.length === 0) return;
  await queries.rows(
    `insert into ferry.record_map as m (target_instance, route, lane, entity, source, mapping, run,
       source_key, own_key, external_key, version)
     select $1, $2, $3, $4, $5, $6, $7, "sourceKey", "ownKey", "externalKey", version
     from json_to_recordset($8) as r("sourceKey" text, "ownKey" text, "externalKey" text, version text)
     order by "sourceKey"
     on conflict (target_instance, route, lane, source_key) do update set
       own_key = excluded.own_key, external_key = excluded.external_key, version = excluded.version,
       mapping = excluded.mapping, run = excluded.run`,
    [
      scope.targetInstance,
      scope.route,
      scope.lane,
      scope.entity,
      scope.source,
      mapping,
      ref.run,
      jsonText(
        mapped.map(({ sourceKey, ownKey, externalKey, version }) => ({ sourceKey, ownKey, externalKey, version })),
      ),
    ],
  );
}

async function storeIdentities(queries: Queries, { scope, mapped }: Settlement): Promise<void> {
  if (mapped.length > 0) await replaceIdentities(queries, scope, mapped);
}

/** One row per record of the target, whichever lane wrote it last. */
async function storeWritten(queries: Queries, { scope, ref, written }: Settlement): Promise<void> {
  if (written.length === 0) return;
  await queries.rows(
    `insert into ferry.written as w (target_instance, external_key, entity, field_hashes, etag, run, base_etag,
       target_id, kept, placeholder, placeholder_lane, ended)
     select $1, "externalKey", entity, "fieldHashes", etag, run, "baseEtag", "targetId", kept, placeholder,
       case when placeholder then $2 end, coalesce(ended, false)
     from json_to_recordset($3) as r("externalKey" text, entity text, "fieldHashes" jsonb, etag text, run text,
       "baseEtag" text, "targetId" text, kept jsonb, placeholder boolean, ended boolean)
     order by "externalKey"
     on conflict (target_instance, external_key) do update set
       entity = excluded.entity, field_hashes = excluded.field_hashes, etag = excluded.etag, run = excluded.run,
       base_etag = excluded.base_etag, target_id = excluded.target_id, kept = excluded.kept,
       placeholder = excluded.placeholder, placeholder_lane = excluded.placeholder_lane,
       ended = excluded.ended`,
    [scope.targetInstance, ref.lane, jsonText(written)],
  );
}

/** What each source says about a shared record: merging must know it all, whoever is read next. */
async function storeContributions(queries: Queries, { scope, ref, contributions }: Settlement): Promise<void> {
  if (contributions.length === 0) return;
  await queries.rows(
    `insert into ferry.contribution (target_instance, external_key, source, lane, fields, run)
     select $1, "externalKey", source, lane, fields, $2
     from json_to_recordset($3) as r("externalKey" text, source text, lane text, fields jsonb)
     order by "externalKey"
     on conflict (target_instance, external_key, source, lane) do update set
       fields = excluded.fields, run = excluded.run`,
    [scope.targetInstance, ref.run, jsonText(contributions)],
  );
}

/** The first image of a run is the one to go back to; later ones hold what the run itself wrote. */
async function storeBeforeImages(queries: Queries, { ref, beforeImages }: Settlement): Promise<void> {
  if (beforeImages.length === 0) return;
  await queries.rows(
    `insert into ferry.before_image (run, entity, external_key, image)
     select $1, entity, "externalKey", before
     from json_to_recordset($2) as r(entity text, "externalKey" text, before jsonb)
     order by entity, "externalKey"
     on conflict do nothing`,
    [ref.run, jsonText(beforeImages)],
  );
}

/** A record read again brings its deferred fields anew, unless that reading is the older one; patched ones are done with. */
async function storeDeferred(queries: Queries, { ref, outcomes, deferred, patched }: Settlement): Promise<void> {
  const decided = outcomes.filter(({ kind }) => kind !== 'superseded');
  await queries.rows('delete from ferry.deferred where run = $1 and lane = $2 and source_key = any($3)', [
    ref.run,
    ref.lane,
    [...decided, ...patched].map(({ sourceKey }) => sourceKey),
  ]);
  if (deferred.length === 0) return;
  await queries.rows(
    `insert into ferry.deferred (run, lane, source_key, field, external_key, value, reference_list)
     select $1, $2, "sourceKey", field, "externalKey", coalesce(value, 'null'), "references"
     from json_to_recordset($3) as r("sourceKey" text, field text, "externalKey" text, value jsonb, "references" jsonb)
     order by "sourceKey", field`,
    [ref.run, ref.lane, jsonText(deferred)],
  );
}

/** Matches a person has to decide. */
async function storeReviews(queries: Queries, { scope, ref, reviews }: Settlement): Promise<void> {
  if (reviews.length === 0) return;
  await queries.rows(
    `insert into ferry.match_review
       (target_instance, route, lane, entity, run, source_key, candidates, own_key, name)
     select $1, $2, $3, $4, $5, "sourceKey", candidates, "ownKey", name
     from json_to_recordset($6) as r("sourceKey" text, candidates jsonb, "ownKey" text, name text)
     order by "sourceKey"
     on conflict (target_instance, route, lane, source_key) do update set
       candidates = excluded.candidates, run = excluded.run, own_key = excluded.own_key, name = excluded.name`,
    [scope.targetInstance, scope.route, scope.lane, scope.entity, ref.run, jsonText(reviews)],
  );
}

/** Counted per code and field, with one example of each. */
async function storeLosses(queries: Queries, { ref, losses }: Settlement): Promise<void> {
  if (losses.length === 0) return;
  const rows = losses.map(({ key, loss }) => ({ key, ...loss }));
  await queries.rows(
    `insert into ferry.loss as l (run, lane, code, path, count, example_key, message)
     select $1, $2, code, path, count(*), min(key), min(message)
     from json_to_recordset($3) as r(key text, code text, path text, message text)
     group by code, path order by code, path
     on conflict (run, lane, code, path) do update set count = l.count + excluded.count`,
    [ref.run, ref.lane, jsonText(rows)],
  );
}

/** Keeps findings, each once per run, lane, code and record. */
export async function storeFindings(
  queries: Queries,
  { ref, findings }: Pick<Settlement, 'ref' | 'findings'>,
): Promise<void> {
  if (findings.length === 0) return;
  await queries.rows(
    `insert into ferry.finding (run, lane, code, external_key, fields)
     select $1, $2, code, key, fields
     from json_to_recordset($3) as r(code text, key text, fields jsonb)
     order by code, key
     on conflict do nothing`,
    [ref.run, ref.lane, jsonText(findings)],
  );
}
