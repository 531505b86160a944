/** Every mapping that ships compiles, passes its own examples, and is explained column by column in its README. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileMapping } from '../src/mapping/compile.ts';
import { runExamples } from '../src/mapping/examples/examples.ts';
import { LOCK_FILE } from '../src/mapping/versions/lock.ts';
import { ENTITIES } from '../src/model/entity.ts';
import type { Identity, MapResult, SourceRecord } from '../src/model/record.ts';
import { goldenFiles } from '../src/project/golden-files.ts';
import { readMappingDir } from '../src/project/mapping-directory.ts';
import { sha256 } from '../src/sha256.ts';

const SHIPPED = [
  'mappings/csv-to-console',
  'mappings/servicenow-export-to-console',
  'mappings/markdown-to-console',
  'mappings/rt-to-console',
];
const DIRS = [...SHIPPED, 'src/embedded/sample/mappings'];

for (const dir of DIRS) {
  describe(dir, () => {
    for (const file of mappingFiles(dir)) {
      test(`${file} compiles and passes its examples`, () => {
        const mapping = compile(dir, file);
        expect(mapping.examples.length).toBeGreaterThan(1);
        expect(runExamples(mapping)).toEqual([]);
      });
    }
  });
}

for (const dir of SHIPPED) {
  test(`the golden records of ${dir} come out as they should`, async () => {
    const golden = await goldenFiles(await readMappingDir({ dir: path.resolve(dir), shown: dir }));
    expect(golden.flatMap(({ outcomes }) => outcomes).length).toBeGreaterThan(3);
    const wrong = golden.flatMap(({ file, outcomes }) =>
      outcomes.flatMap(({ case: { name }, differences }) => differences.map((what) => `${file}, ${name}: ${what}`)),
    );
    expect(wrong).toEqual([]);
  });
}

test.each(SHIPPED)('the lock of %s keeps every mapping as it is (ferry mapping lock)', async (dir) => {
  const { used, lock } = await readMappingDir({ dir: path.resolve(dir), shown: dir });
  expect(lock).not.toBeNull();
  expect(used.filter(({ lock: state }) => state !== 'locked').map(({ file }) => file)).toEqual([]);
});

test('the registers are served whole: one mapping for every entity of the console', () => {
  const served = mappingFiles('mappings/csv-to-console').map((file) => compile('mappings/csv-to-console', file).to);
  expect(served.sort()).toEqual([...ENTITIES].sort());
});

for (const file of mappingFiles('mappings/csv-to-console')) {
  test(`the README explains the columns of ${file}, and no others`, () => {
    const mapping = compile('mappings/csv-to-console', file);
    const explained = columnsIn(section('mappings/csv-to-console', mapping.to));
    expect(explained).toEqual([...mapping.uses].sort());
  });
}

for (const file of mappingFiles('mappings/rt-to-console')) {
  test(`the README of rt-to-console explains the fields of ${file}, and no others`, () => {
    const explained = columnsIn(section('mappings/rt-to-console', file.replace('.yaml', '')));
    expect(explained).toEqual([...compile('mappings/rt-to-console', file).uses].sort());
  });
}

for (const dir of SHIPPED.slice(1)) {
  test(`the README of ${dir} explains every column its mappings use`, () => {
    const explained = columnsIn(readFileSync(path.join(dir, 'README.md'), 'utf8'));
    for (const file of mappingFiles(dir))
      expect(explained).toEqual(expect.arrayContaining([...compile(dir, file).uses]));
  });
}

describe('who is who between Request Tracker and registers', () => {
  const register = { key: '1', data: { code: 'KH1', name: 'ACME  Logistics', aliases: '甲物流; Acme Log' } };

  test.each(['acme logistics', ' Acme Logistics ', '甲物流', 'ACME LOG'])(
    'the organization %j is the customer',
    (Name) => {
      expect(shared('customer', register, { key: Name, data: { type: 'organization', Name, users: 1 } })).toEqual([
        'name',
      ]);
    },
  );

  test('an organization of another name is another customer', () => {
    const other = { key: 'x', data: { type: 'organization', Name: 'ACME Logistics GmbH', users: 1 } };
    expect(shared('customer', register, other)).toEqual([]);
  });

  const agent = { key: '1', data: { id: 'U1', kind: 'agent', name: 'A', login: 'Alice', email: 'a@example.com' } };
  const user = (Name: string, Privileged: boolean) => ({
    key: '9',
    data: {
      id: '9',
      Name,
      Privileged,
      Disabled: false,
      kind: Privileged ? 'agent' : 'customer',
      EmailAddress: 'a@example.com',
    },
  });

  test('an agent is the same person by the login that an administrator gave', () => {
    expect(shared('person', agent, user('ALICE', true))).toEqual(['account']);
  });

  test('an account made of a sender’s address, and an e-mail, join nobody', () => {
    expect(shared('person', agent, user('alice', false))).toEqual([]);
    expect(shared('person', agent, user('bob', true))).toEqual([]);
  });

  test('a team is the group of that name, a queue never is', () => {
    const team = { key: '1', data: { id: 'G1', name: 'NOC' } };
    const found = (type: string) =>
      shared('group', team, { key: '3', data: { type, id: '3', Name: 'NOC', Disabled: false } }, type);
    expect([found('group'), found('queue')]).toEqual([['name'], []]);
  });

  test('a level is found by the name of its policy', () => {
    const policy = identitiesOf(
      compile('mappings/csv-to-console', 'sla-policy.yaml').map(
        { key: '1', data: { code: 'C9', name: ' P1 ' } },
        'register',
      ),
    );
    expect(policy).toContainEqual({ kind: 'name', value: 'P1' });
  });
});

/** The kinds by which the record of Request Tracker would join the register's. */
function shared(file: string, ours: SourceRecord, theirs: SourceRecord, rt = file): readonly string[] {
  const known = identitiesOf(compile('mappings/csv-to-console', `${file}.yaml`).map(ours, 'register'));
  const mapping = compile('mappings/rt-to-console', `${rt}.yaml`);
  const asked = identitiesOf(mapping.map(theirs, 'rt')).filter(({ kind }) => mapping.match.flat().includes(kind));
  return asked
    .filter((one) => known.some(({ kind, value }) => kind === one.kind && value === one.value))
    .map(({ kind }) => kind);
}

function identitiesOf(result: MapResult): readonly Identity[] {
  if (result.kind !== 'mapped') throw new Error(`not mapped: ${JSON.stringify(result)}`);
  return result.identities;
}

function mappingFiles(dir: string): string[] {
  return readdirSync(dir).filter((file) => file.endsWith('.yaml') && file !== LOCK_FILE);
}

function compile(dir: string, file: string) {
  const text = readFileSync(path.join(dir, file), 'utf8');
  return compileMapping({ file: path.join(dir, file), text, tables: {}, sha256 });
}

/** What stands in backticks in the first column of a README's tables. */
function columnsIn(markdown: string): string[] {
  const cells = markdown.split('\n').map((line) => /^\|([^|]+)\|/.exec(line)?.[1] ?? '');
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)).sort();
}

function section(dir: string, heading: string): string {
  const parts = readFileSync(path.join(dir, 'README.md'), 'utf8').split(/^## /m);
  return parts.find((part) => part.startsWith(`${heading}\n`)) ?? '';
}

test.each([
  ['Asia/Kathmandu', 'tr_TR.UTF-8'],
  ['America/St_Johns', 'C'],
])(
  'golden records come out the same in zone %s and locale %s',
  (TZ, locale) => {
    const env = { ...process.env, TZ, LANG: locale, LC_ALL: locale };
    const args = ['src/cli/ferry.mjs', 'mapping', 'test', ...SHIPPED];
    const { status, stderr, stdout } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
    expect(status, stdout + stderr).toBe(0);
  },
  120_000,
);
