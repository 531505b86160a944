/** The ledger's schema `ferry`, as numbered files. */
import { migrate } from '../migrate.ts';
import type { Database } from './database.ts';

const FOLDER = new URL('./migrations/', import.meta.url);

/** Brings the ledger's schema up to date; safe when several programs start at once. Throws FatalError `migration-failed`. */
export function migrateLedger(database: Database): Promise<void> {
  return database.transaction((queries) => migrate(queries, { schema: 'ferry', folder: FOLDER }));
}
