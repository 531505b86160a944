import pg from 'pg';
import { expect, test } from 'vitest';
import { freshDatabase } from '../../test/setup/database.ts';

test('knows upper and lower case of every script, and sorts by code point', async () => {
  const database = await freshDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query(
    `select lower('ÉÀ') as low, array(select x from unnest(array['b','É','a','客']) x order by 1) as sorted`,
  );
  await client.end();
  await database.drop();
  expect(rows).toEqual([{ low: 'éà', sorted: ['a', 'b', 'É', '客'] }]);
});
