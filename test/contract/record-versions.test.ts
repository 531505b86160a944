/** Versions that were stored before they had one form: what a record is superseded by stays right after the change. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startConsole } from '../../src/console/server.ts';
import { type Database, openDatabase } from '../../src/ledger/database.ts';
import { migrateLedger } from '../../src/ledger/migrate.ts';
import { migrate } from '../../src/migrate.ts';
import { instantVersion, numberVersion, rebaseVersion } from '../../src/model/record-version.ts';
import { OPERATE } from '../setup/console.ts';
import { freshDatabase } from '../setup/database.ts';
import { migrationsBefore } from '../support/earlier-migrations.ts';

const CHANGE = '-record-versions.sql';
const SCHEMAS = {
  ferry: { all: new URL('../../src/ledger/migrations/', import.meta.url), file: `0024${CHANGE}` },
  console: { all: new URL('../../src/console/migrations/', import.meta.url), file: `0003${CHANGE}` },
} as const;

/** A database as it was before the change; `act` brings it up to date. */
async function beforeChange(schema: keyof typeof SCHEMAS, act: (db: Database, url: string) => Promise<void>) {
  const fresh = await freshDatabase();
  const db = openDatabase(fresh.url);
  const earlier = await migrationsBefore(SCHEMAS[schema].all, SCHEMAS[schema].file);
  try {
    await db.transaction((queries) => migrate(queries, { schema, folder: earlier.folder }));
    await act(db, fresh.url);
  } finally {
    await db.close();
    await fresh.drop();
    await earlier.remove();
  }
}

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 34 });
const number = fc
  .tuple(fc.constantFrom('', '', '+', '-'), digits, fc.option(digits))
  .map(([sign, whole, fraction]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}`);
const instant = fc
  .tuple(fc.date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true }), fc.nat(9))
  .map(([date, places]) =>
    date.toISOString().replace(/\.(\d+)Z/, places === 0 ? 'Z' : `.${'123456789'.slice(0, places)}Z`),
  );
const formed = fc.oneof(number.map(numberVersion), instant.map(instantVersion)).map((version) => version ?? 'n');
const other = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
  fc.constantFrom(
    '2026-01-02',
    '2026-01-02 03:04',
    '2026-01-02T03:04:05+02:00',
    '3/4/2026 1:00',
    'v7',
    '',
    '.5',
    '1e3',
  ),
);
const stored = fc.uniqueArray(fc.oneof(number, instant, formed, other), { minLength: 400, maxLength: 400 });

test('the ledger rebases versions as landed records are rebased when they are read', async () => {
  const [versions = []] = fc.sample(stored, 1);
  await beforeChange('ferry', async (db) => {
    await db.rows(
      `insert into ferry.record_map (target_instance, route, lane, source_key, source, entity, own_key, external_key, run, version)
       select 'i', 'r', 'l', n::text, 's', 'ticket', n::text, n::text, 'run', v from unnest($1::text[]) with ordinality as t (v, n)`,
      [versions],
    );
    await migrateLedger(db);
    const rows = await db.rows<{ version: string | null }>(
      'select version from ferry.record_map order by source_key::int',
    );
    expect(rows.map(({ version }, i) => [versions[i], version])).toEqual(
      versions.map((one) => [one, rebaseVersion(one)]),
    );
  });
});

test('a console forgets no version that it can order, and what it refused as older stays refused', async () => {
  const [versions = []] = fc.sample(stored, 1);
  await beforeChange('console', async (db, databaseUrl) => {
    const sent = new Map(versions.map((version, i) => [`itsm:group:${i}`, version]));
    await insertRecords(db, sent);
    const site = await startConsole({ databaseUrl, port: 0, tokens: { operate: OPERATE, read: OPERATE } });
    try {
      const rows = await db.rows<{ key: string; versions: Record<string, string> }>(
        'select external_id as key, source_versions as versions from console.record',
      );
      for (const { key, versions: kept } of rows) {
        const rebased = rebaseVersion(sent.get(key) ?? '');
        expect([sent.get(key), kept]).toEqual([
          sent.get(key),
          { other: numberVersion('1'), ...(rebased && { itsm: rebased }) },
        ]);
      }
      const [older, newer] = [numberVersion('-1e40'.replace('e40', '0'.repeat(29))), 't9999-12-31T23:59:59.999999999Z'];
      for (const [version, status] of [
        [older, 'superseded'],
        [newer, 'updated'],
      ] as const) {
        const known = [...sent].filter(([, one]) => rebaseVersion(one) !== null && rebaseVersion(one) !== older);
        const items = known.map(([externalId]) => ({
          op: 'upsert',
          externalId,
          sourceVersion: version,
          data: { name: status },
        }));
        expect(new Set(await statuses(site.url, items))).toEqual(new Set([status]));
      }
    } finally {
      await site.close();
    }
  });
});

async function insertRecords(db: Database, sent: ReadonlyMap<string, string>): Promise<void> {
  await db.rows(
    `with made as (
       insert into console.record (entity, external_id, system, key_hash, number, etag, content_hash, imported_hash, tombstoned,
         source_versions, search)
       select 'group', key, 'itsm', key, 1, '1-x', 'x', 'x', false, json_build_object('itsm', version, 'other', '01'), ''
       from json_to_recordset($1) as r(key text, version text) returning id)
     insert into console.version (record, number, mode, actor, op, etag, content_hash, tombstoned, data)
     select id, 1, 'history', 'import', 'upsert', '1-x', 'x', false, '{"name":"x"}' from made`,
    [JSON.stringify([...sent].map(([key, version]) => ({ key, version })))],
  );
}

async function statuses(url: string, items: readonly object[]): Promise<readonly string[]> {
  const response = await fetch(`${url}/v1/bulk/group`, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${OPERATE}`, 'content-type': 'application/json', 'import-mode': 'history' },
      ...{ 'import-run': 'run-2', 'idempotency-key': `versions-${items.length}-${JSON.stringify(items).length}` },
    },
    body: JSON.stringify({ items }),
  });
  const { results } = (await response.json()) as { results: readonly { status: string }[] };
  return results.map(({ status }) => status);
}
