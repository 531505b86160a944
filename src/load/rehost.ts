/** Re-hosts assets: fetches them from the source, lands them by content hash, uploads them to the target, and records that. */
import pLimit from 'p-limit';
import { isFerryError, TransientError } from '../errors.ts';
import type { LaneDeps } from '../extract/lane-deps.ts';
import type { AssetUse } from '../model/reference.ts';

/** Failures that are about one asset: its record is loaded without it. */
const LOST = ['asset-missing', 'asset-refused', 'asset-broken', 'asset-unsupported'] as const;

/** An asset in the target, or why it isn't there. */
export type Rehosted =
  | { readonly kind: 'hosted'; readonly sha256: string; readonly bytes: number; readonly mediaType: string }
  | { readonly kind: 'lost'; readonly code: (typeof LOST)[number] };

/** Assets re-hosted at a time; also the number of failures after which no further one is tried. */
const AT_ONCE = 4;

/**
 * Fetches each asset once, however often it is used, and never again if its content can't change. A missing or refused one
 * is a result, not an error. When others fail, those under way are finished first and recorded for the next attempt.
 */
export async function rehostAssets(deps: LaneDeps, uses: readonly AssetUse[]): Promise<ReadonlyMap<string, Rehosted>> {
  const wanted = new Map(uses.map((use) => [use.ref, use]));
  const hosted = new Map<string, Rehosted>(await knownAssets(deps, [...wanted.keys()]));
  const failures: unknown[] = [];
  const limit = pLimit(AT_ONCE);
  const rehostOne = async (use: AssetUse) => {
    if (isHopeless(failures)) return;
    try {
      deps.heartbeat();
      hosted.set(use.ref, await rehost(deps, use));
    } catch (error) {
      failures.push(error);
    }
  };
  const open = [...wanted.values()].filter(({ ref }) => !hosted.has(ref));
  await Promise.all(open.map((use) => limit(rehostOne, use)));
  if (failures.length > 0) throw failures.find((error) => !isTransient(error)) ?? failures[0];
  return hosted;
}

/** A system that fails asset after asset, or that needs a person, isn't asked for the rest. */
function isHopeless(failures: readonly unknown[]): boolean {
  return failures.length >= AT_ONCE || failures.some((error) => !isTransient(error));
}

function isTransient(error: unknown): boolean {
  return error instanceof TransientError;
}

/** Assets that the target has already. One that may have changed since is fetched again. */
async function knownAssets(deps: LaneDeps, refs: readonly string[]): Promise<[string, Rehosted][]> {
  const { source, ledger, run } = deps;
  if (source.lastingAssets !== true || refs.length === 0) return [];
  const known = await ledger.hostedAssets(run.targetInstance, assetScope(deps), refs);
  return known.map(({ ref, ...asset }) => [ref, { kind: 'hosted', ...asset }]);
}

/** References are valid within one installation only, although the configuration may call another one by the same name. */
function assetScope({ source, lane }: LaneDeps): string {
  return source.installation === undefined ? lane.source : `${lane.source} ${source.installation}`;
}

/** Landed before it is uploaded, so that both hold the same bytes. Recorded at once, so that a batch that fails later keeps its assets. */
async function rehost(deps: LaneDeps, use: AssetUse): Promise<Rehosted> {
  const { source, target, landing, ledger, run } = deps;
  if (source.asset === undefined || target.putAsset === undefined) return { kind: 'lost', code: 'asset-unsupported' };
  try {
    const { stream, mediaType: given, name } = await source.asset(use.ref);
    const landed = await landing.putAsset(stream);
    const mediaType = use.mediaType ?? given;
    await target.putAsset({ sha256: landed.sha256, mediaType, name: use.name || name }, () =>
      landing.openAsset(landed.sha256),
    );
    await ledger.rememberAsset(run, assetScope(deps), { ref: use.ref, mediaType, ...landed });
    return { kind: 'hosted', mediaType, ...landed };
  } catch (error) {
    const code = isFerryError(error) && !(error instanceof TransientError) ? error.code : '';
    const lost = LOST.find((known) => known === code);
    if (lost !== undefined) return { kind: 'lost', code: lost };
    throw error;
  }
}
