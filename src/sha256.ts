/** The one hash function that pure code is handed. */
import { hash } from 'node:crypto';

/** Lower-case hex over UTF-8. */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}
