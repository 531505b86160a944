/** Attachments and images by content hash: streamed into and out of PostgreSQL in pieces, so memory stays flat. */
import { createHash, randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { type Queryable, reading, transaction } from './database.ts';
import { ApiProblem } from './problem.ts';
import { passGates } from './write-switches.ts';

/** An asset as the API shows it. */
export interface Asset {
  readonly sha256: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
}

/** An asset and where its bytes are kept. */
export interface StoredAsset extends Asset {
  /** Under which id its pieces are stored. */
  readonly content: string;
}

interface Upload {
  /** Lower-case hex. */
  readonly sha256: string;
  readonly name: string;
  readonly mediaType: string;
  readonly run: string | null;
  readonly stream: AsyncIterable<Uint8Array>;
}

const PIECE = 1 << 20;

/** Stores an asset unless it is there; `stored: false` then, and the stream isn't read. Throws digest-mismatch, frozen, run-closed. */
export async function putAsset(pool: Pool, upload: Upload): Promise<{ asset: Asset; stored: boolean }> {
  const there = await findAsset(pool, upload.sha256);
  if (there !== undefined) return { asset: shown(there), stored: false };
  let started = false;
  return transaction(pool, async (client) => {
    // A stream can be read once only: a repeat of the transaction would find nothing to store.
    if (started) throw new ApiProblem('busy');
    started = true;
    await passGates(client, upload.run);
    return storeAsset(client, upload);
  });
}

/** The asset of that hash (lower-case hex), or undefined. Uploads under way do not show. */
export async function findAsset(pool: Pool, sha256: string): Promise<StoredAsset | undefined> {
  const { rows } = await reading(pool, (db) =>
    db.query<Omit<StoredAsset, 'bytes'> & { bytes: string }>(
      'select sha256, content, name, media_type as "mediaType", bytes from console.asset where sha256 = $1',
      [sha256],
    ),
  );
  return rows.map((row) => ({ ...row, bytes: Number(row.bytes) }))[0];
}

/** The asset's bytes, one piece at a time. */
export async function* readAsset(pool: Pool, asset: StoredAsset): AsyncIterable<Uint8Array> {
  for (let seq = 0; ; seq += 1) {
    const { rows } = await reading(pool, (db) =>
      db.query<{ bytes: Buffer }>('select bytes from console.asset_chunk where content = $1 and seq = $2', [
        asset.content,
        seq,
      ]),
    );
    if (rows[0] === undefined) return;
    yield rows[0].bytes;
  }
}

/** What the API shows of a stored asset. */
export function shown({ sha256, name, mediaType, bytes }: StoredAsset): Asset {
  return { sha256, name, mediaType, bytes };
}

async function storeAsset(client: Queryable, upload: Upload): Promise<{ asset: Asset; stored: boolean }> {
  const content = randomUUID();
  const { sha256, bytes } = await storePieces(client, content, upload.stream);
  if (sha256 !== upload.sha256) throw new ApiProblem('digest-mismatch');
  const asset = { sha256, name: upload.name, mediaType: upload.mediaType, bytes };
  const { rowCount } = await client.query(
    `insert into console.asset (sha256, content, name, media_type, bytes) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [sha256, content, upload.name, upload.mediaType, bytes],
  );
  if (rowCount === 1) return { asset, stored: true };
  // Another upload of the same file was quicker.
  await client.query('delete from console.asset_chunk where content = $1', [content]);
  return { asset, stored: false };
}

async function storePieces(
  client: Queryable,
  content: string,
  stream: AsyncIterable<Uint8Array>,
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  let seq = 0;
  for await (const piece of pieces(stream)) {
    hash.update(piece);
    bytes += piece.length;
    await client.query('insert into console.asset_chunk (content, seq, bytes) values ($1, $2, $3)', [
      content,
      seq,
      piece,
    ]);
    seq += 1;
  }
  return { sha256: hash.digest('hex'), bytes };
}

async function* pieces(stream: AsyncIterable<Uint8Array>): AsyncIterable<Buffer> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    waiting.push(chunk);
    size += chunk.length;
    if (size < PIECE) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(waiting);
}
