import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, describe, expect, test } from 'vitest';
import { sentenceOf } from '../messages/sentence.ts';
import type { SourceRecord } from '../model/record.ts';
import { numberVersion } from '../model/record-version.ts';
import { csvOptions, csvSource } from './csv.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'ferry-csv-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let made = 0;

/** A source with one file, `record`, of these contents. */
function sourceOf(contents: string | Buffer, file: object = {}) {
  const name = `${made++}.csv`;
  const target = path.join(dir, name);
  writeFileSync(target, contents);
  const options = csvOptions.parse({ kind: 'csv', dir: '.', files: { record: { path: name, ...file } } });
  return { file: target, source: csvSource(options, { baseDir: dir, workDir: path.join(dir, 'work') }) };
}

async function read(contents: string | Buffer, file: object = {}): Promise<readonly SourceRecord[]> {
  const { source } = sourceOf(contents, file);
  const records: SourceRecord[] = [];
  for await (const page of source.read('record', null)) records.push(...page.records);
  expect((await source.count('record')).count).toBe(records.length);
  return records;
}

async function refusal(contents: string | Buffer, file: object = {}): Promise<unknown> {
  return await read(contents, file).then(
    () => 'nothing was refused',
    (error: unknown) => error,
  );
}

const problems = (records: readonly SourceRecord[]) =>
  records.map(({ key, problem }) => [key, problem?.code, problem && sentenceOf('problem', problem)]);

describe('cells', () => {
  test('are text as written, or null where the file says so', async () => {
    const [row] = await read('id,formula,space,unknown,empty\n1,=cmd(),"  x ",?,\n', { nulls: ['', '?'] });
    expect(row?.data).toEqual({ id: '1', formula: '=cmd()', space: '  x ', unknown: null, empty: null });
  });

  test('may hold line ends, quotes and delimiters', async () => {
    const [row] = await read('id;text\r\n1;"a;b\r\n""c""\rd\ne"\r\n', { delimiter: ';' });
    expect(row?.data.text).toBe('a;b\r\n"c"\rd\ne');
  });

  test('keep a quote that is not doubled as written', async () => {
    const rows = await read('id,text\n1,5" disk\n2,"say "hi" now"\n3,"x"y\n');
    expect(rows.map(({ data }) => data.text)).toEqual(['5" disk', '"say "hi" now"', '"x"y']);
  });

  test('keep NUL, for which the mapping quarantines', async () => {
    expect((await read('id,text\n1,a\0b\n'))[0]?.data.text).toBe('a\0b');
  });

  test('hold JSON without loss where the file says so', async () => {
    const [good, twice, deep] = await read(
      `id;x\n1;{"n":9007199254740993,"l":[1]}\n2;{"a":1,"a":2}\n3;${'['.repeat(80)}${']'.repeat(80)}\n`,
      { json: ['x'], delimiter: ';' },
    );
    expect(good?.data.x).toEqual({ n: '9007199254740993', l: [1] });
    expect([twice?.problem?.code, twice?.problem?.path]).toEqual(['cell-json', 'x']);
    expect(deep?.problem?.params).toMatchObject({ line: 4 });
  });

  test('of a column named __proto__ are cells like others', async () => {
    const [row] = await read('id,__proto__,constructor\n1,x,y\n');
    expect(Object.entries(row?.data ?? {})).toEqual([
      ['id', '1'],
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  test('under no name in the header are named by their place', async () => {
    const [row] = await read('id,, ,a,\n1,,x,y,\n');
    expect({ ...row?.data }).toEqual({ id: '1', 'column 2': null, 'column 3': 'x', a: 'y', 'column 5': null });
  });

  test('of megabytes are one cell', async () => {
    const [row] = await read(`id,text\n1,"${'x'.repeat(2_000_000)}"\n`);
    expect(String(row?.data.text).length).toBe(2_000_000);
  });
});

describe('rows', () => {
  test('end as records with the line they begin on, whatever is wrong with them', async () => {
    const text = 'id,a\r\n1,"x\r\ny"\r\n\r\n2\r\n1,again\r\n,none\r\n3,b,c\r\n';
    expect(problems(await read(text))).toEqual([
      ['1', undefined, undefined],
      ['2', 'row-ragged', 'row at line 5 has 1 cells, the header has 2'],
      ['1#line 6', 'key-duplicate', 'row at line 6 has the key of the row at line 2, and other cells'],
      ['line 7', 'key-missing', 'row at line 7 has no key'],
      ['3', 'row-ragged', 'row at line 8 has 3 cells, the header has 2'],
    ]);
  });

  test('that are ragged never quarantine a complete one with their key', async () => {
    expect(problems(await read('id,a\n1\n1,whole\n'))).toEqual([
      ['1#line 2', 'row-ragged', 'row at line 2 has 1 cells, the header has 2'],
      ['1', undefined, undefined],
    ]);
  });

  test('without a key that could be stored are quarantined', async () => {
    const rows = await read(`id,a\n${'k'.repeat(301)},1\na\0b,2\n`);
    expect(rows.map(({ key, problem }) => [key, problem?.code])).toEqual([
      ['line 2', 'key-unusable'],
      ['line 3', 'key-unusable'],
    ]);
  });

  test('may have a key of several columns and a version', async () => {
    const rows = await read('a,b,v\nx,1,7\nx,2,12\ny,,3\n', { key: ['a', 'b'], version: 'v' });
    expect(rows.map(({ key, version }) => [key, version])).toEqual([
      ['x/1', numberVersion('7')],
      ['x/2', numberVersion('12')],
      ['line 4', undefined],
    ]);
  });

  test('end by LF, CRLF or CR, and blank lines are none', async () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const rows = await read(['id,a', '1,x', '', '2,"y', 'z"', '', '3', ''].join(end));
      expect(rows.map(({ key }) => key)).toEqual(['1', '2', '3']);
      expect(rows[2]?.problem?.params).toMatchObject({ line: 7 });
    }
  });

  test('are none in a file that has only a header', async () => {
    expect(await read('id,a\n')).toEqual([]);
  });
});

describe('several rows of one record', () => {
  const rows = { latest: 'mod', changes: ['state', 'who'] };

  test('become the latest one, with all rows and what changed', async () => {
    const text = 'id,mod,state,who\nA,10,closed,?\nB,0,new,x\nA,9,open,y\nA,2,open,y\n';
    const [a, b] = await read(text, { rows, nulls: ['?'] });
    expect(a?.data).toMatchObject({ id: 'A', mod: '10', state: 'closed', who: null });
    expect(a?.data.rows).toMatchObject([{ mod: '2' }, { mod: '9' }, { mod: '10' }]);
    expect(a?.data.changes).toMatchObject([
      { field: 'state', from: 'open', to: 'closed', row: { mod: '10' } },
      { field: 'who', from: 'y', to: null, row: { mod: '10' } },
    ]);
    expect([b?.key, b?.data.changes]).toEqual(['B', []]);
  });

  test('are quarantined as one record when one of them is ragged; rows without a key are records of their own', async () => {
    const found = await read('id,mod,state,who\nA,1,new,x\nA,2\n,3,new,x\n,4,new,x\nB,1,new,x', { rows });
    expect(found.map(({ key, problem }) => [key, problem?.code])).toEqual([
      ['A', 'row-ragged'],
      ['line 4', 'key-missing'],
      ['line 5', 'key-missing'],
      ['B', undefined],
    ]);
  });

  test('are as they are when ages are equal: the later row is the latest', async () => {
    const [a] = await read('id,mod,state,who\nA,1,first,x\nA,1,second,x\nA,,oldest,x\n', { rows });
    expect(a?.data.state).toBe('second');
    expect(a?.data.rows).toMatchObject([{ state: 'oldest' }, { state: 'first' }, { state: 'second' }]);
  });

  test('are found again when anything of what was kept about them is gone', async () => {
    const { source } = sourceOf('id,mod,state,who\nA,1,new,x\nB,1,new,x\n', { rows });
    expect((await source.count('record')).count).toBe(2);
    const work = path.join(dir, 'work');
    for (const kept of readdirSync(work).filter((name) => name.endsWith('.groups'))) rmSync(path.join(work, kept));
    const keys: string[] = [];
    for await (const page of source.read('record', null)) keys.push(...page.records.map(({ key }) => key));
    expect(keys).toEqual(['A', 'B']);
  });

  test('are refused where a column has the name of what is added', async () => {
    expect(await refusal('id,mod,state,who,rows\n', { rows })).toMatchObject({ code: 'header-duplicate' });
  });
});

describe('encodings', () => {
  const text = 'id,name\n1,客户 é\n';
  for (const encoding of ['gb18030', 'utf-16le', 'utf-16be', 'utf-8', 'utf-16']) {
    test(`${encoding} with and without its mark`, async () => {
      const stored = encoding === 'utf-16' ? 'utf-16be' : encoding;
      for (const addBOM of encoding === 'utf-16' ? [true] : [false, encoding !== 'gb18030']) {
        const bytes = iconv.encode(text, stored, { addBOM });
        expect((await read(bytes, { encoding }))[0]?.data).toEqual({ id: '1', name: '客户 é' });
      }
    });
  }

  test('windows-1252 as it is, not as its cousin latin-1', async () => {
    const [row] = await read(Buffer.from('id,price\n1,\x80 5\n', 'latin1'), { encoding: 'windows-1252' });
    expect(row?.data.price).toBe('€ 5');
  });

  test('that do not fit stop the file at the byte', async () => {
    const gb = iconv.encode('id,name\n1,客户\n', 'gb18030');
    expect(await refusal(gb)).toMatchObject({
      name: 'FatalError',
      code: 'encoding-wrong',
      message: expect.stringMatching(/^byte 1[0-2] /),
    });
    const far = Buffer.concat([Buffer.from(`id,name\n1,${'x'.repeat(600_000)}`), Buffer.from([0xc3, 0x28])]);
    expect(await refusal(far)).toMatchObject({ message: expect.stringMatching(/^byte 60001[01] /) });
    expect(await refusal(Buffer.from('id\n\x81\n', 'latin1'), { encoding: 'windows-1252' })).toMatchObject({
      code: 'encoding-wrong',
    });
  });

  test('that contradict the mark are refused at once', async () => {
    expect(await refusal(`\uFEFF${text}`, { encoding: 'gb18030' })).toMatchObject({ message: 'byte 0 is not gb18030' });
    const bytes = iconv.encode(text, 'utf-16be', { addBOM: true });
    expect(await refusal(bytes, { encoding: 'utf-16le' })).toMatchObject({ code: 'encoding-wrong' });
  });

  test('nobody knows are a mistake in the configuration', () => {
    for (const encoding of ['base64', 'base-64', 'Hex', '../utf8', 'utf8/..', '', 'klingon']) {
      expect(csvOptions.safeParse({ kind: 'csv', dir: '.', encoding, files: {} }).success, encoding).toBe(false);
    }
    expect(csvOptions.safeParse({ kind: 'csv', dir: '.', encodin: 'utf-8', files: {} }).success).toBe(false);
  });
});

test.each(['UTF8', 'utf_8', 'Utf-8'])('%s is UTF-8 with all that goes with it', async (encoding) => {
  const [row] = await read(Buffer.from('\uFEFFid,mark\n1,\uFFFD\n'), { encoding });
  expect(row).toMatchObject({ key: '1', data: { mark: '\uFFFD' } });
});

describe('a file that can not be trusted stops before its first record', () => {
  test('an open quote, with the line it opened on', async () => {
    const text = `id,a\n${'1,x\n'.repeat(1000)}2,"a\nb"\n3,"never\nends\n`;
    expect(await refusal(text)).toMatchObject({
      code: 'file-truncated',
      message: expect.stringContaining('line 1004'),
    });
  });

  test('a header with duplicates or without the columns asked for, or none at all', async () => {
    expect(await refusal('id,a,a\n')).toMatchObject({ code: 'header-duplicate' });
    expect(await refusal('ID ,a\n')).toMatchObject({ message: expect.stringContaining('but "ID ", which is written') });
    expect(await refusal('nr,a\n')).toMatchObject({
      code: 'column-missing',
      message: expect.stringContaining('nr, a'),
    });
    expect(await refusal('id\n', { json: ['x'] })).toMatchObject({ code: 'column-missing' });
    expect(await refusal('')).toMatchObject({ code: 'column-missing' });
  });

  test('a file that is not there', async () => {
    const { source, file } = sourceOf('id\n');
    rmSync(file);
    await expect(source.read('record', null)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'file-missing',
    });
    await expect(source.count('record')).rejects.toMatchObject({ code: 'file-missing' });
    expect((await source.check()).findings).toEqual([expect.stringContaining('missing')]);
  });
});

describe('going on', () => {
  const text = `id,a\n${Array.from({ length: 1100 }, (_, n) => `${n},x\n`).join('')}`;

  test('is refused once the file says something else: before the first record, and between two pages', async () => {
    const { source, file } = sourceOf(text);
    const pages = source.read('record', null)[Symbol.asyncIterator]();
    const start = await pages.next();
    expect(start.value?.records).toEqual([]);
    await pages.next();
    appendFileSync(file, '9999,new\n');
    await expect(pages.next()).rejects.toMatchObject({ code: 'file-changed' });
    const since: string | null = start.value?.continuation;
    await expect(source.read('record', since)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'file-changed',
    });
  });

  test('is fine when only the times of the file changed', async () => {
    const { source, file } = sourceOf(text);
    const pages = source.read('record', null)[Symbol.asyncIterator]();
    await pages.next();
    utimesSync(file, 1, 1);
    expect((await pages.next()).value?.records).toHaveLength(500);
  });

  test('needs nothing that was kept', async () => {
    const { source } = sourceOf(iconv.encode(text, 'utf-16le'), { encoding: 'utf-16le' });
    const pages = source.read('record', null)[Symbol.asyncIterator]();
    await pages.next();
    const { value } = await pages.next();
    rmSync(path.join(dir, 'work'), { recursive: true });
    const next = await source.read('record', value?.continuation)[Symbol.asyncIterator]().next();
    expect(next.value?.records[0]?.key).toBe('500');
  });
});

describe('csv-spectrum', () => {
  const spectrum = path.dirname(createRequire(import.meta.url).resolve('csv-spectrum/package.json'));
  // Its expected JSON describes another row than its CSV holds.
  const faulty = 'location_coordinates.csv';
  const files = readdirSync(path.join(spectrum, 'csvs')).filter((file) => file !== faulty);

  test('is here', () => expect(files.length).toBeGreaterThanOrEqual(11));

  for (const file of files) {
    test(file, async () => {
      const bytes = readFileSync(path.join(spectrum, 'csvs', file));
      const expected = JSON.parse(readFileSync(path.join(spectrum, 'json', file.replace('.csv', '.json')), 'utf8'));
      const columns = Object.keys(expected[0]);
      const rows = await read(bytes, { key: columns, nulls: [] });
      expect(rows.map(({ data }) => ({ ...data }))).toEqual(expected);
    });
  }
});

describe('its state', () => {
  test('changes with what files hold and how they are read, not with their times', async () => {
    const { file, source } = sourceOf('id,a\n1,x\n');
    const before = await source.state?.();
    utimesSync(file, new Date(1e12), new Date(1e12));
    expect(await source.state?.()).toBe(before);
    writeFileSync(file, 'id,a\n1,y\n');
    const changed = await source.state?.();
    expect(changed).not.toBe(before);
    const options = { kind: 'csv', dir: '.', files: { record: { path: path.basename(file), nulls: ['?'] } } };
    const otherwise = csvSource(csvOptions.parse(options), { baseDir: dir, workDir: path.join(dir, 'work') });
    expect(await otherwise.state?.()).not.toBe(changed);
    rmSync(file);
    expect(await source.state?.()).not.toBe(changed);
  });
});
