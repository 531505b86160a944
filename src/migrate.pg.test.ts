import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../test/setup/database.ts';
import { type Database, openDatabase } from './ledger/database.ts';
import { migrate } from './migrate.ts';

let fresh: FreshDatabase;
let database: Database;
let folder: string;

beforeAll(async () => {
  fresh = await freshDatabase();
  database = openDatabase(fresh.url);
  folder = await mkdtemp(path.join(tmpdir(), 'ferry-migrate-'));
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
  await rm(folder, { recursive: true });
});

const write = (name: string, sql: string) => writeFile(path.join(folder, name), sql);
const run = (schema: string) =>
  database.transaction((queries) => migrate(queries, { schema, folder: pathToFileURL(`${folder}/`) }));
const applied = async (schema: string) =>
  (await database.rows<{ name: string }>(`select name from ${schema}.migration order by name`)).map(({ name }) => name);

test('several programs that start at once apply every file once, in the order of their names', async () => {
  await write('0002-two.sql', 'insert into tried.one values (2);');
  await write('0001-one.sql', 'create table tried.one (id int); insert into tried.one values (1);');
  await write('README.md', 'not a migration');
  await Promise.all(Array.from({ length: 5 }, () => run('tried')));
  expect(await applied('tried')).toEqual(['0001-one.sql', '0002-two.sql']);
  expect(await database.rows('select id from tried.one order by id')).toEqual([{ id: 1 }, { id: 2 }]);
});

test('a file that is added later is applied alone', async () => {
  await write('0003-three.sql', 'insert into tried.one values (3);');
  await run('tried');
  await run('tried');
  expect(await database.rows('select count(*)::int as rows from tried.one')).toEqual([{ rows: 3 }]);
});

test('a file that fails is named, without what rows hold, and nothing is kept', async () => {
  await write('0004-wrong.sql', "insert into tried.one values (4); insert into tried.one values ('a secret');");
  await expect(run('tried')).rejects.toMatchObject({
    name: 'FatalError',
    code: 'migration-failed',
    message: expect.stringMatching(/0004-wrong\.sql.*schema tried.*22P02/),
  });
  await expect(run('tried')).rejects.not.toMatchObject({ message: expect.stringContaining('secret') });
  expect(await applied('tried')).not.toContain('0004-wrong.sql');
  expect(await database.rows('select id from tried.one where id = 4')).toEqual([]);
});

test('what the driver itself reports is explained by its code', async () => {
  const failing = {
    rows: async <Row extends object>(sql: string): Promise<readonly Row[]> => {
      if (sql.includes('tried.one')) throw Object.assign(new Error('holds a secret'), { code: '42P07' });
      return [];
    },
  };
  const asked = migrate(failing, { schema: 'tried', folder: pathToFileURL(`${folder}/`) });
  await expect(asked).rejects.toMatchObject({
    message: 'migration 0001-one.sql of schema tried failed (42P07)',
    code: 'migration-failed',
  });
});
