/** Brings the schema `ferry` up to date; safe when several programs start at once. */
import { readdir, readFile } from 'node:fs/promises';
import type { Database, Queries } from './database.ts';

const FOLDER = new URL('./migrations/', import.meta.url);
/** Any constant of ours: who holds it migrates, the others wait. */
const LOCK = 7_300_117;

/** Applies the numbered files that weren't applied yet, each once, all in one transaction. */
export async function migrate(database: Database): Promise<void> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  await database.transaction(async (queries) => {
    await queries.rows('select pg_advisory_xact_lock($1)', [LOCK]);
    await queries.rows('create schema if not exists ferry');
    await queries.rows(
      'create table if not exists ferry.migration (name text primary key, at timestamptz not null default now())',
    );
    const applied = await queries.rows<{ name: string }>('select name from ferry.migration');
    const known = new Set(applied.map((row) => row.name));
    for (const file of files.filter((name) => !known.has(name))) await apply(queries, file);
  });
}

async function apply(queries: Queries, file: string): Promise<void> {
  await queries.rows(await readFile(new URL(file, FOLDER), 'utf8'));
  await queries.rows('insert into ferry.migration (name) values ($1)', [file]);
}
