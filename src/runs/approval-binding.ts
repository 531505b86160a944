/** Finds out what an approval is bound to besides mappings: which systems are read, and what the target takes. */

import type { SourceInfo } from '../connectors/port.ts';
import { canonicalJson } from '../model/canonical.ts';
import type { SourceShape } from '../model/source-shape.ts';
import type { Connected } from '../project/connect.ts';
import { sha256 } from '../sha256.ts';

/** Each source as it is now; files are hashed. Throws what reading them throws. */
export async function shapesOf(
  connected: Connected,
  sources: Readonly<Record<string, SourceInfo>>,
): Promise<readonly SourceShape[]> {
  return Promise.all(
    Object.entries(sources).map(async ([name, { kind, entities }]): Promise<SourceShape> => {
      const source = connected.source(name);
      const state = (await source.state?.()) ?? null;
      return { source: name, kind, installation: source.installation ?? null, entities: [...entities].sort(), state };
    }),
  );
}

/** sha256 over what the target takes now; null where it doesn't say. Throws what asking it throws. */
export async function contractOf({ target }: Pick<Connected, 'target'>): Promise<string | null> {
  const contract = await target.contract?.();
  return contract === undefined ? null : sha256(canonicalJson(contract));
}
