/** Re-hosts what records point at: fetched from the source, landed by content hash, put into the target, named there. */
import { isFerryError, TransientError } from '../errors.ts';
import { type JsonObject, type JsonValue, showPath } from '../model/json.ts';
import type { Loss } from '../model/outcome.ts';
import { type AssetUse, assetToken } from '../model/record.ts';
import type { LaneDeps } from './deps.ts';
import { draftOf, replaceTokens } from './draft.ts';

/** An asset in the target, or why it isn't there. */
export type Rehosted =
  | { readonly kind: 'hosted'; readonly sha256: string; readonly bytes: number }
  | { readonly kind: 'lost'; readonly code: string };

/** Fetches each asset once, however often it is used. One that is missing or refused is an answer, not an error. */
export async function rehostAssets(deps: LaneDeps, uses: readonly AssetUse[]): Promise<ReadonlyMap<string, Rehosted>> {
  const distinct = new Map(uses.map((use) => [use.ref, use]));
  const hosted = new Map<string, Rehosted>();
  for (const use of distinct.values()) {
    deps.heartbeat();
    hosted.set(use.ref, await rehost(deps, use));
  }
  return hosted;
}

/** Landed first: what the target is given is what we kept. */
async function rehost({ source, target, landing }: LaneDeps, use: AssetUse): Promise<Rehosted> {
  if (source.asset === undefined || target.putAsset === undefined) return { kind: 'lost', code: 'asset-unsupported' };
  try {
    const { stream, mediaType, name } = await source.asset(use.ref);
    const landed = await landing.putAsset(stream);
    const asset = { sha256: landed.sha256, mediaType: use.mediaType ?? mediaType, name: use.name || name };
    await target.putAsset(asset, () => landing.openAsset(landed.sha256));
    return { kind: 'hosted', ...landed };
  } catch (error) {
    const code = isFerryError(error) && !(error instanceof TransientError) ? error.code : '';
    if (code.startsWith('asset-')) return { kind: 'lost', code };
    throw error;
  }
}

/** Puts hosted assets where their tokens stand. A lost one leaves its original reference and a counted loss. */
export function placeAssets(
  fields: JsonObject,
  uses: readonly AssetUse[],
  hosted: ReadonlyMap<string, Rehosted>,
): { readonly fields: JsonObject; readonly losses: readonly Loss[] } {
  if (uses.length === 0) return { fields, losses: [] };
  const draft = draftOf(fields);
  const losses: Loss[] = [];
  for (const [path, group] of byPath(uses)) {
    const there = group[0] === undefined ? undefined : draft.at(group[0].path);
    if (group[0] !== undefined && there !== undefined) draft.put(group[0].path, placed(there, group, hosted));
    losses.push(...group.flatMap((use) => lossOf(path, hosted.get(use.ref))));
  }
  return { fields: draft.finish(), losses };
}

function byPath(uses: readonly AssetUse[]): ReadonlyMap<string, readonly AssetUse[]> {
  const groups = new Map<string, AssetUse[]>();
  for (const use of uses) {
    const path = showPath(use.path);
    groups.set(path, [...(groups.get(path) ?? []), use]);
  }
  return groups;
}

/** A text shows its assets, a list collects them. */
function placed(there: JsonValue, uses: readonly AssetUse[], hosted: ReadonlyMap<string, Rehosted>): JsonValue {
  if (typeof there === 'string') {
    return replaceTokens(there, new Map(uses.map(({ ref }) => [assetToken(ref), linkOf(ref, hosted.get(ref))])));
  }
  const list: readonly JsonValue[] = Array.isArray(there) ? there : [];
  return [...list, ...uses.flatMap((use) => entryOf(use, hosted.get(use.ref)))];
}

function linkOf(ref: string, asset: Rehosted | undefined): string {
  return asset?.kind === 'hosted' ? `/v1/assets/${asset.sha256}` : ref;
}

/** Attachments are named things, every other list of assets holds hashes alone. */
function entryOf(use: AssetUse, asset: Rehosted | undefined): JsonValue[] {
  if (asset?.kind !== 'hosted') return [];
  if (use.path.at(-1) !== 'attachments') return [asset.sha256];
  return [{ sha256: asset.sha256, name: use.name, mediaType: use.mediaType ?? null, bytes: asset.bytes }];
}

function lossOf(path: string, asset: Rehosted | undefined): Loss[] {
  if (asset?.kind === 'hosted') return [];
  const code = asset?.code ?? 'asset-missing';
  return [
    {
      code,
      path: path.replace(/\[\d+\]/g, '[]'),
      message: 'the asset could not be taken along; its reference stays as text',
    },
  ];
}
