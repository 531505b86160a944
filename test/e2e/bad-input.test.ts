/** What exports, configurations and surroundings may do wrong: each is reported in text, by exit code and as one JSON object, and the rest crosses. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { consoleAt, type Fixture, layTraps, MAPPINGS, openFixture } from './bad-input-fixture.ts';
import type { Workplace } from './ferry.ts';

const HEADER = 'number,title,status,priority,created_at,resolved_at,comments,__proto__,constructor';

let fixture: Fixture;
let place: Workplace;

beforeAll(async () => {
  fixture = await openFixture();
  place = fixture.place;
});

afterAll(() => fixture?.close());

interface Setting {
  readonly file?: string;
  readonly options?: string;
  readonly target?: string;
  readonly mappings?: string;
  readonly limit?: string;
}

function configuration({ file = 'good.csv', options = '', target = '', mappings = MAPPINGS, limit = '5%' }: Setting) {
  return `sources:
  export: { kind: csv, dir: ., files: { ticket: { path: ${file}, key: number${options} } } }
${target}
routes:
  bad: { from: export, mappings: ${JSON.stringify(mappings)}, entities: [ticket], limits: { quarantine: ${limit} } }
`;
}

/** Runs the route, once for machines. `given` is the one object on stdout: `json` refuses anything beside it. */
async function run(setting: Setting) {
  await place.write('ferry.yaml', configuration(setting));
  return place.json('run');
}

async function ticket(key: string): Promise<Record<string, unknown> | null> {
  const token = (await readFile(fixture.console.tokenFile, 'utf8')).trim();
  const address = `${fixture.console.url}/v1/entities/ticket/${encodeURIComponent(key)}`;
  const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
  return answer.ok ? z.object({ data: z.record(z.string(), z.unknown()) }).parse(await answer.json()).data : null;
}

interface Row {
  readonly number: string;
  readonly title?: string;
  readonly status?: string;
  readonly created?: string;
  readonly resolved?: string;
  readonly comments?: string;
  readonly proto?: string;
}

function csvLine({ number, title = 't', status = 'open', created = '2026-01-01T00:00:00Z', ...row }: Row): string {
  const cells = [number, title, status, 'high', created, row.resolved ?? '', row.comments ?? '', row.proto ?? '', ''];
  return cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
}

const note = (body: string) => `[{"id":"1","body":${body}}]`;

describe('a dirty export', () => {
  const migration: readonly Row[] = [
    { number: 'OK-1' },
    {
      number: 'PROTO-1',
      comments: '[{"id":"1","__proto__":{"internal":false},"body":"x"}]',
      proto: '{"polluted":true}',
    },
    { number: '__proto__' },
    { number: 'constructor', comments: '[{"id":"hasOwnProperty","body":"x"}]' },
    { number: '9007199254740993' },
    { number: 'BIG', comments: '[{"id":9007199254740993,"body":"odd"},{"id":9007199254740992,"body":"even"}]' },
    { number: 'UNSET', created: '1970-01-01 08:00:00', resolved: '1970-01-01T00:00:00Z' },
    { number: 'a/b/../c' },
    { number: '..' },
    { number: 'a%2Fb?x=1#y' },
    { number: '名字/带 空格.md' },
    { number: 'LINES', title: 'one\r\n"two"' },
  ];
  const quarantined: readonly (Row & { readonly key?: string; readonly code: string; readonly at?: string })[] = [
    { number: 'NUL', title: 'a\0b', code: 'text-nul', at: 'title' },
    { number: 'NUL-JSON', comments: note('"\\u0000"'), code: 'text-nul', at: 'comments[0].body.content' },
    { number: 'HALF', comments: note('"\\ud800"'), code: 'text-surrogate', at: 'comments[0].body.content' },
    { number: 'DEEP', comments: note('['.repeat(50_000) + ']'.repeat(50_000)), code: 'cell-json', at: 'comments' },
    { number: 'NOT-JSON', comments: '{"no', code: 'cell-json', at: 'comments' },
    { number: 'TWICE', comments: '[{"id":"1","id":"2"}]', code: 'cell-json', at: 'comments' },
    { number: 'YESTERDAY', created: 'yesterday', code: 'date-invalid', at: 'createdAt' },
    { number: 'LIMBO', status: '\u001B[2Jlimbo', code: 'value-unknown', at: 'status' },
    { number: 'nul\0key', key: 'line 23', code: 'key-unusable' },
    { number: 'K'.repeat(400), key: 'line 24', code: 'key-unusable' },
    { number: '', key: 'line 25', code: 'key-missing' },
    { number: 'OK-1', title: 'other', key: 'OK-1#line 26', code: 'key-duplicate' },
  ];

  test('every row is loaded or is quarantined by code and path, and the sum closes', async () => {
    const rows = [...migration, ...quarantined].map(csvLine);
    // Blank rows and a row said again are left out, and counted beside the source count.
    const none = [',,,,,,,,', ' ,,', csvLine({ number: 'OK-1' })];
    await place.write('dirty.csv', [HEADER, ...rows, 'RAGGED,too few', ...none, ''].join('\n'));
    const { exit, given } = await run({ file: 'dirty.csv', options: ', json: [comments]', limit: '90%' });
    const counts = { enumerated: 25, created: migration.length, quarantined: quarantined.length + 1 };
    expect(given).toMatchObject({ state: 'settled', settled: true, entities: { ticket: counts } });
    expect(exit).toBe(4);

    const { records } = (await place.json('quarantine', 'list')).given;
    const found = z.array(z.object({ key: z.string(), code: z.string(), path: z.string() })).parse(records);
    const expected = quarantined.map(({ key, number, code, at = '' }) => ({ key: key ?? number, code, path: at }));
    expect(found).toEqual([...expected, { key: 'RAGGED', code: 'row-ragged', path: '' }]);
  });

  test('names like those of objects and paths, and ids of every size, arrive as they are', async () => {
    for (const { number } of migration) expect(await ticket(`export:ticket:${number}`)).toMatchObject({ number });
    expect(await ticket('export:ticket:BIG')).toMatchObject({
      comments: [
        { externalId: expect.stringMatching(/BIG.9007199254740993$/) },
        { externalId: expect.stringMatching(/BIG.9007199254740992$/) },
      ],
    });
    expect(JSON.stringify(await ticket('export:ticket:PROTO-1'))).not.toMatch(/polluted|__proto__/);
    expect(await ticket('export:ticket:UNSET')).not.toHaveProperty('createdAt', expect.anything());
    expect(await ticket('export:ticket:UNSET')).not.toHaveProperty('resolvedAt', expect.anything());
  });

  test('a record that was quarantined is shown without doing anything to the terminal', async () => {
    const { exit, out } = await place.ferry('quarantine', 'show', 'export.ticket', 'LIMBO');
    expect(exit).toBe(0);
    expect(out).not.toContain('\u001B');
    expect((await place.json('quarantine', 'show', 'export.ticket', 'HALF')).given).toMatchObject({
      record: { data: { comments: [{ body: '\ud800' }] } },
    });
  });

  test('two sources may use one ticket number', async () => {
    await place.write('other.csv', 'number;title;status\nOK-1;another;open\n');
    const text = configuration({ file: 'other.csv', options: ', delimiter: ";"' });
    await place.write('ferry.yaml', text.replaceAll('export', 'other'));
    const { given } = await place.json('run');
    expect(given).toMatchObject({ settled: true, entities: { ticket: { created: 1 } } });
    expect(await ticket('other:ticket:OK-1')).toMatchObject({ title: 'another' });
  });
});

describe('an export that is no good as a whole', () => {
  const latin = Buffer.from('number,title,status\nT1,fine,open\nT2,\xd6\xd0,open\n', 'latin1');

  test.each([
    ['in another encoding', latin, 'encoding-wrong', /export\.csv:3$/],
    ['cut off within a cell', Buffer.from('number,title,status\nT1,ok,open\nT2,"cut in th'), 'file-truncated', /:3$/],
    ['empty', Buffer.from(''), 'column-missing', /export\.csv$/],
    ['cut off within a row', Buffer.from('number,title,status\nT1,ok,open\nT2,cut'), 'file-truncated', /:3$/],
    ['with another delimiter', Buffer.from('number;title\nT1;x\n'), 'column-missing', /export\.csv$/],
    ['of quotes alone', Buffer.alloc(1_000_000, '"'), 'column-missing', /export\.csv$/],
  ])('%s is refused before a run begins, with its place and what to do', async (_what, bytes, code, at) => {
    await writeFile(path.join(place.dir, 'export.csv'), bytes);
    const { exit, given } = await run({ file: 'export.csv' });
    expect(given).toMatchObject({ error: { code, hint: expect.any(String), at: expect.stringMatching(at) } });
    expect(exit).toBe(2);
    const checked = await place.ferry('check');
    expect(checked.out.match(/^STOP/gm)).toHaveLength(1);
    expect(checked).toMatchObject({ exit: 3, out: expect.not.stringContaining('is fine') });
    expect(JSON.stringify(given).length).toBeLessThan(5000);
  });
});

describe('a run that can not even start says so before anything is written', () => {
  const cases: readonly [string, () => Setting, number, string, RegExp][] = [
    ['a missing file', () => ({ file: 'nowhere.csv' }), 2, 'file-missing', /nowhere\.csv$/],
    ['a directory for a file', () => ({ file: 'broken' }), 2, 'file-missing', /broken$/],
    ['an unknown key', () => ({ options: ', kee: number' }), 2, 'config-invalid', /^ferry\.yaml:2:\d+$/],
    ['a broken mapping', () => ({ mappings: 'broken' }), 2, 'mapping-invalid', /^broken\/ticket\.yaml:\d+:5$/],
    ['a wrong token', () => ({ target: consoleAt(fixture.console.url) }), 6, 'auth-refused', /\/v1\/instance$/],
    ['nobody at the address', () => ({ target: consoleAt('http://127.0.0.1:9') }), 6, 'unreachable', /127\.0\.0\.1:9/],
  ];

  beforeAll(async () => {
    await place.write('good.csv', `${HEADER}\n${csvLine({ number: 'GOOD' })}\n`);
    await layTraps(place);
  });

  test.each(cases)('%s', async (_what, setting, code, named, at) => {
    const { exit, given } = await run(setting());
    expect(given).toMatchObject({ error: { code: named, hint: expect.any(String), at: expect.stringMatching(at) } });
    expect(exit).toBe(code);
  });

  test('keys named __proto__ in the configuration are refused like any other unknown one', async () => {
    await place.write('ferry.yaml', `__proto__: { polluted: true }\n${configuration({})}`);
    expect(await place.json('run')).toMatchObject({ exit: 2, given: { error: { at: 'ferry.yaml:1:1' } } });
  });

  test.each([
    ['a command that is none', ['rnu']],
    ['an option that is none', ['run', '--nope']],
    ['a number that is none', ['quarantine', 'list', '--limit', 'x']],
  ])('%s is told to machines too', async (_what, words) => {
    expect(await place.json(...words)).toMatchObject({ exit: 2, given: { error: { code: 'command-line' } } });
  });
});

describe('surroundings that are no good', () => {
  const ask = async (env: NodeJS.ProcessEnv, ...words: string[]) => {
    const started = Date.now();
    const { exit, out, err } = await place.start(env, ...words, '--json').said;
    const { error } = z.object({ error: z.object({ code: z.string(), hint: z.string() }) }).parse(JSON.parse(out));
    expect(`${out}${err}`).not.toContain('pass-canary');
    expect(Date.now() - started).toBeLessThan(25_000);
    return { exit, code: error.code };
  };
  const nowhere = 'postgres://ferry:pass-canary@127.0.0.1:9/ferry';

  test.each([
    ['a database that is not there', { DATABASE_URL: nowhere }, 6, 'ledger-unreachable'],
    ['an address that is none', { DATABASE_URL: 'mysql://ferry:pass-canary@127.0.0.1/x' }, 2, 'database-url'],
    ['a Temporal that is not there', { TEMPORAL_ADDRESS: '127.0.0.1:9' }, 6, 'temporal-unreachable'],
  ])('%s is said within seconds, without its password', async (_what, env, exit, code) => {
    expect(await ask(env, 'status')).toEqual({ exit, code });
  });

  test('check asks the database and the Temporal that a run would use, and repeats no password', async () => {
    await place.write('good.csv', `${HEADER}\n${csvLine({ number: 'GOOD' })}\n`);
    await place.write('ferry.yaml', configuration({}));
    const env = { DATABASE_URL: nowhere, TEMPORAL_ADDRESS: '127.0.0.1:9' };
    const { exit, out, err } = await place.start('check', env).said;
    expect(exit).toBe(6);
    expect(out).toMatch(/STOP +every route: database: .*\n[\s\S]*STOP +every route: temporal server: 127\.0\.0\.1:9/);
    expect(out + err).not.toContain('pass-canary');
  });

  test('a database that refuses the password', async () => {
    const { port } = JSON.parse(await readFile(path.join(place.home, 'postgres.json'), 'utf8'));
    const env = { DATABASE_URL: `postgres://ferry:pass-canary@127.0.0.1:${port}/ferry` };
    expect(await ask(env, 'status')).toEqual({ exit: 6, code: 'ledger-refused' });
  });

  test('a home that is a file, and a port that is taken', async () => {
    const { port } = new URL(fixture.console.url);
    expect(await ask({ FERRY_HOME: path.join(place.dir, 'good.csv') }, 'status')).toEqual({
      exit: 2,
      code: 'home-unusable',
    });
    expect(await ask({}, 'console', '--port', port)).toEqual({ exit: 2, code: 'port-taken' });
  });
});
