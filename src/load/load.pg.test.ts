import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { crossLane, type LaneSetting, laneOf } from '../../test/fakes/lane.ts';
import { memorySource } from '../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../test/fakes/memory-target.ts';
import { type FreshDatabase, freshDatabase } from '../../test/setup/database.ts';
import { openLanding } from '../landing/directory.ts';
import { openLedger } from '../ledger/ledger.ts';
import type { Ledger } from '../ledger/port.ts';
import { NO_OUTCOMES } from '../model/outcome.ts';
import type { SourceRecord } from '../model/record.ts';

let database: FreshDatabase;
let ledger: Ledger;
let folder: string;

beforeAll(async () => {
  database = await freshDatabase();
  ledger = await openLedger(database.url);
  folder = await mkdtemp(path.join(tmpdir(), 'ferry-load-'));
});

afterAll(async () => {
  await ledger.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

let count = 0;
beforeEach(() => {
  count += 1;
});

const runName = (n: number) => `run-${count}-${n}`;

function setting(n: number, given: Pick<LaneSetting, 'from' | 'to'> & Partial<LaneSetting>): LaneSetting {
  return {
    run: runName(n),
    source: 'itsm',
    entity: 'ticket',
    ledger,
    landing: openLanding(folder),
    map: () => ({}),
    ...given,
  };
}

const ticket = (key: string, title: string, more: SourceRecord['data'] = {}): SourceRecord => ({
  key,
  data: { number: key, title, status: 'open', ...more },
});

describe('a lane from end to end', () => {
  test('carries every record across once, and a second run changes and sends nothing', async () => {
    const from = memorySource(Array.from({ length: 10 }, (_, i) => ticket(`T${i}`, `title ${i}`)));
    const to = memoryTarget();
    const first = await crossLane(await laneOf(setting(1, { from, to })));
    expect(first).toMatchObject({ settled: true, enumerated: 10, outcomes: { ...NO_OUTCOMES, created: 10 } });
    expect(to.keys('ticket')).toHaveLength(10);

    const sent = to.items.length;
    const second = await crossLane(await laneOf(setting(2, { from, to })));
    expect(second).toMatchObject({ settled: true, outcomes: { ...NO_OUTCOMES, unchanged: 10 } });
    expect(to.items).toHaveLength(sent);
  });

  test('sends the fields that changed and nothing else', async () => {
    const from = memorySource([ticket('A', 'one', { priority: 'low' }), ticket('B', 'two')]);
    const to = memoryTarget();
    await crossLane(await laneOf(setting(1, { from, to })));
    from.records = [ticket('A', 'uno'), ticket('B', 'two')];
    to.items.length = 0;
    const again = await crossLane(await laneOf(setting(2, { from, to })));
    expect(again.outcomes).toEqual({ ...NO_OUTCOMES, updated: 1, unchanged: 1 });
    expect(to.items.map(({ data }) => data)).toEqual([{ title: 'uno', priority: null }]);
    expect(to.data('ticket', 'itsm:ticket:A')).toEqual({ number: 'A', title: 'uno', status: 'open' });
  });
});
