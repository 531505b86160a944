/** What a loaded batch changed in the target: record map, last writes, contributions of sources, before-images. */
import type { Queries } from '../database.ts';
import { jsonText } from '../json-text.ts';
import type { Settlement } from './rows.ts';

/** The claim made the row; this adds which mapping and run loaded the record, and at which version. */
export async function storeMap(queries: Queries, settlement: Settlement): Promise<void> {
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

/** Keeps one row per record of the target, whichever lane wrote it last. */
export async function storeWritten(queries: Queries, { scope, ref, written }: Settlement): Promise<void> {
  if (written.length === 0) return;
  await queries.rows(
    `insert into ferry.written as w (target_instance, external_key, entity, field_hashes, etag, run, base_etag,
       target_id, kept, placeholder, placeholder_lane, tombstoned)
     select $1, "externalKey", entity, "fieldHashes", etag, run, "baseEtag", "targetId", kept, placeholder,
       case when placeholder then $2 end, coalesce(tombstoned, false)
     from json_to_recordset($3) as r("externalKey" text, entity text, "fieldHashes" jsonb, etag text, run text,
       "baseEtag" text, "targetId" text, kept jsonb, placeholder boolean, tombstoned boolean)
     order by "externalKey"
     on conflict (target_instance, external_key) do update set
       entity = excluded.entity, field_hashes = excluded.field_hashes, etag = excluded.etag, run = excluded.run,
       base_etag = excluded.base_etag, target_id = excluded.target_id, kept = excluded.kept,
       placeholder = excluded.placeholder, placeholder_lane = excluded.placeholder_lane,
       tombstoned = excluded.tombstoned`,
    [scope.targetInstance, ref.lane, jsonText(written)],
  );
}

/** Keeps each source's fields of a shared record: survivorship needs all of them, whichever source is read next. */
export async function storeContributions(queries: Queries, { scope, ref, contributions }: Settlement): Promise<void> {
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

/** Keeps the first image of a run, the one to roll back to; later ones hold what the run itself wrote. */
export async function storeBeforeImages(queries: Queries, { ref, beforeImages }: Settlement): Promise<void> {
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
