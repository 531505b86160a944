/** What the functions of this folder stand on. */
import type { Client } from '@temporalio/client';
import type { Ledger } from '../ledger/port.ts';

/** The ledger and Temporal. Whoever opened them closes them. */
export interface RunServices {
  readonly ledger: Ledger;
  readonly client: Client;
}
