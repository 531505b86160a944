/** Mistakes in mapping files, as one error for people and machines. */
import { UsageError } from '../errors.ts';
import type { BrokenFile } from './mapping-file.ts';

/** Throws UsageError `mapping-invalid` with every mistake of every file; returns when there are none. */
export function refuseBroken(broken: readonly BrokenFile[]): void {
  if (broken.length === 0) return;
  const [first] = broken.flatMap(({ error }) => error.issues);
  const at = first === undefined ? {} : { at: `${first.file}:${first.line}:${first.column}` };
  const message = broken.map(({ error }) => error.message).join('\n\n');
  throw new UsageError(message, {
    code: 'mapping-invalid',
    hint: 'correct the mapping, then: ferry mapping check',
    ...at,
  });
}
