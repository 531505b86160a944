/** What the ledger can do, as its users see it: five rooms, each with a port of its own. */
import type { BatchesLedger } from './batches/port.ts';
import type { PeopleLedger } from './people/port.ts';
import type { PlansLedger } from './plans/port.ts';
import type { RecordsLedger } from './records/port.ts';
import type { RunsLedger } from './runs/port.ts';

/**
 * What we did, kept in PostgreSQL schema `ferry`. Throws TransientError when the database can't be reached or two
 * transactions conflict (try again), StuckError `disk-full`. Every verb may be repeated with the same arguments.
 *
 * Only those who open one take the whole of it; the others take a room's port, or the few verbs they need:
 *
 * ```ts
 * export async function namedRun(ledger: Pick<RunsLedger, 'getRun' | 'listRuns'>, run: string): Promise<RunRow>
 * ```
 */
export interface Ledger extends RunsLedger, BatchesLedger, RecordsLedger, PlansLedger, PeopleLedger {
  /** Waits for what is under way. */
  close(): Promise<void>;
}
