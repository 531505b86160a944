/** What an impact calls changed, new and freed, for every way a record can go from one outcome to another. */
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../test/setup/database.ts';
import { openLedger } from '../ledger.ts';
import type { Ledger } from '../port.ts';

const LANE = 'itsm.ticket';
const OF = { run: 'plan', lane: LANE, overlay: 'target/plan/plan', basis: 'target' };

/** Before and after as `kind`, `kind code` or `kind code path`; the first word of a key says what it must count as. */
const WAYS: readonly (readonly [key: string, before: string, after: string])[] = [
  ['changed', 'created', 'updated'],
  ['changed once lost', 'created', 'created'],
  ['changed by hand too', 'updated', 'updated'],
  ['same', 'updated', 'unchanged'],
  ['same newer there', 'superseded', 'superseded'],
  ['aside', 'created', 'quarantined value-unknown status'],
  ['aside left out before', 'excluded', 'quarantined value-unknown status'],
  ['aside all by hand', 'updated', 'quarantined target-changed title'],
  ['out', 'unchanged', 'excluded'],
  ['out quarantined before', 'quarantined value-unknown status', 'excluded'],
  ['freed written', 'quarantined value-unknown status', 'created'],
  ['freed left out before', 'excluded', 'updated'],
  ['freed there already', 'quarantined value-unknown status', 'unchanged'],
  ['freed newer there', 'excluded', 'superseded'],
  ['still', 'quarantined value-unknown status', 'quarantined value-unknown status'],
  ['still by hand', 'quarantined target-changed title', 'quarantined target-changed title'],
  ['still out', 'excluded', 'excluded'],
  ['again another code', 'quarantined value-unknown status', 'quarantined check-failed status'],
  ['again another path', 'quarantined value-unknown status', 'quarantined value-unknown priority'],
  ['again another rule', 'excluded rule a', 'excluded rule b'],
];
const BY_HAND = ['changed by hand too', 'same', 'aside', 'aside all by hand', 'still by hand'];

let database: FreshDatabase;
let ledger: Ledger;
let pool: pg.Pool;

beforeAll(async () => {
  database = await freshDatabase();
  ledger = await openLedger(database.url);
  pool = new pg.Pool({ connectionString: database.url, max: 1 });
  for (const [line, [key, before, after]] of WAYS.entries()) {
    await outcome('first', { line, key, words: before });
    await outcome('plan', { line, key, words: after });
    await pool.query(`insert into ferry.wanted values ('plan', $1, $2, 'first', 1, $3)`, [LANE, key, line]);
  }
  // Read and loaded after the plan was made: it was made over the version before.
  for (const [line, [key]] of WAYS.entries()) await outcome('later', { line, key, words: 'unchanged' });
  for (const key of BY_HAND) {
    await pool.query(`insert into ferry.finding values ('plan', $1, 'edited-in-console', $2, '["title"]')`, [
      LANE,
      `itsm:ticket:${key}`,
    ]);
  }
});
afterAll(async () => {
  await pool.end();
  await ledger.close();
  await database.drop();
});

function outcome(run: string, { line, key, words }: { line: number; key: string; words: string }) {
  const [kind, code = null, path = null] = words.split(' ');
  return pool.query(
    `insert into ferry.outcome (run, lane, source_key, kind, code, path, external_key, sequence, line)
     values ($1, $2, $3, $4, $5, $6, $7, 1, $8)`,
    [run, LANE, key, kind, code, path, `itsm:ticket:${key}`, line],
  );
}

function keysOf(...firstWords: readonly string[]): readonly string[] {
  return WAYS.map(([key]) => key)
    .filter((key) => firstWords.includes(key.split(' ')[0] ?? ''))
    .sort();
}

test('counts every record by what becomes of it, and what is kept back once more as neither new nor freed', async () => {
  const found = await ledger.laneImpact(OF);
  const keys = (some: { readonly shown: readonly { readonly key: string }[] }) => some.shown.map(({ key }) => key);
  expect(found).toMatchObject({ records: WAYS.length, changed: 5, unchanged: 4 });
  expect(keys(found.newlyQuarantined)).toEqual(keysOf('aside'));
  expect(keys(found.newlyExcluded)).toEqual(keysOf('out'));
  expect(keys(found.freed)).toEqual(keysOf('freed'));
  expect(found.otherReason).toEqual({ quarantined: 2, excluded: 1 });
});

test('counts as edited what would change, and of that what has nothing but edited fields to change', async () => {
  const { edited } = await ledger.laneImpact(OF);
  expect(edited).toEqual({
    total: 2,
    quarantined: 1,
    shown: [
      { key: 'itsm:ticket:aside all by hand', fields: ['title'] },
      { key: 'itsm:ticket:changed by hand too', fields: ['title'] },
    ],
  });
});

test('a run takes the records counted, and no others', async () => {
  const taken = await ledger.impactKeys('plan');
  expect(taken).toEqual([{ lane: LANE, keys: keysOf('changed', 'aside', 'out', 'freed', 'again') }]);
  expect(await ledger.impactKeys('another')).toEqual([]);
});
