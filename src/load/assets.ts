/** Fills re-hosted assets into the texts and lists of mapped records that show them. */
import type { TargetLinks } from '../connectors/target-capabilities.ts';
import { loss } from '../messages/make.ts';
import { type JsonObject, type JsonValue, showPath } from '../model/json.ts';
import type { Loss } from '../model/outcome.ts';
import type { AssetUse } from '../model/reference.ts';
import { assetToken } from '../model/text-tokens.ts';
import { draftOf, replaceTokens } from './copy-on-write.ts';
import type { Rehosted } from './rehost.ts';

/** What became of the assets, by reference, and how the target links to them; undefined: it can't. */
export interface Hosted {
  readonly assets: ReadonlyMap<string, Rehosted>;
  readonly links: TargetLinks | undefined;
}

/** Replaces tokens by links, and appends to lists. An asset that is lost leaves its original reference and a counted loss. */
export function fillAssets(
  fields: JsonObject,
  uses: readonly AssetUse[],
  hosted: Hosted,
): { readonly fields: JsonObject; readonly losses: readonly Loss[] } {
  if (uses.length === 0) return { fields, losses: [] };
  const draft = draftOf(fields);
  const losses: Loss[] = [];
  for (const [path, group] of byPath(uses)) {
    const there = group[0] === undefined ? undefined : draft.at(group[0].path);
    const shown = shownAssets(hosted, typeof there === 'string' ? 'text' : 'list');
    if (group[0] !== undefined && there !== undefined) draft.put(group[0].path, filled(there, group, shown));
    losses.push(...group.flatMap((use) => lossOf(path, shown(use.ref))));
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

type Shown = (Rehosted & { readonly kind: 'hosted'; readonly link: string }) | (Rehosted & { readonly kind: 'lost' });

/** A list names assets by their hash; a text can only show one that has an address. */
function shownAssets({ assets, links }: Hosted, where: 'text' | 'list'): (ref: string) => Shown {
  return (ref) => {
    const asset = assets.get(ref) ?? { kind: 'lost', code: 'asset-missing' };
    if (asset.kind === 'lost') return asset;
    if (where === 'text' && links === undefined) return { kind: 'lost', code: 'asset-unsupported' };
    return { ...asset, link: links?.asset(asset.sha256) ?? ref };
  };
}

function filled(there: JsonValue, uses: readonly AssetUse[], shown: (ref: string) => Shown): JsonValue {
  if (typeof there === 'string') {
    return replaceTokens(there, new Map(uses.map(({ ref }) => [assetToken(ref), linkOf(ref, shown(ref))])));
  }
  const list: readonly JsonValue[] = Array.isArray(there) ? there : [];
  return [...list, ...uses.flatMap((use) => entryOf(use, shown(use.ref)))];
}

function linkOf(ref: string, asset: Shown): string {
  return asset.kind === 'hosted' ? asset.link : ref;
}

/** Attachments are objects with a name, every other list of assets holds hashes alone. */
function entryOf(use: AssetUse, asset: Shown): JsonValue[] {
  if (asset.kind !== 'hosted') return [];
  if (use.path.at(-1) !== 'attachments') return [asset.sha256];
  return [{ sha256: asset.sha256, name: use.name, mediaType: use.mediaType ?? asset.mediaType, bytes: asset.bytes }];
}

function lossOf(path: string, asset: Shown): Loss[] {
  if (asset.kind === 'hosted') return [];
  return [loss({ code: asset.code, path: path.replace(/\[\d+\]/g, '[]') })];
}
