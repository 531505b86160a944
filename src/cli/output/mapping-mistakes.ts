/** Mistakes in mapping files, as people and machines are told of them. */
import { UsageError } from '../../errors.ts';
import type { BrokenFile } from '../../project/mapping-directory.ts';

/** Throws UsageError `mapping-invalid` with every mistake of every file. */
export function refuseBroken(broken: readonly BrokenFile[]): void {
  if (broken.length === 0) return;
  const [first] = broken.flatMap(({ error }) => error.issues);
  const at = first === undefined ? {} : { at: `${first.file}:${first.line}:${first.column}` };
  const message = broken.map(({ error }) => error.message).join('\n\n');
  throw new UsageError(message, {
    code: 'mapping-invalid',
    hint: 'mend the mapping, then: ferry mapping check',
    ...at,
  });
}
