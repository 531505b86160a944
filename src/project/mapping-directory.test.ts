import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readMappingDir } from './mapping-directory.ts';
import { refuseDrift } from './route-mappings.ts';

const text = (version: string, key = 'id') =>
  `mapping: site\nversion: ${version}\nfrom: csv/site@1\nto: console/site@1\nkey: ${key}\nfields: { name: n }\n`;

const looking = (table: string) =>
  `${text('1.0.0')}`.replace('n }', `{ from: n, lookup: ${table}, by: a, take: b, otherwise: keep } }`);

async function dirOf(files: Readonly<Record<string, string | Buffer>>) {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'ferry-mappings-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(dir, name)), { recursive: true });
    await writeFile(path.join(dir, name), content);
  }
  return { dir, shown: 'm' };
}

test('the newest version is used, older ones are kept, also when they no longer compile', async () => {
  const files = { 'site.yaml': text('1.10.0'), 'site@1.9.0.yaml': text('1.9.0'), 'old.yaml': `${text('1.0.0')}x: 1\n` };
  const { used, older, broken, retired } = await readMappingDir(await dirOf(files));
  expect(used.map(({ mapping }) => mapping.version)).toEqual(['1.10.0']);
  expect(older.map(({ mapping }) => mapping.version)).toEqual(['1.9.0']);
  expect([broken.length, retired.map(({ version }) => version)]).toEqual([0, ['1.0.0']]);
});

test('the same version twice is refused, and a name that is another version', async () => {
  const twice = await dirOf({ 'a.yaml': text('1.0.0'), 'b.yaml': text('1.0.0', 'code') });
  await expect(readMappingDir(twice)).rejects.toMatchObject({ code: 'mapping-twice', at: 'm/b.yaml' });
  const { broken } = await readMappingDir(await dirOf({ 'site@1.1.0.yaml': text('1.0.0') }));
  expect(broken[0]?.error.message).toContain('m/site@1.1.0.yaml:2:10 the file is named 1.1.0');
});

test('released copies are no mappings of the directory', async () => {
  const { used } = await readMappingDir(
    await dirOf({ 'a.yaml': text('1.0.0'), 'released/site@1.0.0.yaml': text('1.0.0') }),
  );
  expect(used).toHaveLength(1);
});

test.each([
  ['nothing', {}, 'mapping-missing'],
  ['another encoding', { 'a.yaml': Buffer.from([0xff, 0xfe, 0x6d]) }, 'mapping-unreadable'],
  ['a table of another encoding', { 'a.yaml': looking('t.csv'), 't.csv': Buffer.from([0xff]) }, 'mapping-unreadable'],
  ['a configuration alone', { 'ferry.yaml': 'sources: {}\nroutes: {}\n' }, 'mapping-missing'],
  [
    'a lock in the middle of a merge',
    { 'a.yaml': text('1.0.0'), 'mappings.lock.yaml': '<<<<<<< HEAD\n' },
    'lock-invalid',
  ],
])('%s is refused with a code', async (_, files: Record<string, string | Buffer>, code) => {
  await expect(readMappingDir(await dirOf(files))).rejects.toMatchObject({ code });
});

test('a run refuses a mapping whose content differs from the lock', async () => {
  const entry = `{ content: ${'a'.repeat(64)}, source: csv/site@1, contract: ${'a'.repeat(64)} }`;
  const lock = `format: 1\nmappings: { site: { 1.0.0: ${entry} } }\n`;
  const { used } = await readMappingDir(await dirOf({ 'a.yaml': text('1.0.0'), 'mappings.lock.yaml': lock }));
  expect(() => refuseDrift(used)).toThrow('site 1.0.0 (m/a.yaml): not what was locked under this version');
  expect(() => refuseDrift([])).not.toThrow();
});

test('what no mapping names is not read: neither exports nor a configuration in the same directory', async () => {
  const { used, broken } = await readMappingDir(
    await dirOf({
      'a.yaml': looking('tables/t.csv'),
      'tables/t.csv': 'a,b\nx,y\n',
      'exports/客户.csv': Buffer.from([0xbf, 0xcd, 0xbb, 0xa7]),
      'other.csv': Buffer.from([0xff]),
      'ferry.yaml': 'sources: {}\nroutes: {}\n',
    }),
  );
  expect([used.length, broken.length]).toEqual([1, 0]);
  expect(used[0]?.tables).toEqual({ 'tables/t.csv': 'a,b\nx,y\n' });
});

test('a table that is mistyped is told with the one that is there', async () => {
  const { broken } = await readMappingDir(await dirOf({ 'a.yaml': looking('tabels/t.csv'), 'tables/t.csv': 'a,b\n' }));
  expect(broken[0]?.error.message).toContain('there is no table tabels/t.csv');
  expect(broken[0]?.error.message).toContain('did you mean tables/t.csv?');
});

test.each([
  [{ oa: 'csv' }, 'oa', true],
  [{ oa: 'markdown' }, 'oa', false],
  [{}, 'csv', true],
  [{ csv: 'markdown' }, 'csv', false],
])('with sources %j, what %s gives is text: %s', async (kinds, source, textual) => {
  const file = text('1.0.0')
    .replace('from: csv', `from: ${source}`)
    .replace('console/site', 'console/customer')
    .replace('n }', 'n, aliases: c }');
  const { broken } = await readMappingDir({ ...(await dirOf({ 'a.yaml': file })), kinds });
  const mistakes = broken.map(({ error }) => error.issues[0]?.message);
  expect(mistakes).toEqual(textual ? ['aliases takes a list, and the rule yields one value'] : []);
});
