/** Opens the ledger: one plain object that joins the verbs of its five rooms. */
import { openBatches } from './batches/open.ts';
import { openDatabase } from './database.ts';
import { migrateLedger } from './migrate.ts';
import { openPeople } from './people/open.ts';
import { openPlans } from './plans/open.ts';
import type { Ledger } from './port.ts';
import { openRecords } from './records/open.ts';
import { openRuns } from './runs/open.ts';

/** For those who open one; whoever is given one takes a type from the ports. */
export type { Ledger } from './port.ts';

/** Connects and brings the schema up to date. Several programs may do so at once. Throws TransientError `ledger-unreachable`. */
export async function openLedger(databaseUrl: string): Promise<Ledger> {
  const db = openDatabase(databaseUrl);
  try {
    await migrateLedger(db);
  } catch (error) {
    await db.close();
    throw error;
  }
  return {
    ...openRuns(db),
    ...openBatches(db),
    ...openRecords(db),
    ...openPlans(db),
    ...openPeople(db),
    close: () => db.close(),
  };
}
