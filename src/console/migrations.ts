/** The console's schema `console`, as numbered files. */
import type { Pool } from 'pg';
import { migrate } from '../migrate.ts';
import { transaction } from './database.ts';

const FOLDER = new URL('./migrations/', import.meta.url);

/** Brings the console's schema up to date; safe when several consoles start at once. Throws FatalError `migration-failed`. */
export function migrateConsole(pool: Pool): Promise<void> {
  return transaction(pool, (client) =>
    migrate(
      { rows: async (sql, values = []) => (await client.query(sql, [...values])).rows },
      { schema: 'console', folder: FOLDER },
    ),
  );
}
