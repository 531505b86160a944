/** What sources, consoles and mappings may do wrong to a plan: each has its code and exit, and there is no unfinished report. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consoleAt, type Fixture, layTraps, MAPPINGS, openFixture } from './bad-input-fixture.ts';
import type { Workplace } from './ferry.ts';
import { factsOf } from './plan-cases-fix.ts';

const HEADER = 'number,title,status,priority,created_at,requester';

let fixture: Fixture;
let place: Workplace;

beforeAll(async () => {
  fixture = await openFixture();
  place = fixture.place;
});

afterAll(() => fixture?.close());

interface Setting {
  readonly file?: string;
  readonly target?: string;
  readonly mappings?: string;
}

function configuration({ file = 'good.csv', target = '', mappings = MAPPINGS }: Setting): string {
  return `sources:
  export: { kind: csv, dir: ., files: { ticket: { path: ${file}, key: number } } }
${target}
routes:
  bad: { from: export, mappings: ${JSON.stringify(mappings)}, entities: [ticket], batch: 200, limits: { quarantine: 90% } }
`;
}

async function plan(setting: Setting) {
  await place.write('ferry.yaml', configuration(setting));
  const before = reports();
  const { exit, given } = await place.json('plan');
  return { exit, given, fresh: reports().filter((folder) => !before.includes(folder)) };
}

/** Folders of plans that hold a report, or any part of one. */
function reports(): readonly string[] {
  const root = path.join(place.home, 'plans');
  if (!existsSync(root)) return [];
  return readdirSync(root).filter((name) => readdirSync(path.join(root, name)).length > 0);
}

function rows(count: number): string {
  const lines = Array.from(
    { length: count },
    (_, at) => `T${at},Line ${at} is down,open,high,2026-01-01T00:00:00Z,a${at}`,
  );
  return [HEADER, ...lines, ''].join('\n');
}

describe('a source that is no good', () => {
  test('an export with a header and no rows is planned, and its findings say that it holds nothing', async () => {
    await place.write('empty.csv', `${HEADER}\n`);
    const { exit, given, fresh } = await plan({ file: 'empty.csv' });
    expect(given).toMatchObject({ state: 'settled' });
    expect(JSON.stringify(given.findings)).toMatch(/empty|no record|nothing/);
    expect(exit).toBe(0);
    expect(fresh).toHaveLength(1);
  });

  test.each([
    [
      'in another encoding',
      Buffer.from('number,title,status\nT1,fine,open\nT2,\xd6\xd0,open\n', 'latin1'),
      'encoding-wrong',
    ],
    ['cut off within a cell', Buffer.from('number,title,status\nT1,ok,open\nT2,"cut in th'), 'file-truncated'],
    ['of no bytes', Buffer.from(''), 'column-missing'],
  ])('an export %s is refused before a plan begins, and there is no report', async (_what, bytes, code) => {
    await writeFile(path.join(place.dir, 'broken.csv'), bytes);
    const { exit, given, fresh } = await plan({ file: 'broken.csv' });
    expect(given).toMatchObject({ error: { code, hint: expect.any(String) } });
    expect(exit).toBe(2);
    expect(fresh).toEqual([]);
  });

  test('an export that changes halfway fails the plan, and there is no report', async () => {
    await place.write('growing.csv', rows(20_000));
    await place.write('ferry.yaml', configuration({ file: 'growing.csv' }));
    const before = reports();
    const planning = place.start('plan', '--json');
    await landed(5);
    await appendFile(path.join(place.dir, 'growing.csv'), 'LATE,one more,open,high,2026-01-01T00:00:00Z,a\n');
    const { exit, out } = await planning.said;
    expect(JSON.parse(out)).toMatchObject({ state: 'failed', error: { code: 'file-changed' } });
    expect(exit).toBe(1);
    expect(reports()).toEqual(before);
  });
});

/** Waits until so many batches of the newest plan have landed. */
async function landed(count: number): Promise<void> {
  const root = path.join(place.home, 'landing');
  for (let tries = 0; tries < 12_000; tries += 1) {
    const found = existsSync(root) ? readdirSync(root).filter((name) => /^\d{8}-/.test(name)) : [];
    const newest = path.join(root, found.sort().at(-1) ?? 'none');
    const files = existsSync(newest) ? readdirSync(newest, { recursive: true, encoding: 'utf8' }) : [];
    if (files.filter((file) => /\/\d{6}\.json$/.test(file)).length >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`there are no ${count} batches after four minutes`);
}

describe('what stops a plan before it begins', () => {
  const cases: readonly [string, () => Setting, number, string][] = [
    ['a missing file', () => ({ file: 'nowhere.csv' }), 2, 'file-missing'],
    ['a broken mapping', () => ({ mappings: 'broken' }), 2, 'mapping-invalid'],
    ['no mapping', () => ({ mappings: 'none' }), 2, 'mapping-missing'],
    ['no directory of mappings', () => ({ mappings: 'nowhere' }), 2, 'mapping-missing'],
    ['a wrong token', () => ({ target: consoleAt(fixture.console.url) }), 6, 'auth-refused'],
    ['a console that is down', () => ({ target: consoleAt('http://127.0.0.1:9') }), 6, 'unreachable'],
  ];

  beforeAll(async () => {
    await place.write('good.csv', rows(3));
    await mkdir(path.join(place.dir, 'none'));
    await layTraps(place);
  });

  test.each(cases)('%s', async (_what, setting, code, named) => {
    const { exit, given, fresh } = await plan(setting());
    expect(given).toMatchObject({ error: { code: named, hint: expect.any(String) } });
    expect(exit).toBe(code);
    expect(fresh).toEqual([]);
  });

  test.each([
    ['an entity that is none', ['plan', '--entity', 'tickt']],
    ['a sample of nothing', ['plan', '--sample', '0']],
    ['a sample in words', ['plan', '--sample', 'many']],
    ['a route that is none', ['plan', '--route', 'bda']],
    ['a report of no plan', ['plan', 'report', '20000101-000000-none']],
    ['a comparison with no plan', ['plan', 'compare', '20000101-000000-none']],
    ['an approval of no plan', ['plan', 'approve', '20000101-000000-none', '--by', 'alice']],
  ])('%s is refused with exit 2', async (_what, words) => {
    await place.write('ferry.yaml', configuration({}));
    expect(await place.json(...words)).toMatchObject({ exit: 2, given: { error: { hint: expect.any(String) } } });
  });
});

describe('hostile records', () => {
  const hostile = [
    ['=HYPERLINK("http://evil.example.com","x")', '=1+1', 'open'],
    ['@SUM(A1)', '</script><script>alert(1)</script>', 'open'],
    ['+cmd', '<img src=x onerror=alert(1)>', '"><svg onload=alert(1)>'],
    ['-2+3', '\u202Etxt.exe\u202C', '\u001B[2Jlimbo'],
    ['line\r\nbreak', '{{7*7}} #{7*7} `x`', '=limbo'],
    ['__proto__', 'constructor', '__proto__'],
    ['\uFEFFbom', '客户说：“中断”', '未知'],
  ];

  test('stay text in every file of the report', async () => {
    const lines = hostile.map(([key = '', title = '', status = '']) =>
      [key, title, status, 'high', '', title].map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','),
    );
    await place.write('hostile.csv', [HEADER, ...lines, ''].join('\n'));
    const { given, fresh } = await plan({ file: 'hostile.csv' });
    expect(given, JSON.stringify(given)).toMatchObject({ state: 'settled' });
    const folder = path.join(place.home, 'plans', fresh[0] ?? 'none');
    expect(factsOf(folder).lanes).toHaveLength(1);
    const html = readFileSync(path.join(folder, 'report.html'), 'utf8');
    expect(html).not.toMatch(/<script|<img|<svg onload/i);
    for (const name of ['records.csv', 'losses.csv', 'values.csv', 'quarantine.csv']) {
      const table: string[][] = parse(readFileSync(path.join(folder, name)), { bom: true });
      expect(
        table.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell)),
        name,
      ).toEqual([]);
    }
    expect(parse(readFileSync(path.join(folder, 'records.csv')), { bom: true })).toHaveLength(hostile.length + 1);
  });
});
