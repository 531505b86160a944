/** Makes any source key storable: PostgreSQL text takes no NUL, and an index no key of arbitrary length. */
import { sha256 } from '../sha256.ts';

const MAX = 400;

/** The key itself when it can be stored; otherwise its beginning with a hash that keeps it distinct. Always the same for the same key. */
export function ledgerKey(key: string): string {
  if (key.length <= MAX && !key.includes('\0') && key.isWellFormed()) return key;
  // Going through UTF-8 turns lone surrogates into U+FFFD.
  const shown = Buffer.from(key.slice(0, MAX)).toString().replaceAll('\0', '\uFFFD');
  return `${shown}#${sha256(JSON.stringify(key)).slice(0, 16)}`;
}
