/** What an earlier schema kept goes on meaning the same after the newest migrations. */
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../test/setup/database.ts';
import { migrate } from '../migrate.ts';
import { type Database, openDatabase } from './database.ts';
import { migrateLedger } from './migrate.ts';

const FOLDER = fileURLToPath(new URL('./migrations/', import.meta.url));
/** The last one before tables and JSON took other words. */
const BEFORE = '0010-outcomes-by-batch.sql';

let fresh: FreshDatabase;
let database: Database;
let folder: string;

beforeAll(async () => {
  fresh = await freshDatabase();
  database = openDatabase(fresh.url);
  folder = await mkdtemp(path.join(tmpdir(), 'ferry-schema-'));
  for (const name of await readdir(FOLDER)) {
    if (name <= BEFORE) await cp(path.join(FOLDER, name), path.join(folder, name));
  }
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
  await rm(folder, { recursive: true });
});

test('runs, plans, settlements and outcomes of an earlier schema are read by their names of today', async () => {
  await database.transaction((queries) => migrate(queries, { schema: 'ferry', folder: pathToFileURL(`${folder}/`) }));
  const plan = { route: 'desk', setting: { production: true }, warrant: { kind: 'approved' } };
  const settlement = { lane: 'a.b', tally: { count: 2, how: 'counted' }, settled: true };
  await database.rows(
    `insert into ferry.run (run, route, mode, target_instance, plan, state, settlements)
     values ('r1', 'desk', 'full', 'i', $1, 'settled', $2)`,
    [JSON.stringify(plan), JSON.stringify([settlement, { lane: 'a.c' }])],
  );
  await database.rows(
    `insert into ferry.lane (run, lane, ordinal, entity, source, tally, settlement)
     values ('r1', 'a.b', 0, 'ticket', 'a', '{"count": 2}', $1)`,
    [JSON.stringify(settlement)],
  );
  await database.rows(
    `insert into ferry.outcome (run, lane, source_key, kind, code, sequence, line)
     values ('r1', 'a.b', 'k', 'excluded', 'reassigned', 1, 1)`,
  );
  await migrateLedger(database);
  const now = { lane: 'a.b', sourceCount: { count: 2, how: 'counted' }, settled: true };
  expect(await database.rows('select plan, settlements, loads from ferry.run')).toEqual([
    {
      plan: { route: 'desk', context: { production: true }, authorisation: { kind: 'approved' } },
      settlements: [now, { lane: 'a.c' }],
      loads: true,
    },
  ]);
  expect(await database.rows('select source_count, settlement from ferry.lane')).toEqual([
    { source_count: { count: 2 }, settlement: now },
  ]);
  expect(await database.rows('select code from ferry.outcome')).toEqual([{ code: 'merged' }]);
});
