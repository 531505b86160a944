/** Which assets a target has already, as they were when they were hosted. */
import type { Queries } from '../database.ts';
import { eachKey } from '../each-key.ts';
import type { HostedAsset } from './rows.ts';

/** Names the assets of one source in one target. */
export interface AssetScope {
  readonly targetInstance: string;
  readonly source: string;
}

/** Those of the references that were hosted, in no particular order. */
export function hostedAssets(
  queries: Queries,
  { targetInstance, source }: AssetScope,
  refs: readonly string[],
): Promise<readonly HostedAsset[]> {
  return queries.rows<HostedAsset>(
    `select ref, sha256, bytes::float8 as bytes, media_type as "mediaType" from ${eachKey('$3')}
     cross join lateral (
       select * from ferry.asset where target_instance = $1 and source = $2 and ref = k.key offset 0) a`,
    [targetInstance, source, refs],
  );
}

/** The newest bytes count; of a reference that lasts they never change. */
export async function rememberAsset(
  queries: Queries,
  scope: AssetScope & { readonly run: string },
  { ref, sha256, bytes, mediaType }: HostedAsset,
): Promise<void> {
  await queries.rows(
    `insert into ferry.asset (target_instance, source, ref, sha256, bytes, media_type, run)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (target_instance, source, ref) do update set
       sha256 = excluded.sha256, bytes = excluded.bytes, media_type = excluded.media_type, run = excluded.run`,
    [scope.targetInstance, scope.source, ref, sha256, bytes, mediaType, scope.run],
  );
}
