/** A lane fixture: one real ledger and landing for a test file, and lanes with run names of their own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LaneDeps } from '../../src/extract/lane-deps.ts';
import { openLanding } from '../../src/landing/directory.ts';
import type { Landing } from '../../src/landing/port.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import type { Ledger } from '../../src/ledger/port.ts';
import type { SourceRecord } from '../../src/model/record.ts';
import { freshDatabase } from '../setup/database.ts';
import { type LaneOptions, laneOf, runLane } from './lane.ts';

export interface LaneFixture {
  readonly ledger: Ledger;
  readonly landing: Landing;
  readonly databaseUrl: string;
  readonly folder: string;
  /** A lane in a new run. */
  lane(given: Given): Promise<LaneDeps>;
  /** Runs a lane to its end in a new run; resolves to its settlement and the run's name. */
  run(given: Given): Promise<Awaited<ReturnType<typeof runLane>> & { readonly run: string }>;
  close(): Promise<void>;
}

export type Given = Pick<LaneOptions, 'from' | 'to'> & Partial<LaneOptions>;

export async function openLaneFixture(): Promise<LaneFixture> {
  const database = await freshDatabase();
  const ledger = await openLedger(database.url);
  const folder = await mkdtemp(path.join(tmpdir(), 'ferry-load-'));
  const landing = openLanding(folder);
  let runs = 0;
  const lane = (given: Given) => {
    runs += 1;
    const defaults = {
      ...{ run: `run-${runs}`, source: 'itsm', entity: 'ticket' as const },
      ...{ ledger, landing, map: () => ({}) },
    };
    return laneOf({ ...defaults, ...given });
  };
  return {
    ledger,
    landing,
    databaseUrl: database.url,
    folder,
    lane,
    run: async (given) => {
      const deps = await lane(given);
      return { ...(await runLane(deps)), run: deps.run.run };
    },
    close: async () => {
      await ledger.close();
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
}

/** A ticket that the console's contract allows. */
export function ticket(key: string, title: string, more: SourceRecord['data'] = {}): SourceRecord {
  return { key, data: { number: key, title, status: 'open', ...more } };
}

export function counts(some: Partial<Record<string, number>>) {
  const none = { created: 0, updated: 0, unchanged: 0, quarantined: 0, excluded: 0, superseded: 0, deleted: 0 };
  return { ...none, ...some };
}
