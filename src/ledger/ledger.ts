/** Opens the ledger. */
import type { Ledger } from './port.ts';

export type { Ledger } from './port.ts';

export declare function openLedger(databaseUrl: string): Promise<Ledger>;
