/** Where landed batches, receipts and assets are kept: immutable once stored. The directory driver is `directory.ts`. */

/** An asset as it lies in the landing: its content hash is its name. */
export interface LandedAsset {
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Addresses are slash-separated paths of plain segments (letters, digits, `.`, `_`, `-`). Every method may be repeated.
 * Throws StuckError `disk-full` when there is no room, FatalError `landing-missing` for what isn't there.
 */
export interface Landing {
  /** Stores durably unless the address is taken; what is there is never replaced, whatever it holds. */
  putIfAbsent(address: string, bytes: Uint8Array): Promise<'stored' | 'present'>;
  get(address: string): Promise<Uint8Array>;
  /** As `get`, but undefined when there is nothing. */
  find(address: string): Promise<Uint8Array | undefined>;
  /** Addresses under a folder, sorted. */
  list(prefix: string): Promise<readonly string[]>;
  /** Streams an asset in; the same content is stored once. */
  putAsset(content: AsyncIterable<Uint8Array>): Promise<LandedAsset>;
  openAsset(sha256: string): AsyncIterable<Uint8Array>;
}
