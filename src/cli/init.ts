/** ferry init: writes a commented ferry.yaml to start from, asking a person a little, and a script nothing. */
import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../errors.ts';
import type { CommonOptions, Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';

export interface InitOptions extends CommonOptions {
  readonly force?: boolean;
}

interface Answers {
  readonly kind: 'csv' | 'markdown';
  readonly source: string;
  readonly dir: string;
}

const DEFAULTS: Answers = { kind: 'csv', source: 'exports', dir: './exports' };
const MAPPINGS = fileURLToPath(new URL('../../mappings', import.meta.url));
const SCHEMA = fileURLToPath(new URL('../../docs/ferry.schema.json', import.meta.url));

/** Writes the file named. Throws UsageError `config-exists` instead of writing over one, unless forced. */
export async function init(context: Context, { force }: InitOptions): Promise<ExitCode> {
  const { config: file, output } = context;
  if (force !== true && (await exists(file))) {
    throw new UsageError(`${file} is there already`, { code: 'config-exists', at: file, hint: 'ferry init --force' });
  }
  const asked = output.live && process.stdin.isTTY ? await ask() : DEFAULTS;
  if (asked === null) return EXIT.interrupted;
  const folder = path.dirname(path.resolve(file));
  await writeFile(
    file,
    template(asked, (absolute) => path.relative(folder, absolute) || '.'),
  );
  output.say(output.asTyped(`Wrote ${file}. Now list your files in it, then: ferry check`));
  output.give({ config: path.resolve(file) });
  return EXIT.done;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Null when the person left. */
async function ask(): Promise<Answers | null> {
  const { isCancel, select, text } = await import('@clack/prompts');
  const kind = await select({
    message: 'What does the data come from?',
    options: [
      { value: 'csv' as const, label: 'CSV exports' },
      { value: 'markdown' as const, label: 'a directory of Markdown files' },
    ],
  });
  if (isCancel(kind)) return null;
  const dir = await text({ message: 'In which directory?', initialValue: DEFAULTS.dir });
  if (isCancel(dir)) return null;
  const source = await text({
    message: 'What shall the system be called? It becomes the first part of every key.',
    initialValue: DEFAULTS.source,
    validate: (name) => (/^[a-z0-9][a-z0-9-]*$/.test(name ?? '') ? undefined : 'lower-case letters, digits and dashes'),
  });
  return isCancel(source) ? null : { kind, dir, source };
}

function template({ kind, source, dir }: Answers, relative: (absolute: string) => string): string {
  const mappings = relative(path.join(MAPPINGS, `${kind}-to-console`));
  const files = `
    # encoding: gb18030        # utf-8 when left out; also utf-16, windows-1252, …
    files: # entity: file. The columns that the shipped mappings expect stand in their README.
      customer: { path: customers.csv, key: code }
      ticket: { path: tickets.csv, key: number }`;
  return `# yaml-language-server: $schema=${relative(SCHEMA)}
# What is migrated, from where to where. \${NAME} and \${NAME:-default} are filled in from the environment;
# secrets stand elsewhere: env:NAME or file:PATH.

sources:
  ${source}:
    kind: ${kind}
    dir: ${JSON.stringify(dir)}${kind === 'csv' ? files : ''}

# target: # left out: the console that Ferry brings along
#   { kind: console, url: "\${CONSOLE_URL}", token: env:CONSOLE_TOKEN }

routes:
  ${source}-to-console:
    from: ${source} # or a list: where two sources know a field of the same record, the first one owns it
    mappings: ${JSON.stringify(mappings)} # copy it and change it: a mapping is data
    # entities: [customer, ticket] # left out: every mapping whose file there is
    limits: { quarantine: 5% } # share of quarantined records above which a lane waits for you
`;
}
