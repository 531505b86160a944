/** The one hash function: of contents, of keys, and handed to pure code. */
import { hash } from 'node:crypto';

/** Lower-case hex; of a text, over its UTF-8. */
export function sha256(content: string | Uint8Array): string {
  return hash('sha256', content, 'hex');
}
