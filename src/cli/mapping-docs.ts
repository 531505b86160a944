/** ferry mapping docs: the reference of the mapping language, or its JSON Schema for editors. */
import { writeFile } from 'node:fs/promises';
import { UsageError } from '../errors.ts';
import { mappingJsonSchema } from '../mapping/docs/json-schema.ts';
import { mappingReference } from '../mapping/docs/reference.ts';
import type { CommonOptions, Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';

export interface DocsOptions extends CommonOptions {
  readonly out?: string;
  readonly schema?: boolean;
}

/** Writes it to the file named, or prints it on stdout. Throws UsageError `mapping-unreadable` when it can't be written. */
export async function mappingDocs({ output }: Context, { out, schema }: DocsOptions): Promise<ExitCode> {
  const text = schema === true ? `${JSON.stringify(mappingJsonSchema(), null, 2)}\n` : mappingReference();
  if (out === undefined) {
    output.say(text.trimEnd());
    output.give({ text });
    return EXIT.done;
  }
  try {
    await writeFile(out, text);
  } catch (error) {
    const hint = 'name a file in a directory that is there and that you may write to';
    throw new UsageError(`${out} can't be written`, { code: 'mapping-unreadable', at: out, hint, cause: error });
  }
  output.say(`wrote ${out}`);
  output.give({ out });
  return EXIT.done;
}
