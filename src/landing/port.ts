/** The port to where landed batches, receipts and assets are stored: immutable once written. The directory driver is `directory.ts`. */

/** An asset as it lies in the landing: its content hash is its name. */
export interface LandedAsset {
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Addresses are slash-separated paths of plain segments (letters, digits, `.`, `_`, `-`), made in `addresses.ts`. Every
 * method may be repeated. Throws StuckError `disk-full` when there is no room, FatalError `landing-missing` for what isn't
 * there.
 *
 * ```ts
 * const landing: Landing = openLanding('.ferry/landing');
 * await landing.putIfAbsent('run-1/itsm.ticket/000001.json', bytes); // 'stored'
 * await landing.putIfAbsent('run-1/itsm.ticket/000001.json', other); // 'present', and `bytes` are still there
 * await landing.find('run-1/itsm.ticket/000002.json'); // undefined
 * ```
 */
export interface Landing {
  /** Stores durably unless something is at the address already; that is never replaced, whatever it holds. */
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
