/** Assets of the console: known by their content hash, uploaded once. */
import type { Http } from '../http.ts';
import type { Target } from '../port.ts';
import type { StoredAsset } from '../target-capabilities.ts';
import * as answers from './answers.ts';
import type { Ask } from './ask.ts';

type NewAsset = Parameters<NonNullable<Target['putAsset']>>[0];

const MEDIA_TYPE = /^[\w.+-]+\/[\w.+-]+$/;

/** The asset, if the console has it already. */
export async function heldAsset(http: Http, sha256: string): Promise<StoredAsset | undefined> {
  const { status, headers, body } = await http.stream({ method: 'HEAD', path: `/v1/assets/${sha256}`, accept: [404] });
  for await (const _ of body);
  return status === 404 ? undefined : { sha256, bytes: Number(headers['content-length'] ?? 0) };
}

/** Uploads an asset; the console refuses bytes whose hash differs from the one announced. */
export function uploadAsset(ask: Ask, asset: NewAsset, open: () => AsyncIterable<Uint8Array>): Promise<StoredAsset> {
  const mediaType = MEDIA_TYPE.test(asset.mediaType) ? asset.mediaType : 'application/octet-stream';
  const query = new URLSearchParams({ name: asset.name.replaceAll('\0', '').slice(0, 400) || 'file', mediaType });
  const digest = Buffer.from(asset.sha256, 'hex').toString('base64');
  return ask(
    {
      method: 'POST',
      path: `/v1/assets?${query}`,
      headers: { 'content-type': 'application/octet-stream', 'content-digest': `sha-256=:${digest}:` },
      body: open,
    },
    answers.asset,
  );
}
