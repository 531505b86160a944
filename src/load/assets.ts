/** Puts re-hosted assets where records show them. */
import { loss } from '../messages/make.ts';
import { type JsonObject, type JsonValue, showPath } from '../model/json.ts';
import type { Loss } from '../model/outcome.ts';
import { type AssetUse, assetToken } from '../model/record.ts';
import { draftOf, replaceTokens } from './draft.ts';
import type { Rehosted } from './rehost.ts';

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
  return [{ sha256: asset.sha256, name: use.name, mediaType: use.mediaType ?? asset.mediaType, bytes: asset.bytes }];
}

function lossOf(path: string, asset: Rehosted | undefined): Loss[] {
  if (asset?.kind === 'hosted') return [];
  return [loss({ code: asset?.code ?? 'asset-missing', path: path.replace(/\[\d+\]/g, '[]') })];
}
