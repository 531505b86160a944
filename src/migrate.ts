/** Brings a schema of the database up to date: numbered SQL files, each applied once, however many programs start at once. */
import { readdir, readFile } from 'node:fs/promises';
import { FatalError } from './errors.ts';

/** Runs statements within one open transaction. */
export interface MigrationQueries {
  rows<Row extends object>(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

/** Where the files lie and which schema they make: a plain name, which is written into statements. */
export interface Migrations {
  readonly schema: string;
  readonly folder: URL;
}

/**
 * Applies the files that weren't applied yet, in the order of their names. A released file never changes. The caller's
 * transaction keeps all of them or none; programs that start at the same moment wait for one another. Throws FatalError
 * `migration-failed` that names the file, and whatever `queries` throws when the database can't be reached.
 *
 * ```ts
 * const folder = new URL('./migrations/', import.meta.url);
 * await database.transaction((queries) => migrate(queries, { schema: 'ferry', folder }));
 * ```
 */
export async function migrate(queries: MigrationQueries, { schema, folder }: Migrations): Promise<void> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  // `if not exists` alone isn't safe: two programs that create the same schema at once may both fail.
  await queries.rows("select pg_advisory_xact_lock(hashtextextended('ferry migration ' || $1, 0))", [schema]);
  await queries.rows(`create schema if not exists ${schema}`);
  await queries.rows(
    `create table if not exists ${schema}.migration (name text primary key, at timestamptz not null default now())`,
  );
  const applied = await appliedIn(queries, schema);
  const known = new Set(applied.map(({ name }) => name));
  for (const file of files.filter((name) => !known.has(name))) await apply(queries, { schema, folder }, file);
}

/** Fails for a schema that keeps its migrations in another form: it was made by something else, or before this. */
async function appliedIn(queries: MigrationQueries, schema: string): Promise<readonly { readonly name: string }[]> {
  try {
    return await queries.rows<{ name: string }>(`select name from ${schema}.migration`);
  } catch (error) {
    throw explained(error, `the migrations of schema ${schema} can't be read`);
  }
}

async function apply(queries: MigrationQueries, { schema, folder }: Migrations, file: string): Promise<void> {
  const text = await readFile(new URL(file, folder), 'utf8');
  // First, so that a program that doesn't wait for the lock fails here, before it changes anything.
  await queries.rows(`insert into ${schema}.migration (name) values ($1)`, [file]);
  try {
    await queries.rows(text);
  } catch (error) {
    throw explained(error, `migration ${file} of schema ${schema} failed`);
  }
}

/** SQLSTATE classes of statements that are wrong or don't fit what is there; 42501 is a lacking right. Conflicts and lost connections have others. */
const STATEMENT = /^(0A|2[1-9BF]|42(?!501)|P0)/;

/** Codes alone: the database's own message may quote what a row holds. */
function explained(error: unknown, what: string): unknown {
  const why = error instanceof FatalError ? error.message : stateOf(error);
  if (why === undefined) return error;
  return new FatalError(`${what} (${why})`, {
    code: 'migration-failed',
    hint: 'nothing of it was kept; report it, or start with an empty database',
    cause: error instanceof FatalError ? error : undefined,
  });
}

function stateOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return STATEMENT.test(code) ? code : undefined;
}
