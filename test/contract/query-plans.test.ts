/** What a statement reads grows with what it is asked for, whatever the database knows about its tables. */
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useEveryStatement } from '../fakes/every-statement.ts';
import { type LaneFixture, openLaneFixture } from '../fakes/lane-fixture.ts';
import { openConsole, type TestConsole } from '../setup/console.ts';
import { GROWING, type ManyRows, manyRows } from '../support/many-rows.ts';
import { type RecordedStatement, recordStatements, rowsVisited } from '../support/recorded-statements.ts';

/** Rows added for each one there was. */
const TIMES = 300;
/** Batches of a lane: what is called as often in one is called for each batch. */
const BATCHES = 5;

let fixture: LaneFixture;
let site: TestConsole;
let statements: readonly RecordedStatement[];
const clients: pg.Client[] = [];
const databases: ManyRows[] = [];

beforeAll(async () => {
  fixture = await openLaneFixture();
  site = await openConsole();
  const recording = recordStatements();
  await useEveryStatement(fixture, site, recording.mark);
  statements = recording.stop();
  for (const url of [fixture.databaseUrl, site.databaseUrl]) {
    // A statement that costs the square of the rows would take an hour: stopped, it is named.
    const client = new pg.Client({ connectionString: url, statement_timeout: 240_000 });
    await client.connect();
    clients.push(client);
    databases.push(await manyRows(client));
  }
});
afterAll(async () => {
  for (const client of clients) await client.end();
  await site.close();
  await fixture.close();
});

const each = async (act: (rows: ManyRows) => Promise<void>) => {
  for (const rows of databases) await act(rows);
};

/** Texts asked for by key, and rows asked for by number. */
function askedFor(values: readonly unknown[]): number {
  const sizes = values.map((value) => {
    if (Array.isArray(value)) return value.length;
    if (typeof value === 'number' && value > 1 && value <= 1000) return value;
    return typeof value === 'string' && value.startsWith('[') ? JSON.parse(value).length : 0;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

interface Visits {
  readonly text: string;
  readonly perBatch: boolean;
  readonly asked: number;
  readonly rows: number;
  readonly scanned: readonly string[];
}

async function visits(): Promise<readonly Visits[]> {
  const found: Visits[] = [];
  for (const statement of statements) {
    const client = clients.find(({ database }) => database === statement.database);
    if (client === undefined) throw new Error('a statement of no database of ours');
    for (const values of new Set(statement.values)) {
      const { rows, scanned } = await rowsVisited(client, { text: statement.text, values }, GROWING);
      const text = statement.text.replace(/\s+/g, ' ').trim();
      found.push({ text, perBatch: statement.calls >= BATCHES, asked: askedFor(values), rows, scanned });
    }
  }
  return found;
}

/** Rows of the largest table. */
async function largest(): Promise<number> {
  const { rows } = (await clients[0]?.query('select count(*)::int as count from ferry.outcome')) ?? { rows: [] };
  return rows[0].count;
}

async function holdsToItsBounds(): Promise<void> {
  const all = await visits();
  const most = await largest();
  expect(most).toBeGreaterThan(20_000);
  expect(all.filter(({ perBatch }) => perBatch).length).toBeGreaterThan(25);
  // For each key a row or two of two or three tables; a page is at most a thousand rows.
  const tooMany = all.filter(({ perBatch, asked, rows }) => rows > (perBatch ? 12 * (asked + 8) : 12 * most));
  expect(tooMany, 'statements that read more than they are asked for').toEqual([]);
  expect(all.filter(({ perBatch, scanned }) => perBatch && scanned.length > 0)).toEqual([]);
}

test('a database that has no statistics yet, as in the first run', async () => {
  await each((rows) => rows.empty());
  for (const client of clients) await client.query('delete from pg_statistic');
  await each((rows) => rows.restore());
  await each((rows) => rows.grow(TIMES, 'own'));
  await holdsToItsBounds();
});

test('a database whose statistics are of other runs and targets, as in each later run', async () => {
  await each((rows) => rows.empty());
  await each((rows) => rows.grow(TIMES, 'others'));
  await each((rows) => rows.analyze());
  await each((rows) => rows.restore());
  await each((rows) => rows.grow(TIMES, 'own'));
  await holdsToItsBounds();
});

test('a database that knows its tables', async () => {
  await each((rows) => rows.analyze());
  await holdsToItsBounds();
});
